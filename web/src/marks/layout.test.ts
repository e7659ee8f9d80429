import fc from "fast-check";
import { expect, it } from "vitest";
import { layOut, mannerOf, type Card } from "./layout";

const GAP = 8;
const cards = fc
  .array(fc.record({ wanted: fc.integer({ min: -50, max: 3000 }), height: fc.integer({ min: 20, max: 400 }) }), { minLength: 1, maxLength: 30 })
  .map((all) => all.map((each, index): Card => ({ id: String(index), ...each })));

it("never puts one card over another, keeps the order of the text, and starts below the head", () => {
  fc.assert(
    fc.property(cards, fc.nat(40), (all, pick) => {
      const tops = layOut(all, String(pick), GAP, 56);
      const sorted = [...all].sort((a, b) => a.wanted - b.wanted);
      let floor = 56;
      for (const card of sorted) {
        expect(tops.get(card.id)).toBeGreaterThanOrEqual(floor);
        floor = tops.get(card.id)! + card.height + GAP;
      }
    }),
  );
});

it("puts the active card beside its passage whenever those before it fit above", () => {
  fc.assert(
    fc.property(cards, fc.nat(29), (all, pick) => {
      const active = all[pick % all.length]!;
      const sorted = [...all].sort((a, b) => a.wanted - b.wanted);
      const before = sorted.slice(0, sorted.indexOf(active));
      const fits = 56 + before.reduce((sum, card) => sum + card.height + GAP, 0) <= active.wanted;
      if (fits) expect(layOut(all, active.id, GAP, 56).get(active.id)).toBe(active.wanted);
    }),
  );
});

it("leaves cards that are far from each other where their passages are", () => {
  const tops = layOut([{ id: "a", wanted: 100, height: 50 }, { id: "b", wanted: 300, height: 50 }, { id: "c", wanted: 310, height: 50 }], null, GAP, 56);
  expect([...tops]).toEqual([["a", 100], ["b", 300], ["c", 358]]);
});

it("chooses by the space beside the text", () => {
  expect(mannerOf(1300, 330)).toBe("margin");
  expect(mannerOf(900, 130)).toBe("float");
  expect(mannerOf(390, 10)).toBe("list");
});
