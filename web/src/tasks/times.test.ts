import { describe, expect, it } from "vitest";
import { dayName } from "./times";

describe("the name of a day", () => {
  it("has no comma after the weekday, with a year or without", () => {
    const now = new Date("2026-11-27T09:00:00Z");
    expect(dayName("2027-01-01T12:00:00Z", "UTC", now)).toMatch(/^Fri (1 Jan|Jan 1,) 2027$/);
    expect(dayName("2026-12-04T12:00:00Z", "UTC", now)).toMatch(/^Fri (4 Dec|Dec 4)$/);
  });
});
