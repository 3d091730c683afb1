/** CodeMirror for the text of a procedure: what is wrong in the gutter, how each line was understood beside it. */
import { autocompletion, closeBrackets, completionKeymap, snippet } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { markdown } from "@codemirror/lang-markdown";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import {
  forceLinting,
  type Diagnostic as LintMark,
  linter,
  lintGutter,
  lintKeymap,
  setDiagnostics,
} from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState, RangeSetBuilder, StateEffect, StateField, type Text } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
  WidgetType,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { type Ref, useEffect, useImperativeHandle, useRef } from "react";
import type { Diagnostic, Understanding } from "../api/types";
import { complete, type Names } from "./completion";

const setUnderstanding = StateEffect.define<Understanding[]>();

class Note extends WidgetType {
  readonly kind: string;
  readonly text: string;
  constructor(kind: string, text: string) {
    super();
    this.kind = kind;
    this.text = text;
  }
  override eq(other: Note): boolean {
    return other.kind === this.kind && other.text === this.text;
  }
  override toDOM(): HTMLElement {
    const note = document.createElement("span");
    note.className = "cm-note";
    note.textContent = this.text;
    note.setAttribute("aria-hidden", "true");
    return note;
  }
}

function notes(list: Understanding[], doc: Text): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  const seen = new Set<number>();
  for (const entry of [...list].sort((a, b) => a.line - b.line)) {
    if (entry.line < 1 || entry.line > doc.lines || seen.has(entry.line)) continue;
    seen.add(entry.line);
    const end = doc.line(entry.line).to;
    builder.add(end, end, Decoration.widget({ widget: new Note(entry.kind, entry.text), side: 1 }));
  }
  return builder.finish();
}
const understandingField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(value, transaction) {
    for (const effect of transaction.effects)
      if (effect.is(setUnderstanding)) return notes(effect.value, transaction.state.doc);
    return value.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

const style = HighlightStyle.define([
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
const look = EditorView.theme({
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
});

function toMarks(list: Diagnostic[], doc: Text): LintMark[] {
  const at = (line: number, column: number) => {
    const place = doc.line(Math.min(Math.max(1, line), doc.lines));
    return Math.min(place.from + Math.max(0, column - 1), place.to);
  };
  return list.map((entry) => {
    const from = at(entry.line, entry.column);
    const to = Math.max(from, entry.end_line ? at(entry.end_line, entry.end_column ?? entry.column) : from);
    return {
      from,
      to,
      severity: entry.severity === "error" ? "error" : entry.severity === "warning" ? "warning" : "info",
      source: entry.code,
      message: entry.hint ? `${entry.message} ${entry.hint}` : entry.message,
      renderMessage: () => {
        const box = document.createElement("div");
        box.append(`${entry.message} `);
        if (entry.hint) {
          const hint = document.createElement("div");
          hint.className = "cm-hint";
          hint.textContent = entry.hint;
          box.append(hint);
        }
        const code = document.createElement("a");
        code.href = `/codes/${entry.code}`;
        code.target = "_blank";
        code.textContent = entry.code;
        box.append(code);
        return box;
      },
    };
  });
}

/** A place as the API counts it: lines and columns from 1, columns in code points. */
export interface Cursor {
  line: number;
  column: number;
}
function cursorOf(state: EditorState): Cursor {
  const line = state.doc.lineAt(state.selection.main.head);
  return { line: line.number, column: [...line.text.slice(0, state.selection.main.head - line.from)].length + 1 };
}

export interface EditorHandle {
  insert: (snippetText: string) => void;
  goTo: (line: number, column?: number) => void;
  replace: (text: string) => void;
}
interface EditorProps {
  initial: string;
  label: string;
  diagnostics: Diagnostic[];
  understanding: Understanding[];
  names: Names;
  words: (key: string) => string;
  onChange: (text: string) => void;
  onCursor: (cursor: Cursor) => void;
  /** Id of the element that says what the expression under the cursor is. */
  describedBy: string;
  ref?: Ref<EditorHandle>;
}
export default function Editor({
  initial,
  label,
  diagnostics,
  understanding,
  names,
  words,
  onChange,
  onCursor,
  describedBy,
  ref,
}: EditorProps) {
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef({ names, onChange, onCursor, words });
  latest.current = { names, onChange, onCursor, words };

  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor owns its text once it is made
  useEffect(() => {
    if (!box.current) return;
    const editor = new EditorView({
      parent: box.current,
      state: EditorState.create({
        doc: initial,
        extensions: [
          lineNumbers(),
          history(),
          drawSelection(),
          highlightActiveLine(),
          highlightSelectionMatches(),
          closeBrackets(),
          EditorView.lineWrapping,
          // Front matter between its lines of dashes would read as a heading.
          markdown({ extensions: { remove: ["SetextHeading"] } }),
          syntaxHighlighting(style),
          look,
          linter(null),
          lintGutter(),
          understandingField,
          autocompletion({
            override: [
              complete(
                () => latest.current.names,
                (key) => latest.current.words(key),
              ),
            ],
          }),
          keymap.of([...completionKeymap, ...lintKeymap, ...searchKeymap, ...historyKeymap, ...defaultKeymap]),
          EditorView.contentAttributes.of({
            "aria-label": label,
            "aria-describedby": describedBy,
            spellcheck: "true",
            tabindex: "0",
          }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged || update.selectionSet) latest.current.onCursor(cursorOf(update.state));
            if (update.docChanged) latest.current.onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => {
      view.current = null;
      editor.destroy();
    };
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    editor.dispatch(setDiagnostics(editor.state, toMarks(diagnostics, editor.state.doc)));
    forceLinting(editor);
  }, [diagnostics]);
  useEffect(() => {
    view.current?.dispatch({ effects: setUnderstanding.of(understanding) });
  }, [understanding]);

  useImperativeHandle(ref, () => ({
    insert(text) {
      const editor = view.current;
      if (!editor) return;
      const line = editor.state.doc.lineAt(editor.state.selection.main.head);
      const empty = line.text.trim() === "";
      const at = empty ? line.from : line.to;
      snippet(empty ? text : `\n${text}`)(editor, null, at, empty ? line.to : at);
      editor.focus();
    },
    goTo(line, column = 1) {
      const editor = view.current;
      if (!editor) return;
      const place = editor.state.doc.line(Math.min(Math.max(1, line), editor.state.doc.lines));
      const at = Math.min(place.from + column - 1, place.to);
      editor.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
      editor.focus();
    },
    replace(text) {
      const editor = view.current;
      if (!editor || editor.state.doc.toString() === text) return;
      const head = Math.min(editor.state.selection.main.head, text.length);
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text }, selection: { anchor: head } });
    },
  }));
  return <div className="editor" ref={box} />;
}
