import { history, undo } from "@codemirror/commands";
import { EditorState, Text, type Transaction, type TransactionSpec } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { expect, it } from "vitest";
import { headings } from "./outline";
import { moveSection, stepTo } from "./sections";

const TEXT = "# Book\n\nIntro.\n\n## One\n\nA 😀.\n\n### Inner\n\nD.\n\n## Two\n\nF.\n";
const MOVED = "# Book\n\nIntro.\n\n## Two\n\nF.\n\n## One\n\nA 😀.\n\n### Inner\n\nD.\n";

/** As much of an editor as moving needs; there is no page here. */
function editor(text: string): EditorView {
  const held = {
    state: EditorState.create({ doc: text, extensions: history() }),
    dispatch(what: Transaction | TransactionSpec) {
      held.state = "state" in what ? (what as Transaction).state : held.state.update(what as TransactionSpec).state;
    },
  };
  return held as unknown as EditorView;
}

it("moves a section with those inside by a step, and undo puts it back at once", () => {
  const view = editor(TEXT);
  const entries = headings(view.state.doc);
  const at = stepTo(entries, 1, 1);
  expect(moveSection(view, entries[1]!, at!)).toBe(MOVED.indexOf("## One"));
  expect(view.state.doc.toString()).toBe(MOVED);
  undo(view);
  expect(view.state.doc.toString()).toBe(TEXT);
  expect(moveSection(view, entries[3]!, stepTo(entries, 3, -1)!)).toBe(MOVED.indexOf("## Two"));
  expect(view.state.doc.toString()).toBe(MOVED);
});

it("leaves what has no place to go, and nothing goes into itself", () => {
  const entries = headings(Text.of(TEXT.split("\n")));
  expect([stepTo(entries, 0, -1), stepTo(entries, 0, 1), stepTo(entries, 3, 1), stepTo(entries, 9, 1)]).toEqual([null, null, null, null]);
  const view = editor(TEXT);
  expect(moveSection(view, entries[1]!, entries[2]!.from)).toBeNull();
  expect(view.state.doc.toString()).toBe(TEXT);
});
