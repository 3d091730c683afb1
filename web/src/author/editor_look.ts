/** How the editor looks, in light and in dark, and what its own panels say in the reader's language. */
import { HighlightStyle } from "@codemirror/language";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export const style = HighlightStyle.define([
  { tag: tags.heading, fontWeight: "700", color: "var(--accent)" },
  { tag: tags.strong, fontWeight: "700" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: tags.monospace, color: "var(--law)" },
  { tag: tags.quote, color: "var(--warn)" },
  { tag: tags.link, color: "var(--accent)" },
  { tag: tags.url, color: "var(--dim)" },
  { tag: tags.processingInstruction, color: "var(--dim)" },
  { tag: tags.contentSeparator, color: "var(--dim)" },
]);
/** @param dark which of the library's own colours show where these say nothing */
const theme = (dark: boolean) =>
  EditorView.theme(
    {
      "&": { height: "100%", backgroundColor: "var(--panel)", color: "var(--text)", fontSize: "0.86rem" },
      ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "1.6" },
      ".cm-content": { caretColor: "var(--text)", paddingBottom: "40vh" },
      ".cm-cursor": { borderLeftColor: "var(--text)" },
      ".cm-gutters": { backgroundColor: "var(--sunken)", color: "var(--dim)", borderRight: "1px solid var(--line)" },
      ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--accent-soft) 45%, transparent)" },
      ".cm-selectionBackground, &.cm-focused .cm-selectionBackground": {
        backgroundColor: "color-mix(in srgb, var(--accent-line) 32%, transparent) !important",
      },
      "&.cm-focused": { outline: "2px solid var(--accent-line)", outlineOffset: "-2px" },
      ".cm-tooltip": {
        backgroundColor: "var(--raised)",
        color: "var(--text)",
        border: "1px solid var(--line-strong)",
        borderRadius: "8px",
      },
      ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent-soft)", color: "var(--text)" },
      ".cm-completionDetail": { color: "var(--dim)", fontStyle: "normal" },
      ".cm-panels": { backgroundColor: "var(--panel)", color: "var(--text)" },
      ".cm-panels .cm-textfield": {
        fontSize: "0.84rem",
        color: "var(--text)",
        backgroundColor: "var(--raised)",
        border: "1px solid var(--line-strong)",
        borderRadius: "6px",
      },
      ".cm-panels .cm-button": {
        fontSize: "0.84rem",
        color: "var(--text)",
        backgroundColor: "var(--raised)",
        backgroundImage: "none",
        border: "1px solid var(--line-strong)",
        borderRadius: "6px",
        "&:active": { backgroundColor: "var(--sunken)", backgroundImage: "none" },
      },
      ".cm-panel.cm-search label": { fontSize: "0.84rem" },
      ".cm-panel.cm-search [name=close]": { color: "var(--text)" },
    },
    { dark },
  );

/** The words CodeMirror shows or reads out, by their English. */
const phrases = (t: (key: string) => string) => ({
  Find: t("author.find"),
  Replace: t("author.replace"),
  next: t("author.find_next"),
  previous: t("author.find_previous"),
  all: t("author.find_all"),
  "match case": t("author.find_case"),
  regexp: t("author.find_regexp"),
  "by word": t("author.find_word"),
  replace: t("author.replace_one"),
  "replace all": t("author.replace_all"),
  close: t("common.close"),
  "current match": t("author.find_current"),
  "on line": t("author.find_on_line"),
  "replaced match on line $": t("author.replaced_on_line"),
  "replaced $ matches": t("author.replaced_all"),
  "Go to line": t("author.go_to_line"),
  go: t("author.go"),
  Completions: t("author.completions"),
  Diagnostics: t("author.problems"),
  "No diagnostics": t("author.nothing_wrong"),
  "Selection deleted": t("author.selection_deleted"),
});

export const look = (dark: boolean, t: (key: string) => string): Extension => [
  theme(dark),
  EditorState.phrases.of(phrases(t)),
];
