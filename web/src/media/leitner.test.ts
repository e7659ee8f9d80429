import { expect, it } from "vitest";
import { answered, DAYS, due, type Progress } from "./leitner";

const DAY = 86_400_000;

it("waits longer with each time a card is known, and begins again when it is not", () => {
  let progress: Progress = {};
  for (const days of [1, 3, 7, 16, 35, 90, 90]) {
    progress = answered(progress, "a", true, 0);
    expect(progress["a"]?.due).toBe(days * DAY);
  }
  expect(progress["a"]?.box).toBe(DAYS.length - 1);
  expect(answered(progress, "a", false, 5)["a"]).toEqual({ box: 0, due: 5 });
});

it("asks what is due, the longest waiting first, then what is new", () => {
  const progress: Progress = { b: { box: 1, due: 20 }, c: { box: 2, due: 10 }, d: { box: 1, due: 999 } };
  expect(due(["a", "b", "c", "d", "e"], progress, 100)).toEqual(["c", "b", "a", "e"]);
});
