import { describe, expect, it } from "vitest";
import { fold } from "../room/reducer";
import { emptyRoom } from "../room/state";
import type { Event } from "../wire.gen";
import { roundsOf, severities } from "./rounds";

type Body = Event["body"];

const log = (...bodies: Body[]): Event[] =>
  bodies.map((body, i) => ({ seq: i + 1, room: "r", at: "2026-01-01T00:00:00Z", by: "agent_critic", body }));
const started: Body = {
  type: "rounds_started", rounds: "w", message: "m", canvas: "c", agents: ["agent_critic", "agent_editor"], task: "", until: "minor", most: 3, model: "x",
};
const turn = (id: string, agent: string): Body => ({
  type: "turn_started", turn: id, message: `r${id}`, parent: "m", agent, model: "x", task: "", canvas: "c", rounds: "w", run: null,
});
const note = (id: string, of: string, severity: "major" | "minor" | "nit" | null): Body => ({
  type: "note_opened", note: id, canvas: "c", turn: of, version: 1, start: 0, end: 1, quote: "q", body: "b", kind: "k", severity, replace: null, drawn: null, mentions: [],
});
const edit = (of: string): Body => ({
  type: "canvas_changed", canvas: "c", turn: of, from_version: 1, to_version: 2, summary: "", why: "", before: "a", after: "b",
});

describe("rounds", () => {
  it("tells each turn with what came of it, and whose turn is to come", () => {
    const room = fold(
      emptyRoom("r"),
      log(started, turn("1", "agent_critic"), note("a", "1", "major"), note("b", "1", "nit"), note("c", "1", null), turn("2", "agent_editor"), edit("2"), edit("2"), turn("3", "agent_critic")),
    );
    const [first, second] = roundsOf(room, room.rounds["w"]!);
    expect(first?.legs.map((leg) => [leg.agent, leg.comments, leg.edits])).toEqual([
      ["agent_critic", { major: 1, minor: 1, nit: 1 }, 0],
      ["agent_editor", { major: 0, minor: 0, nit: 0 }, 2],
    ]);
    expect(severities(first!.legs[0]!)).toEqual(["major", "minor", "nit"]);
    expect([second?.number, second?.legs.map((leg) => leg.turn?.id ?? null)]).toEqual([2, ["3", null]]);
  });

  it("does not wait for a turn after the end", () => {
    const ended: Body = { type: "rounds_ended", rounds: "w", outcome: "done", done: 0, left: 0, why: "Done." };
    const room = fold(emptyRoom("r"), log(started, turn("1", "agent_critic"), ended));
    expect(roundsOf(room, room.rounds["w"]!)[0]?.legs.map((leg) => leg.agent)).toEqual(["agent_critic"]);
  });
});
