import fc from "fast-check";
import { expect, it } from "vitest";
import type { ComparisonView, HunkView } from "../wire.gen";
import { changesOf } from "./preview";

const words = fc.array(fc.constantFrom("a", "é", "😀", "字", "\r", "\n", "👩‍🚀"), { maxLength: 5 }).map((letters) => letters.join(""));
const points = (text: string) => Array.from(text).length;

it("puts hunks in code points where they are in UTF-16, in both texts", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(words, words, words), { maxLength: 6 }), (pieces) => {
      let [before, after] = ["", ""];
      const hunks: HunkView[] = [];
      for (const [kept, removed, added] of pieces) {
        before += kept;
        after += kept;
        const [start, at] = [points(before), points(after)];
        hunks.push({ start, end: start + points(removed), at, at_end: at + points(added), removed, added });
        before += removed;
        after += added;
      }
      const comparison = { hunks, left_out: 0 } as unknown as ComparisonView;
      const changes = changesOf(comparison, before, after);
      expect(changes.map((change) => before.slice(change.fromA, change.toA))).toEqual(hunks.map((hunk) => hunk.removed));
      expect(changes.map((change) => after.slice(change.fromB, change.toB))).toEqual(hunks.map((hunk) => hunk.added));
    }),
  );
});
