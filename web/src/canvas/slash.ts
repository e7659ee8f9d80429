/**
 * The menu that "/" opens while writing a document: arrow keys, Enter or Tab, Esc, or a tap.
 *
 * Opens only where a "/" begins a word, and never in code or an address. What it puts in is plain Markdown, as one change.
 */

import { acceptCompletion, autocompletion, type Completion, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import { ChangeSet, type EditorState, type Extension, Prec } from "@codemirror/state";
import { type EditorView, keymap } from "@codemirror/view";
import type { SyntaxNode } from "@lezer/common";
import { choosePicture } from "./pictures";
import { matching, type Plan, plan, type SlashItem, slashItems } from "./slashItems";
import { TableDesk } from "./tableDesk";
import { lookField } from "./view";
import { element } from "./widgets";

const QUERY = /(?:^|[\s([{>“"'])\/([\p{L}\p{N} ]{0,24})$/u;
const NOT_IN = /^(?:FencedCode|CodeBlock|InlineCode|Link|URL|Autolink|HTMLBlock|HTMLTag|Table|InlineMath|BlockMath)$/;

function inWords(state: EditorState, pos: number): boolean {
  for (let node: SyntaxNode | null = syntaxTree(state).resolveInner(pos, -1); node; node = node.parent) {
    if (NOT_IN.test(node.name) && node.from < pos) return false;
  }
  return true;
}

interface SlashOption extends Completion {
  readonly item: SlashItem;
}

function choose(view: EditorView, item: SlashItem, from: number, to: number): void {
  if (item.id === "image") {
    view.dispatch({ changes: { from, to }, userEvent: "input.complete" });
    choosePicture(view);
    return;
  }
  const { changes, caret } = plan(view.state.doc, from, to, item);
  if (item.id === "table" && view.state.field(lookField).mode === "live") {
    writeTable(view, changes, caret);
    return;
  }
  const insert = changes.map((each) => ({ ...each, insert: view.state.toText(each.insert) }));
  view.dispatch({ changes: insert, selection: { anchor: caret }, scrollIntoView: true, userEvent: "input.complete" });
}

/** A new table is drawn at once, with its first cell open; the caret of the text waits on the line after it. */
function writeTable(view: EditorView, changes: Plan["changes"], caret: number): void {
  const { state } = view;
  const insert = changes.map((each) => ({ ...each, insert: state.toText(each.insert) }));
  const start = caret - 2;
  const after = state.update({ changes: insert }).newDoc;
  let end = after.lineAt(start);
  while (end.number < after.lines && after.line(end.number + 1).text.startsWith("|")) end = after.line(end.number + 1);
  const tail = end.number === after.lines ? "\n\n" : "";
  const whole = state.changes(insert).compose(ChangeSet.of(tail ? { from: end.to, insert: state.toText(tail) } : [], after.length));
  view.dispatch({ changes: whole, selection: { anchor: Math.min(end.to + (tail ? 2 : 1), whole.newLength) }, scrollIntoView: true, userEvent: "input.complete" });
  // Parsed and drawn by then, in all but a very long text; there the person clicks.
  requestAnimationFrame(() => TableDesk.at(view, start)?.enter(0, 0));
}

function offer(context: CompletionContext): CompletionResult | null {
  const { state, pos } = context;
  if (state.readOnly) return null;
  const line = state.doc.lineAt(pos);
  // Asked at every key, also in a line of 200,000 signs.
  const start = Math.max(line.from, pos - 40);
  const found = QUERY.exec(state.sliceDoc(start, pos));
  if (!found || (found.index === 0 && start > line.from) || !inWords(state, pos)) return null;
  const typed = found[1]!;
  const from = pos - typed.length - 1;
  const options = matching(slashItems(new Date()), typed).map(
    (item, index): SlashOption => ({
      item,
      label: item.label,
      boost: -index,
      apply: (view, _option, start, end) => choose(view, item, start, end),
    }),
  );
  return options.length > 0 ? { from, options, filter: false } : null;
}

function hint(option: Completion): Node {
  return element("span", "cv-slash-hint", "item" in option ? (option as SlashOption).item.hint : "");
}

export function slash(): Extension {
  return [
    autocompletion({
      override: [offer],
      icons: false,
      activateOnTypingDelay: 0,
      interactionDelay: 0,
      maxRenderedOptions: 30,
      tooltipClass: () => "cv-float cv-slash",
      addToOptions: [{ render: hint, position: 80 }],
    }),
    Prec.highest(keymap.of([{ key: "Tab", run: acceptCompletion }])),
  ];
}
