/**
 * The blocks of a document: what Alt-Up and Alt-Down move, the handle drags and focus mode leaves lit.
 *
 * A block is a child of the document or an item of a list; each begins at a line start. Reads the parsed text, never
 * changes it.
 */

import { ensureSyntaxTree, syntaxTree } from "@codemirror/language";
import { EditorSelection, type EditorState, type StateCommand, type TransactionSpec } from "@codemirror/state";
import type { SyntaxNode } from "@lezer/common";
import { moved } from "./moving";

export interface Block {
  readonly from: number;
  /** End of its last line. */
  readonly to: number;
  readonly node: SyntaxNode;
}

/** Parsing further than this at a key is felt. */
const PARSE_MS = 60;

function asBlock(state: EditorState, node: SyntaxNode): Block {
  const to = Math.min(node.to, state.doc.length);
  // A node may end in the line feed after it.
  const end = to > node.from && state.doc.lineAt(to).from === to ? to - 1 : to;
  return { from: state.doc.lineAt(node.from).from, to: state.doc.lineAt(end).to, node };
}

/** The innermost block at `pos`: a list item, else a child of the document; null on a blank line between. */
export function blockAt(state: EditorState, pos: number): Block | null {
  const line = state.doc.lineAt(pos);
  const tree = ensureSyntaxTree(state, line.to, PARSE_MS) ?? syntaxTree(state);
  const inside = line.from + (line.text.length - line.text.trimStart().length);
  let found: SyntaxNode | null = null;
  for (let node: SyntaxNode | null = tree.resolveInner(inside, 1); node; node = node.parent) {
    if (node.name === "ListItem" && !found) found = node;
    if (node.parent?.name === "Document" || node.parent?.type.isTop) {
      found ??= node;
      break;
    }
  }
  if (!found || found.type.isTop) return null;
  const block = asBlock(state, found);
  return block.from <= pos && block.to >= line.from ? block : null;
}

/** All blocks that touch [from, to], the items of top-level lists one by one, in order. */
export function blocksIn(state: EditorState, from: number, to: number): Block[] {
  const tree = ensureSyntaxTree(state, to, PARSE_MS) ?? syntaxTree(state);
  const found: Block[] = [];
  // Not from the first child on: the mouse asks this at every step, and a long text has thousands.
  for (let node = tree.topNode.childAfter(Math.max(0, from - 1)) ?? tree.topNode.lastChild; node && node.from <= to; node = node.nextSibling) {
    if (node.to < from) continue;
    if (!/List$/.test(node.name)) {
      found.push(asBlock(state, node));
      continue;
    }
    for (let item = node.firstChild; item && item.from <= to; item = item.nextSibling) {
      if (item.name === "ListItem" && item.to >= from) found.push(asBlock(state, item));
    }
  }
  return found;
}

const NUMBER = /^(\s*)(\d{1,9})([.)])(?=\s)/;

/** Two items of a numbered list change places but keep their numbers where these are as long. */
function renumbered(state: EditorState, upper: Block, lower: Block, up: boolean): TransactionSpec | null {
  const [first, second] = [upper, lower].map((each) => state.sliceDoc(each.from, each.to)) as [string, string];
  const [one, two] = [NUMBER.exec(first), NUMBER.exec(second)];
  if (!one || !two || one[0].length !== two[0].length || one[0] === two[0]) return null;
  const insert = two.input.replace(NUMBER, one[0]) + state.sliceDoc(upper.to, lower.from) + one.input.replace(NUMBER, two[0]);
  const { head } = state.selection.main;
  const shift = up ? upper.from - lower.from : second.length + (lower.from - upper.to);
  return { changes: { from: upper.from, to: lower.to, insert: state.toText(insert) }, selection: { anchor: head + shift } };
}

/** The block at the caret goes one block up or down; the caret goes with it. */
export function moveBlock(direction: 1 | -1): StateCommand {
  return ({ state, dispatch }) => {
    if (state.readOnly) return true;
    const { main } = state.selection;
    const block = blockAt(state, main.head);
    if (!block) return false;
    let other: SyntaxNode | null = block.node;
    do other = direction === 1 ? other.nextSibling : other.prevSibling;
    while (other && block.node.name === "ListItem" && other.name !== "ListItem");
    if (!other) return true;
    const sibling = asBlock(state, other);
    const [upper, lower] = direction === 1 ? [block, sibling] : [sibling, block];
    const numbered = block.node.name === "ListItem" ? renumbered(state, upper, lower, direction === -1) : null;
    if (numbered) {
      dispatch(state.update(numbered, { scrollIntoView: true, userEvent: "move.block" }));
      return true;
    }
    const end = lower.to < state.doc.length ? lower.to + 1 : lower.to;
    const move = direction === 1 ? moved(state.doc, upper.from, lower.from, end) : moved(state.doc, lower.from, end, upper.from);
    if (!move) return true;
    const selection = EditorSelection.range(move.place(main.anchor), move.place(main.head));
    dispatch(state.update({ changes: move.changes as never, selection, scrollIntoView: true, userEvent: "move.block" }));
    return true;
  };
}
