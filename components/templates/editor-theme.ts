import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** The editor in the tokens of the design language, which hold both themes. */
export const editorTheme = [
  EditorView.theme({
    "&": { color: "var(--color-text)", backgroundColor: "var(--color-surface)", fontSize: "0.75rem", height: "100%" },
    // What is around it shows the focus, since gutters lie above an outline.
    "&.cm-focused, .cm-content:focus-visible": { outline: "none" },
    ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "1.25rem" },
    ".cm-content": { caretColor: "var(--color-text)", padding: "8px 0" },
    ".cm-cursor": { borderLeftColor: "var(--color-text)" },
    ".cm-gutters": { backgroundColor: "var(--color-surface)", color: "var(--color-muted)", border: "none" },
    ".cm-activeLine": { backgroundColor: "transparent" },
    ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--color-text)" },
    "&.cm-focused .cm-selectionBackground, .cm-selectionBackground, .cm-content ::selection": {
      backgroundColor: "color-mix(in oklch, var(--color-accent) 30%, transparent)",
    },
    ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--color-accent-soft)" },
    ".cm-searchMatch": { backgroundColor: "var(--color-warn-soft)" },
    ".cm-tooltip": {
      backgroundColor: "var(--color-raised)",
      border: "1px solid var(--color-line)",
      borderRadius: "6px",
      color: "var(--color-text)",
    },
    ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--font-mono)", maxHeight: "14rem" },
    ".cm-tooltip-autocomplete ul li[aria-selected]": {
      backgroundColor: "var(--color-accent-soft)",
      color: "var(--color-text)",
    },
    ".cm-completionDetail": { color: "var(--color-muted)", fontStyle: "normal" },
    ".cm-panels": { backgroundColor: "var(--color-sunken)", color: "var(--color-text)" },
    ".cm-textfield, .cm-button": {
      backgroundColor: "var(--color-surface)",
      backgroundImage: "none",
      border: "1px solid var(--color-line-strong)",
      color: "var(--color-text)",
    },
    ".cm-diagnostic-error": { borderLeftColor: "var(--color-bad)" },
    ".cm-lintRange-error": {
      backgroundImage: "none",
      textDecoration: "underline wavy var(--color-bad)",
      textUnderlineOffset: "3px",
    },
  }),
  syntaxHighlighting(
    HighlightStyle.define([
      { tag: [tags.definition(tags.propertyName), tags.propertyName], color: "var(--color-ansi-blue)" },
      { tag: [tags.string, tags.special(tags.string)], color: "var(--color-ansi-green)" },
      { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: "var(--color-ansi-magenta)" },
      { tag: tags.comment, color: "var(--color-muted)", fontStyle: "italic" },
      { tag: [tags.meta, tags.labelName, tags.typeName], color: "var(--color-ansi-cyan)" },
    ]),
  ),
];
