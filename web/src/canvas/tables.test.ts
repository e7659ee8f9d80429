import { ensureSyntaxTree } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { expect, it } from "vitest";
import { blameField } from "./blame";
import { markdown } from "./markdown";
import { marksField } from "./marks";
import { syncField } from "./sync";
import { find, tables, tablesField } from "./tables";
import { random } from "./testing/server";
import { lookField } from "./view";

const DOC = "Words before\nmore words here\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nWords between\nand on\n\n| c |\n|---|\n| 3 |\n\nThe end 字\n";
const PIECES = ["x", " ", "\n", "\n\n", "|", "```\n", "😀", "    ", "# ", "> ", "- ", "---", "<div>\n", "word word"];

it("finds the same tables after each change as a look at the whole text", () => {
  for (let seed = 1; seed <= 120; seed++) {
    const next = random(seed);
    let state = EditorState.create({ doc: DOC, extensions: [markdown(), syncField, blameField, lookField, marksField, tables()] });
    ensureSyntaxTree(state, state.doc.length, 5000);
    state = state.update({}).state;
    for (let step = 0; step < 25; step++) {
      const from = Math.floor(next() * (state.doc.length + 1));
      const to = next() < 0.4 ? Math.min(state.doc.length, from + Math.floor(next() * 8)) : from;
      const insert = next() < 0.8 ? PIECES[Math.floor(next() * PIECES.length)]! : "";
      state = state.update({ changes: { from, to, insert } }).state;
      // On a busy machine the text is not parsed to its end at once; the page then draws again when it is.
      ensureSyntaxTree(state, state.doc.length, 5000);
      state = state.update({}).state;
      expect(state.field(tablesField).found, `seed ${seed} step ${step}: ${JSON.stringify(state.doc.toString())}`).toEqual(find(state));
    }
  }
});
