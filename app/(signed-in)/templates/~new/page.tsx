import type { Metadata } from "next";
import { NewTemplateClient } from "./client.tsx";

export const metadata: Metadata = { title: "New template" };

export default function NewTemplatePage() {
  return <NewTemplateClient />;
}
