/**
 * What a paste into a document does: HTML becomes Markdown, a spreadsheet's range a table, a picture a stored file.
 *
 * Into code, and with Ctrl-Shift-V, the words come in as they are. One paste is one change.
 */

import { syntaxTree } from "@codemirror/language";
import { EditorSelection, type EditorState, type Extension, Prec } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import type { SyntaxNode } from "@lezer/common";
import { hasStructure, toMarkdown } from "./pasted";
import { insertPictures, picturesOf } from "./pictures";
import { parseGrid, renderTable } from "./tableModel";

/** Longer HTML is not looked at on the page's own thread; its plain words come in instead. */
const MOST_UNITS = 3_000_000;
const URL_ALONE = /^https?:\/\/\S+$/i;

function inCode(state: EditorState): boolean {
  for (let node: SyntaxNode | null = syntaxTree(state).resolveInner(state.selection.main.head, -1); node; node = node.parent) {
    if (/^(?:FencedCode|CodeBlock|InlineCode|CodeText|BlockMath|InlineMath)$/.test(node.name)) return true;
  }
  return false;
}

/** The Markdown to put in for what is in the clipboard; null when its plain words are just right. */
export function markdownFor(html: string, plain: string): string | null {
  if (html && html.length <= MOST_UNITS && hasStructure(html)) {
    const found = toMarkdown(html);
    if (found) return found;
  }
  const grid = parseGrid(plain);
  return grid ? renderTable(grid) : null;
}

/** Blocks stand on lines of their own; words within a line stay in it. */
export function placed(before: string, after: string, words: string): string {
  const block = /\n\n/.test(words) || /^(?:#{1,6} |[-*] |\d+\. |> |```|\| |---)/.test(words);
  if (!block) return words;
  return `${before.trim() ? "\n\n" : ""}${words}${after.trim() ? "\n\n" : ""}`;
}

function put(view: EditorView, words: string): void {
  const { state } = view;
  const spec = state.changeByRange((range) => {
    const line = state.doc.lineAt(range.from);
    const end = state.doc.lineAt(range.to);
    const insert = state.toText(placed(line.text.slice(0, range.from - line.from), end.text.slice(range.to - end.from), words));
    return { changes: { from: range.from, to: range.to, insert }, range: EditorSelection.cursor(range.from + insert.length) };
  });
  view.dispatch(state.update(spec, { scrollIntoView: true, userEvent: "input.paste" }));
}

export function paste(): Extension {
  let asPlain = false;
  return Prec.high(
    EditorView.domEventHandlers({
      keydown(event) {
        if (event.key.toLowerCase() === "v") asPlain = event.shiftKey && (event.ctrlKey || event.metaKey);
        return false;
      },
      paste(event, view) {
        const plainly = asPlain;
        asPlain = false;
        const { state } = view;
        const data = event.clipboardData;
        if (!data || state.readOnly || plainly || inCode(state)) return false;
        const plain = data.getData("text/plain");
        const html = data.types.includes("vscode-editor-data") ? "" : data.getData("text/html");
        const images = picturesOf(data.files);
        // Office programs put a picture of the words beside the words.
        if (images.length > 0 && !plain.trim()) {
          void insertPictures(view, images, state.selection.main.head);
          return true;
        }
        const { main } = state.selection;
        const selected = state.sliceDoc(main.from, main.to);
        if (URL_ALONE.test(plain.trim()) && selected.trim() && !/[\n[\]]/.test(selected)) {
          view.dispatch(state.replaceSelection(`[${selected}](${plain.trim()})`), { userEvent: "input.paste" });
          return true;
        }
        const words = markdownFor(html, plain);
        if (words === null) return false;
        put(view, words.replace(/\r\n?/g, "\n"));
        return true;
      },
    }),
  );
}
