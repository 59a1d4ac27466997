"use client";
import dynamic from "next/dynamic";
import { EditorLoading } from "../../../components/templates/editor-loading.tsx";

/** The editor, what reads YAML and what draws the form are fetched by those who open a template. They need a browser. */
export const EditorOnDemand = dynamic(() => import("./template-editor.tsx").then((module) => module.TemplateEditor), {
  ssr: false,
  loading: () => <EditorLoading />,
});
