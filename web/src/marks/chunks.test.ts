import { Change, Chunk } from "@codemirror/merge";
import { Text } from "@codemirror/state";
import fc from "fast-check";
import { expect, it } from "vitest";
import { withOffers } from "../canvas/pieces";
import { apart, decisionsOf, filled } from "./chunks";

const changes = [
  { from: 0, to: 3, offer: "a" },
  { from: 8, to: 8, offer: "a" },
  { from: 20, to: 25, offer: "b" },
  { from: 40, to: 44, offer: "b" },
];

it("takes a suggestion whole when its pieces are all in the chunk, else those that are", () => {
  expect(decisionsOf(changes, 0, 10)).toEqual([{ offer: "a", pieces: null }]);
  expect(decisionsOf(changes, 18, 30)).toEqual([{ offer: "b", pieces: [0] }]);
  expect(decisionsOf(changes, 35, 50)).toEqual([{ offer: "b", pieces: [1] }]);
  expect(decisionsOf(changes, 0, 50)).toEqual([{ offer: "a", pieces: null }, { offer: "b", pieces: null }]);
  expect(decisionsOf(changes, 10, 15)).toEqual([]);
});

it("fills empty lines so that what does not change stays the same in both texts", () => {
  const words = fc.array(fc.constantFrom("a", "é", "😀", "字", "\n", "\n\n", " "), { maxLength: 14 }).map((all) => all.join(""));
  fc.assert(
    fc.property(words, words, fc.nat(20), fc.nat(5), (text, insert, at, length) => {
      const start = Math.min(at, text.length);
      const end = Math.min(start + length, text.length);
      const offer = { id: "x", start, end, before: text.slice(start, end), after: insert, streaming: false, pieces: [] };
      const made = withOffers(text, [offer]);
      const [a, b] = [filled(text), filled(made.text)];
      expect(a.text.replaceAll("\u200b", "")).toBe(text);
      const [{ from, to, fromB, toB }] = made.changes as [(typeof made.changes)[number]];
      expect(a.text.slice(0, a.from(from))).toBe(b.text.slice(0, b.from(fromB)));
      expect(a.text.slice(a.to(to))).toBe(b.text.slice(b.to(toB)));
    }),
  );
});

it("keeps suggestions on lines below one another apart, and those on one line together", () => {
  const offer = (id: string, start: number, before: string, after: string) => ({ id, start, end: start + before.length, before, after, streaming: false, pieces: [] });
  const text = "- tea\n- milk\n- jam\nend";
  const chunksOf = (offers: Parameters<typeof withOffers>[1]) => {
    const made = withOffers(text, offers);
    const gaps = apart(text, made.text, made.changes);
    const [a, b] = [filled(text, gaps.before), filled(made.text, gaps.after)];
    const changes = made.changes.map((each) => new Change(a.from(each.from), a.to(each.to), b.from(each.fromB), b.to(each.toB)));
    const [first, second] = [a, b].map((each) => Text.of(each.text.split("\n"))) as [Text, Text];
    for (const [index, each] of changes.entries()) {
      const last = changes[index - 1] ?? { toA: 0, toB: 0 };
      expect(a.text.slice(last.toA, each.fromA)).toBe(b.text.slice(last.toB, each.fromB));
    }
    return Chunk.build(first, second, { override: () => changes });
  };
  expect(chunksOf([offer("a", 2, "tea", "green tea"), offer("b", 8, "milk", "oats"), offer("c", 15, "jam", "honey")])).toHaveLength(3);
  expect(chunksOf([offer("a", 6, "- milk\n", ""), offer("b", 15, "jam", "honey")])).toHaveLength(1);
  expect(chunksOf([offer("a", 2, "te", "coff"), offer("b", 4, "a", "ee")])).toHaveLength(1);
  expect(chunksOf([offer("a", 2, "tea", "tea\n- bread"), offer("b", 8, "milk", "oats")])).toHaveLength(2);
});
