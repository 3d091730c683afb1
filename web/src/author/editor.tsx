/** CodeMirror for the text of a procedure: what is wrong in the gutter, how each line was understood beside it. */
import { autocompletion, closeBrackets, completionKeymap, snippet } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { markdown } from "@codemirror/lang-markdown";
import { syntaxHighlighting } from "@codemirror/language";
import {
  forceLinting,
  type Diagnostic as LintMark,
  linter,
  lintGutter,
  lintKeymap,
  setDiagnostics,
} from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, RangeSetBuilder, StateEffect, StateField, type Text } from "@codemirror/state";
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
import { type Ref, useEffect, useImperativeHandle, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Diagnostic, Understanding } from "../api/types";
import { useDark } from "../app/theme";
import { plainText } from "../shared/inline_markdown";
import { complete, type Names } from "./completion";
import { look, style } from "./editor_look";

const looks = new Compartment();

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
      message: plainText(entry.hint ? `${entry.message} ${entry.hint}` : entry.message),
      renderMessage: () => {
        const box = document.createElement("div");
        box.append(`${plainText(entry.message)} `);
        if (entry.hint) {
          const hint = document.createElement("div");
          hint.className = "cm-hint";
          hint.textContent = plainText(entry.hint);
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
  const { t, i18n } = useTranslation();
  const dark = useDark();
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
          looks.of(look(dark, t)),
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
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change with the language
  useEffect(() => {
    view.current?.dispatch({ effects: looks.reconfigure(look(dark, t)) });
  }, [dark, i18n.language]);
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
