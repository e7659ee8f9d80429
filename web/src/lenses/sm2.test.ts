import { expect, it } from "vitest";
import { fresh, graded } from "./sm2";

it("asks again after 1 day, 6 days, then ever later", () => {
  const first = graded(fresh, 4, 100);
  const second = graded(first, 4, first.due);
  const third = graded(second, 4, second.due);
  expect([first.due, second.due, third.due]).toEqual([101, 107, 122]);
  expect(third.easiness).toBeCloseTo(2.5);
});

it("begins anew where it was not known, and is asked oftener from then on", () => {
  const known = graded(graded(fresh, 5, 0), 5, 1);
  const lost = graded(known, 1, 7);
  expect([lost.known, lost.interval, lost.due]).toEqual([0, 1, 8]);
  expect(lost.easiness).toBeLessThan(known.easiness);
  let card = fresh;
  for (let day = 0; day < 20; day++) card = graded(card, 0, day);
  expect(card.easiness).toBe(1.3);
});
