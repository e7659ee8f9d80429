/** Moments and answers as people read them. The questions are those of gesso/schedule/words/questions.py. */
import { describe, expect, it } from "vitest";
import { i18n } from "../i18n";
import { messages } from "../locales/tasks/en";
import { answersTo } from "./answers";
import { cost, dayName, elsewhere, fromNow, stretch } from "./times";

i18n.loadAndActivate({ locale: "en", messages });
const NOW = new Date("2026-11-27T22:30:00Z");

describe("moments", () => {
  it("are called by the day of the person's zone", () => {
    expect(dayName("2026-11-27T23:30:00Z", "Europe/Berlin", NOW)).toBe("Tomorrow");
    expect(dayName("2026-11-27T23:30:00Z", "UTC", NOW)).toBe("Today");
    expect(dayName("2026-11-28T00:30:00Z", "UTC", NOW)).toBe("Tomorrow");
    expect(dayName("2027-01-02T12:00:00Z", "UTC", NOW)).toMatch(/2027/);
  });

  it("are named elsewhere only where the clock shows something else there", () => {
    expect(elsewhere("2026-11-27T18:00:00Z", "America/New_York", "Europe/Berlin")).toBe("13:00 in New York");
    expect(elsewhere("2026-11-27T18:00:00Z", "Europe/Paris", "Europe/Berlin")).toBe("");
  });

  it("are as far away as one would say", () => {
    expect(fromNow("2026-11-27T22:35:00Z", NOW)).toBe("in 5 minutes");
    expect(fromNow("2026-11-25T22:30:00Z", NOW)).toBe("2 days ago");
    expect(stretch(125 * 60)).toBe("2 h 5 min");
    expect(stretch(7200)).toBe("2 h");
    expect(cost(0.0123)).toMatch(/0\.01/);
    expect(cost(0.00042)).toMatch(/0\.00042/);
    expect(cost(null)).toBe("");
  });
});

describe("answers to a question", () => {
  it("are its halves where the grammar takes them", () => {
    expect(answersTo("“at 7”: in the morning or in the evening? Please say am or pm, or 24 hours.")).toEqual(["in the morning", "in the evening"]);
    expect(answersTo("„um 7“: morgens oder abends?")).toEqual(["morgens", "abends"]);
    expect(answersTo("“next Friday”: Friday 4 December or Friday 11 December?")).toEqual(["Friday 4 December", "Friday 11 December"]);
    expect(answersTo("“sat and sun”: every time, or only the next?")).toEqual(["every time", "only the next"]);
    expect(answersTo("„am Samstag“: jedes Mal oder nur das nächste?")).toEqual(["jedes Mal", "nur das nächste"]);
    expect(answersTo("“at midnight tomorrow”: midnight at the beginning of that day, or at its end?")).toEqual(["at the beginning of that day", "at its end"]);
    expect(answersTo("„morgen um Mitternacht“: Mitternacht am Anfang oder am Ende des Tages?")).toEqual(["am Anfang", "am Ende des Tages"]);
    expect(answersTo("“every second Tuesday”: every other one, or the second of each month?")).toEqual(["every other one", "the second of each month"]);
  });

  it("are times where one is missing, and none where only a person knows", () => {
    expect(answersTo("At what time?")).toContain("9:00");
    expect(answersTo("“twice a week”: on which days, and at what time?")).toEqual([]);
    expect(answersTo("“x or y”: which place’s time is that? Please name a city.")).toEqual([]);
  });
});
