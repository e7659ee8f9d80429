import fc from "fast-check";
import { expect, it } from "vitest";
import { withOffers } from "../canvas/pieces";
import { decisionsOf, filled } from "./chunks";

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
