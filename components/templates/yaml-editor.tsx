"use client";
import { autocompletion, closeCompletion, completionKeymap, completionStatus } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { search, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { useEffect, useEffectEvent, useRef } from "react";
import { proposalsAt } from "./completion.model.ts";
import { editorTheme } from "./editor-theme.ts";

/** What is wrong, and where: offsets into the text, and the line from 1. */
export interface EditorProblem {
  from: number;
  to: number;
  line: number;
  message: string;
}

export interface YamlEditorProps {
  /** For screen readers. */
  label: string;
  value: string;
  readOnly: boolean;
  problems: readonly EditorProblem[];
  /** Goes there whenever it is another object. */
  jumpTo: { offset: number } | null;
  onChange: (text: string) => void;
  /** Mod-S. */
  onSave: () => void;
}

/** CodeMirror for a template's YAML. Tab leaves it, as it leaves every field; Mod-] and Mod-[ indent. */
export function YamlEditor({ label, value, readOnly, problems, jumpTo, onChange, onSave }: YamlEditorProps) {
  const parent = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView>(null);
  // What came from outside is not told back.
  const changed = useEffectEvent((text: string) => text !== value && onChange(text));
  const save = useEffectEvent(onSave);
  const initial = useEffectEvent(() => value);

  useEffect(() => {
    if (parent.current === null) return;
    const view = new EditorView({
      parent: parent.current,
      state: EditorState.create({
        doc: initial(),
        extensions: [
          ...[lineNumbers(), lintGutter(), history(), drawSelection(), indentOnInput(), bracketMatching(), yaml()],
          ...[indentUnit.of("  "), EditorView.lineWrapping, search({ top: true }), editorTheme],
          EditorState.readOnly.of(readOnly),
          EditorView.contentAttributes.of({ "aria-label": label, "aria-readonly": String(readOnly), tabindex: "0" }),
          autocompletion({ override: [complete], icons: false }),
          keymap.of([
            {
              key: "Mod-s",
              run: () => {
                save();
                return true;
              },
            },
            ...[...completionKeymap, ...defaultKeymap, ...historyKeymap, ...searchKeymap, ...lintKeymap],
          ]),
          EditorView.updateListener.of((update) => {
            // Proposals that were looked up while the focus left would stay for good, over a dialog too.
            if (!update.view.hasFocus && completionStatus(update.state) === "active") closeCompletion(update.view);
            if (update.docChanged) changed(update.state.doc.toString());
          }),
        ],
      }),
    });
    editor.current = view;
    return () => {
      view.destroy();
      editor.current = null;
    };
  }, [label, readOnly]);

  useEffect(() => {
    const view = editor.current;
    if (view === null || view.state.doc.toString() === value) return;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    const view = editor.current;
    if (view === null) return;
    const end = view.state.doc.length;
    const diagnostics = problems.map(({ from, to, message }) => ({
      ...{ from: Math.min(from, end), to: Math.min(to, end), message },
      severity: "error" as const,
    }));
    view.dispatch(setDiagnostics(view.state, diagnostics));
  }, [problems]);

  useEffect(() => {
    const view = editor.current;
    if (view === null || jumpTo === null) return;
    const anchor = Math.min(jumpTo.offset, view.state.doc.length);
    view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
    view.focus();
  }, [jumpTo]);

  return <div ref={parent} className="h-full min-h-0 overflow-hidden" data-editor />;
}

function complete(context: { state: EditorState; pos: number; explicit: boolean }) {
  const proposals = proposalsAt(context.state.doc.toString(), context.pos);
  if (proposals === null) return null;
  if (
    !context.explicit &&
    proposals.from === context.pos &&
    !/[:\s-]/.test(context.state.sliceDoc(context.pos - 1, context.pos))
  ) {
    return null;
  }
  // An empty line is a place to look at, not to be asked at.
  if (!context.explicit && proposals.from === context.pos && /(^|\n)\s*$/.test(context.state.sliceDoc(0, context.pos)))
    return null;
  return {
    from: proposals.from,
    options: proposals.options.map(({ label, detail, insert }) => ({ label, detail, apply: insert, type: "property" })),
    validFor: /^[\w$-]*$/,
  };
}
