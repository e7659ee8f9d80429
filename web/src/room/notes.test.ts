import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Event } from "../wire.gen";
import { fold } from "./reducer";
import { emptyRoom } from "./state";

type Body = Event["body"];

const NOTES = ["n1", "n2", "n3"];
const STATES = ["open", "resolved", "dismissed", "applied", "deleted"] as const;
const opened = (note: string): Body => ({
  type: "note_opened", note, canvas: "c", turn: null, version: 1, start: 0, end: 2, quote: "é 😀", body: "first", kind: "note", severity: null, replace: null, drawn: null, mentions: [],
});
/** Rows about comments in any order, about comments and answers that were never made too. */
const bodies = fc.oneof(
  fc.constantFrom(...NOTES).map(opened),
  fc.tuple(fc.constantFrom(...NOTES, "unknown"), fc.nat(3), fc.string()).map(([note, reply, body]): Body => ({ type: "note_replied", note, canvas: "c", reply: `r${reply}`, body, turn: null, mentions: [] })),
  fc.tuple(fc.constantFrom(...NOTES), fc.option(fc.nat(3)), fc.string()).map(([note, reply, body]): Body => ({ type: "note_edited", note, canvas: "c", reply: reply === null ? null : `r${reply}`, body, mentions: [] })),
  fc.tuple(fc.constantFrom(...NOTES), fc.constantFrom(...STATES)).map(([note, state]): Body => ({ type: "note_settled", note, canvas: "c", state })),
);
const log = fc.array(bodies, { maxLength: 30 }).map((all) =>
  all.map((body, index): Event => ({ seq: index + 1, room: "room_1", at: `2026-01-01T00:00:${String(index).padStart(2, "0")}Z`, by: "user_1", body })),
);

describe("comments", () => {
  it("are the same in whatever pieces the log comes, with rows repeated", () => {
    fc.assert(
      fc.property(log, fc.array(fc.tuple(fc.nat(6), fc.nat(4))), (events, cuts) => {
        let state = emptyRoom("room_1");
        let at = 0;
        for (const [size, back] of cuts) {
          state = fold(state, events.slice(Math.max(0, at - back), at + size));
          at = Math.min(events.length, at + size);
        }
        state = fold(state, events.slice(Math.max(0, at - 2)));
        expect(state).toEqual(fold(emptyRoom("room_1"), events));
      }),
    );
  });

  it("have their own words and answers changed, and are settled and opened again", () => {
    const rows: Body[] = [
      opened("n1"),
      { type: "note_replied", note: "n1", canvas: "c", reply: "r1", body: "why?", turn: "t1", mentions: [] },
      { type: "note_edited", note: "n1", canvas: "c", reply: "r1", body: "why not?", mentions: [] },
      { type: "note_edited", note: "n1", canvas: "c", reply: null, body: "second 字", mentions: [] },
      { type: "note_settled", note: "n1", canvas: "c", state: "resolved" },
    ];
    const state = fold(emptyRoom("room_1"), rows.map((body, index): Event => ({ seq: index + 1, room: "room_1", at: "2026-01-01T00:00:00Z", by: "user_1", body })));
    expect(state.notes["n1"]).toMatchObject({ body: "second 字", edited: true, state: "resolved", replies: [{ id: "r1", body: "why not?", edited: true, turn: "t1" }] });
  });
});
