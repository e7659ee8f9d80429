import { describe, expect, it } from "vitest";
import type { TaskPreviewed, Timetable } from "./data";
import { draftOf, taskIn } from "./drafts";

/** As POST /api/tasks/preview answered "Every weekday at 7 pm search for the latest AI news" on 27 November 2026. */
const NEWS: TaskPreviewed = {
  title: "",
  instruction: "Search for the latest AI news",
  timetable: {
    schedule: {
      type: "calendar", start: "2026-11-27", freq: "weekly", times: ["19:00:00"], interval: 1,
      days: [0, 1, 2, 3, 4].map((weekday) => ({ weekday, nth: null })), monthdays: [], months: [], positions: [], until: null, count: null, skip: [],
    },
    zone: "Europe/Berlin",
    follows: false,
  } satisfies Timetable,
  sentence: "every weekday at 19:00",
  next: [{ utc: "2026-11-30T18:00:00Z", local: "2026-11-30T19:00:00+01:00", note: "" }],
  assumptions: ["Monday to Friday; public holidays are not left out"],
  note: null,
  settings: {
    kind: "ask", model: null, output: { kind: "message", canvas: null }, tools: null, requires: ["search"], watch: null, overlap: "skip",
    max_minutes: 60, max_cost_usd: null, notify: "always", after: null, plan: null,
  },
};
const NOW = new Date("2026-11-27T18:00:00Z");

describe("what is sent for an understood task", () => {
  it("is what was understood while nobody touched the form", () => {
    expect(taskIn(NEWS, null)).toEqual({ instruction: NEWS.instruction, timetable: NEWS.timetable, settings: NEWS.settings });
  });

  it("is the same timetable when the form was opened and nothing changed", () => {
    expect(taskIn(NEWS, draftOf(NEWS, "Europe/Berlin", NOW))?.timetable).toEqual(NEWS.timetable);
  });

  it("is nothing while no time was said, also with the form open: no hour is made up", () => {
    const vague = { ...NEWS, timetable: null, next: [] };
    expect(taskIn(vague, null)).toBeNull();
    expect(taskIn(vague, draftOf(vague, "Europe/Berlin", NOW))).toBeNull();
  });

  it("has no timetable where it runs after another task", () => {
    const draft = draftOf(NEWS, "Europe/Berlin", NOW);
    const sent = taskIn(NEWS, { ...draft, settings: { ...draft.settings, after: "task_1" } });
    expect(sent).toMatchObject({ timetable: null, settings: { after: "task_1" } });
  });

  it("is nothing without something to do", () => {
    expect(taskIn(NEWS, { ...draftOf(NEWS, "Europe/Berlin", NOW), instruction: "  " })).toBeNull();
  });
});
