import { describe, expect, it } from "vitest";
import { addMonths, byDay, grouped, moved, weeksOf, type Entry } from "./calendar";
import type { RunView, PlannedView } from "./data";

const run = (utc: string, state: RunView["state"] = "done", task = "t1"): RunView => ({
  id: `${task}:1:${utc}`, task, title: task, version: 1, scheduled_utc: utc, scheduled_local: utc, note: "", state, reason: "", late_s: 0,
  started_utc: null, ended_utc: null, room: null, turn: null, canvas: null, checks: [], cost_usd: null, output: "",
});
const planned = (utc: string, task = "t1"): PlannedView => ({ task, title: task, utc, local: utc, note: "" });

describe("the month", () => {
  it("is whole weeks from Monday that hold all of its days", () => {
    const weeks = weeksOf("2026-11");
    expect(weeks[0]).toEqual(["2026-10-26", "2026-10-27", "2026-10-28", "2026-10-29", "2026-10-30", "2026-10-31", "2026-11-01"]);
    expect(weeks.at(-1)?.at(-1)).toBe("2026-12-06");
    expect(weeksOf("2027-02")).toHaveLength(4); // begins on a Monday and has 28 days
  });

  it("goes over the turn of the year", () => {
    expect(addMonths("2026-12", 1)).toBe("2027-01");
    expect(addMonths("2026-01", -1)).toBe("2025-12");
  });

  it("lays each entry on the day of the person's own clock", () => {
    const days = byDay([run("2026-11-27T23:30:00Z")], [planned("2026-11-28T04:00:00Z")], "America/New_York");
    expect([...days.keys()]).toEqual(["2026-11-27"]);
    expect(byDay([run("2026-11-27T23:30:00Z")], [], "Europe/Berlin").has("2026-11-28")).toBe(true);
  });

  it("shows what became of an instant, not also that it was planned", () => {
    const days = byDay([run("2026-11-27T18:00:00Z", "missed")], [planned("2026-11-27T18:00:00Z"), planned("2026-11-27T18:00:00Z", "t2")], "UTC");
    expect(days.get("2026-11-27")?.map((entry) => [entry.task, entry.run?.state ?? "planned"])).toEqual([["t1", "missed"], ["t2", "planned"]]);
  });

  it("puts what is due often into one line for each state, and leaves the rest", () => {
    const often = Array.from({ length: 6 }, (_, n) => run(`2026-11-27T0${n}:00:00Z`, n === 3 ? "failed" : "done"));
    const entries = byDay(often, [planned("2026-11-27T12:00:00Z", "t2")], "UTC").get("2026-11-27") as Entry[];
    expect(grouped(entries).map((group) => [group.entries[0].run?.state ?? "planned", group.entries.length])).toEqual([["done", 5], ["failed", 1], ["planned", 1]]);
  });
});

describe("the keyboard in the month", () => {
  it("walks days and weeks, against the reading direction where that is from the right", () => {
    expect(moved("2026-11-30", "ArrowRight", false)).toBe("2026-12-01");
    expect(moved("2026-11-30", "ArrowRight", true)).toBe("2026-11-29");
    expect(moved("2026-11-30", "ArrowUp", false)).toBe("2026-11-23");
    expect(moved("2026-11-27", "Home", false)).toBe("2026-11-23");
    expect(moved("2026-11-27", "End", false)).toBe("2026-11-29");
    expect(moved("2026-11-27", "a", false)).toBeNull();
  });

  it("stays in the month that PageUp and PageDown go to", () => {
    expect(moved("2027-01-31", "PageDown", false)).toBe("2027-02-28");
    expect(moved("2027-03-31", "PageUp", false)).toBe("2027-02-28");
  });
});
