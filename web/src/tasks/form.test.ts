import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CalendarRule, Timetable } from "./data";
import { formOf, timetableOf } from "./form";

const TODAY = "2026-11-27";
const rule = (change: Partial<CalendarRule>): Timetable => ({
  schedule: {
    type: "calendar", start: "2026-11-27", freq: "daily", times: ["19:00:00"], interval: 1, days: [], monthdays: [], months: [], positions: [], until: null, count: null, skip: [], ...change,
  },
  zone: "Europe/Berlin",
  follows: false,
});
const again = (timetable: Timetable) => timetableOf(formOf(timetable, TODAY, "UTC"), timetable);

const times = fc.uniqueArray(fc.integer({ min: 0, max: 1439 }), { minLength: 1, maxLength: 4 }).map((all) =>
  all.sort((a, b) => a - b).map((n) => `${String(Math.floor(n / 60)).padStart(2, "0")}:${String(n % 60).padStart(2, "0")}:00`),
);
const day = fc.date({ min: new Date("2000-01-01T00:00:00Z"), max: new Date("2100-01-01T00:00:00Z"), noInvalidDate: true }).map((at) => at.toISOString().slice(0, 10));
const weekdays = fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }).map((all) => all.sort());
const known: fc.Arbitrary<Timetable> = fc.oneof(
  fc.record({ times, start: day, interval: fc.integer({ min: 1, max: 30 }) }).map((each) => rule(each)),
  fc.record({ times, start: day, weekdays }).map(({ weekdays: all, ...each }) => rule({ ...each, freq: "weekly", days: all.map((weekday) => ({ weekday, nth: null })) })),
  fc.record({ times, start: day, date: fc.integer({ min: 1, max: 31 }) }).map(({ date, ...each }) => rule({ ...each, freq: "monthly", monthdays: [date] })),
  fc.record({ times, start: day, nth: fc.integer({ min: 1, max: 4 }), skip: fc.array(day, { maxLength: 2 }) }).map(({ nth, ...each }) =>
    rule({ ...each, freq: "monthly", days: [{ weekday: 4, nth }] }),
  ),
  day.map((at): Timetable => ({ schedule: { type: "once", at: `${at}T08:30:00` }, zone: "Asia/Tokyo", follows: true })),
  fc.record({ n: fc.integer({ min: 1, max: 90_000 }), weekdays }).map(({ n, weekdays: all }): Timetable => ({
    schedule: { type: "interval", start: "2026-11-27T07:13:00Z", every_s: n, weekdays: all, between: ["09:00:00", "17:00:00"], until: null, count: null, skip: [] },
    zone: "Europe/Berlin", follows: false,
  })),
);

describe("a timetable in the form", () => {
  it("comes back as it went in, whatever its kind", () => {
    fc.assert(
      fc.property(known, (timetable) => {
        expect(again(timetable)).toEqual(timetable);
      }),
    );
  });

  it("keeps the days left out and the count when only the time changes", () => {
    const before = rule({ skip: ["2026-12-24"], count: 10 });
    const form = { ...formOf(before, TODAY, "UTC"), times: ["20:00"] };
    expect(timetableOf(form, before)?.schedule).toMatchObject({ times: ["20:00:00"], skip: ["2026-12-24"], count: 10 });
  });

  it("does not carry what belongs to another kind of rule", () => {
    const before = rule({ freq: "monthly", days: [{ weekday: 4, nth: 2 }], count: 3 });
    const form = formOf(before, TODAY, "UTC");
    expect(form.repeat).toBe("other");
    expect(timetableOf({ ...form, repeat: "weekly", weekdays: [1] }, before)?.schedule).toMatchObject({ freq: "weekly", days: [{ weekday: 1, nth: null }], count: null });
  });

  it("is nothing while no time or no day is chosen", () => {
    const form = formOf(null, TODAY, "UTC");
    expect(timetableOf({ ...form, times: [""] }, null)).toBeNull();
    expect(timetableOf({ ...form, repeat: "weekly", weekdays: [] }, null)).toBeNull();
    expect(timetableOf({ ...form, repeat: "once", day: "" }, null)).toBeNull();
  });
});
