import fc from "fast-check";
import { expect, test } from "vitest";
import { apart, bytes, difference, milliseconds, probability, share, span, ticks } from "./numbers";

test("shares have three digits and no leading zero", () => {
  expect([share(0.8671), share(1), share(0), share(0.9999), share(null), share(Number.NaN)]).toEqual([".867", "1.00", ".000", "1.00", "–", "–"]);
  expect([difference(0.0312), difference(-0.12)]).toEqual(["+.031", "−.120"]);
  expect([probability(0.0004), probability(0.021), probability(null)]).toEqual(["< .001", ".021", "–"]);
});

test("times are in the unit that reads best", () => {
  expect([milliseconds(0.42), milliseconds(12.4), milliseconds(1234), milliseconds(61_000), milliseconds(null)]).toEqual(["0.4 ms", "12 ms", "1.2 s", "61 s", "–"]);
  expect([span(40), span(600), span(12_240), span(-1)]).toEqual(["40 s", "10 min", "3.4 h", "0 s"]);
  expect([bytes(900), bytes(4_900_000)]).toEqual(["1 kB", "4.9 MB"]);
});

test("ticks are round, within the axis and few", () => {
  expect(ticks(0, 1)).toEqual([0, 0.25, 0.5, 0.75, 1]);
  expect(ticks(0.33, 0.98)).toEqual([0.4, 0.6, 0.8]);
  expect(ticks(3, 3)).toEqual([3]);
  fc.assert(
    fc.property(fc.double({ min: -1e3, max: 1e3, noNaN: true }), fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (low, wide) => {
      const found = ticks(low, low + wide);
      expect(found.length).toBeLessThanOrEqual(6);
      for (const at of found) expect(at).toSatisfy((value: number) => value >= low - wide * 1e-6 && value <= low + wide * (1 + 1e-6));
    }),
  );
});

test("labels that would touch are moved apart and stay on the picture", () => {
  expect(apart(50, 100, 15, 0, 200)).toEqual([50, 100]);
  const [upper, lower] = apart(198, 199, 15, 0, 200);
  expect(lower - upper).toBe(15);
  expect(Math.max(upper, lower)).toBeLessThanOrEqual(200);
});
