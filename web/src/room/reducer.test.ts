import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Event } from "../wire.gen";
import { draftOf } from "./draft";
import { apply, fold, MissingEvents } from "./reducer";
import { emptyRoom, leafOf, pathTo, saidBy, siblings, type RoomState } from "./state";

type Body = Event["body"];

function log(...bodies: Body[]): Event[] {
  return bodies.map((body, i) => ({
    seq: i + 1,
    room: "room_1",
    at: new Date(Date.UTC(2026, 0, 1, 0, 0, i)).toISOString(),
    by: body.type === "message_posted" ? "user_1" : "agent_gesso",
    body,
  }));
}

const posted = (message: string, parent = "", text = "hello"): Body => ({
  type: "message_posted",
  message,
  parent,
  text,
  canvas: null,
  selection: null,
  shortcut: null,
  zone: null,
  run: null,
  widget: null,
  job: null,
});
const started = (turn: string, parent: string): Body => ({
  type: "turn_started",
  turn,
  message: `reply_${turn}`,
  parent,
  agent: "agent_gesso",
  model: "m",
  task: "",
  canvas: null,
  rounds: null,
  run: null,
});
const text = (turn: string, delta: string): Body => ({ type: "text_delta", turn, message: `reply_${turn}`, delta });
const thought = (turn: string, delta: string): Body => ({ type: "thought", turn, message: `reply_${turn}`, delta });
const args = (turn: string, call: string, delta: string): Body => ({
  type: "tool_args",
  turn,
  message: `reply_${turn}`,
  call,
  name: "edit",
  delta,
});
const called = (turn: string, call: string): Body => ({
  type: "tool_called",
  turn,
  message: `reply_${turn}`,
  call,
  name: "edit",
  args: { a: 1 },
});
const returned = (turn: string, call: string): Body => ({
  type: "tool_returned",
  turn,
  call,
  ok: true,
  result: "ok",
  summary: "Changed paragraph 2",
  handle: "",
  view: null,
});
const ended = (turn: string): Body => ({
  type: "turn_ended",
  turn,
  outcome: "done",
  problem: null,
  usage: { input_tokens: 1, output_tokens: 2, cost_usd: null },
  seen: {},
});
const changed = (turn: string): Body => ({
  type: "canvas_changed",
  canvas: "canvas_1",
  turn,
  from_version: 3,
  to_version: 4,
  summary: "Changed paragraph 2",
  why: "",
  before: "a",
  after: "b",
});

const STORY = log(
  { type: "room_created", title: "New conversation", auto: true },
  { type: "member_joined", member: "user_1", name: "Ada", role: "owner" },
  posted("m1"),
  started("t1", "m1"),
  thought("t1", "Let me "),
  thought("t1", "see 😀."),
  text("t1", "Here "),
  text("t1", "it is: é字."),
  args("t1", "c1", '{"a":'),
  args("t1", "c1", "1}"),
  called("t1", "c1"),
  changed("t1"),
  returned("t1", "c1"),
  text("t1", "Done."),
  ended("t1"),
  { type: "canvas_opened", canvas: "canvas_1", kind: "document", title: "Coffee", language: null, turn: "t1", call: null },
  { type: "version_named", canvas: "canvas_1", version: 1, name: "Draft 😀" },
  posted("m1b", "", "again"),
  started("t2", "m1b"),
  text("t2", "half"),
  { type: "turn_resumed", turn: "t2", discarded: 4 },
  text("t2", "whole"),
  ended("t2"),
  { type: "change_settled", canvas: "canvas_1", turn: "t1", state: "undone" },
  { type: "branch_chosen", message: "reply_t1" },
);

const all = (): RoomState => fold(emptyRoom("room_1"), STORY);

describe("fold", () => {
  it("gives the same state in whatever pieces the log comes, with rows repeated", () => {
    const whole = all();
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(STORY.length), fc.nat(6))), (cuts) => {
        let state = emptyRoom("room_1");
        let at = 0;
        for (const [size, back] of cuts) {
          const from = Math.max(0, at - back);
          state = fold(state, STORY.slice(from, at + size));
          at = Math.min(STORY.length, Math.max(at, at + size));
        }
        state = fold(state, STORY.slice(Math.max(0, at - 3)));
        expect(state).toEqual(whole);
      }),
    );
  });

  it("does not touch the state it was given", () => {
    const before = fold(emptyRoom("room_1"), STORY.slice(0, 8));
    const copy = structuredClone(before);
    fold(before, STORY);
    expect(before).toEqual(copy);
  });

  it("throws at a gap instead of guessing", () => {
    expect(() => fold(emptyRoom("room_1"), STORY.slice(2))).toThrow(MissingEvents);
  });

  it("begins a new step once the calls of the last have returned", () => {
    const turn = all().turns["t1"]!;
    expect(turn.steps.map((step) => step.text)).toEqual(["Here it is: é字.", "Done."]);
    expect(turn.steps[0]!.calls[0]).toMatchObject({ args: { a: 1 }, argsText: "", summary: "Changed paragraph 2" });
    expect(turn.steps[0]!.thought).toBe("Let me see 😀.");
    expect(all().edits[0]).toMatchObject({ step: 0, state: "undone" });
  });

  it("drops what an interrupted step had not finished", () => {
    expect(saidBy(all().turns["t2"]!)).toBe("whole");
  });

  it("keeps branches and shows the chosen one", () => {
    const state = all();
    expect(pathTo(state, state.head).map((m) => m.id)).toEqual(["m1", "reply_t1"]);
    expect(siblings(state, state.messages["m1"]!).map((m) => m.id)).toEqual(["m1", "m1b"]);
    expect(leafOf(state, "m1b")).toBe("reply_t2");
  });

  it("keeps the last measure of a shortcut's turn", () => {
    const measured = (words: string, met: boolean): Body => ({ type: "shortcut_measured", turn: "t", words, met });
    const events = log(posted("m"), started("t", "m"), measured("100 → 90 words", false), measured("100 → 50 words", true));
    expect(fold(emptyRoom("room_1"), events).turns["t"]?.measured).toEqual({ words: "100 → 50 words", met: true });
    expect(fold(emptyRoom("room_1"), log(measured("x", true))).turns).toEqual({});
  });

  it("keeps each person's thumb until it is taken back", () => {
    const rated = (thumb: "up" | "down" | null): Body => ({ type: "answer_rated", turn: "t", thumb });
    const events = log(posted("m"), started("t", "m"), rated("up"), rated("down"));
    expect(Object.values(fold(emptyRoom("room_1"), events).turns["t"]?.thumbs ?? {})).toEqual(["down"]);
    expect(fold(emptyRoom("room_1"), log(posted("m"), started("t", "m"), rated("up"), rated(null))).turns["t"]?.thumbs).toEqual({});
    expect(fold(emptyRoom("room_1"), log(rated("up"))).turns).toEqual({});
  });
});

it("keeps the names of versions through a new title, and forgets one that was taken away", () => {
  const opened: Body = { type: "canvas_opened", canvas: "c", kind: "document", title: "T", language: null, turn: null, call: null };
  const name = (version: number, words: string): Body => ({ type: "version_named", canvas: "c", version, name: words });
  const renamed: Body = { type: "canvas_updated", canvas: "c", kind: "document", title: "U", language: null };
  const state = fold(emptyRoom("room_1"), log(opened, name(3, "First"), name(5, "Second"), renamed, name(3, "")));
  expect(state.canvases["c"]?.names).toEqual({ 5: "Second" });
});

it("keeps what became of a task in the order it was told", () => {
  const made: Body = {
    type: "task_created", task: "task_1", title: "News", instruction: "Summarise", sentence: "every day at 19:00", next: ["2026-11-27T19:00:00"],
    zone: "Europe/Berlin", kind: "ask", output: "message", canvas: null, assumptions: [], question: null, turn: "t", said_in: null,
  };
  const later: Body = { type: "task_changed", task: "task_1", what: "at 20:00", title: "News", sentence: "every day at 20:00", next: [], state: "paused", turn: null };
  const ran: Body = { type: "run_finished", task: "task_1", run: "r", title: "News", state: "done", reason: "", canvas: "c", room: "room_2", turn: "t2" };
  const said: Body = { type: "message_posted", message: "m1", parent: "", text: "every day", canvas: null, selection: null, shortcut: null, zone: null, run: null, job: null, widget: null };
  const card = fold(emptyRoom("room_1"), log(made, said, later, ran)).tasks["task_1"];
  expect(card).toMatchObject({ sentence: "every day at 20:00", state: "paused", created: { ...made, after: "" }, changes: [{ ...later, after: "m1" }] });
  expect(card?.runs.map((run) => run.state)).toEqual(["done"]);
});

it("keeps what a person is asked, with the arguments they settled on, and ends it with its turn", () => {
  const asked = (approval: string): Body => ({
    type: "approval_asked", approval, turn: "t", call: "c", tool: "send_mail", irreversible: true, args: { to: ["a@b.org"] }, sources: [], shows: "",
    why: "", undo: false, canvas: null, expires_at: "2026-01-02T00:00:00Z",
  });
  const settled = (args: { [k: string]: unknown } | null): Body => ({ type: "approval_settled", approval: "x", state: "approved", args, reason: "" });
  const begun = [posted("m"), started("t", "m"), called("t", "c"), asked("x")];
  expect(fold(emptyRoom("r"), log(...begun)).approvals["x"]).toMatchObject({ state: "open", args: { to: ["a@b.org"] } });
  const changed = fold(emptyRoom("r"), log(...begun, settled({ to: ["d@e.org"] }), asked("y"), ended("t"))).approvals;
  expect(changed["x"]).toMatchObject({ state: "approved", args: { to: ["d@e.org"] }, asked: { args: { to: ["a@b.org"] } } });
  expect(changed["y"]?.state).toBe("expired");
  const undone: Body = { type: "call_undone", turn: "t", call: "c", ok: true, result: "Withdrawn." };
  expect(fold(emptyRoom("r"), log(...begun, settled(null), returned("t", "c"), undone)).turns["t"]?.steps[0]?.calls[0]?.undone).toBe("Withdrawn.");
});

describe("a long log", () => {
  const offered = (n: number): Body => ({
    type: "suggestion_made", suggestion: `s${n}`, canvas: "canvas_1", turn: "t1", version: 3, start: 2 * n, end: 2 * n + 1, before: "a", after: "b", why: "", proposal: "p",
  });
  const taken = (n: number): Body => ({ type: "suggestion_settled", suggestion: `s${n}`, canvas: "canvas_1", state: "accepted", version: 4, after: "b" });
  const ran = (n: number): Body => ({ type: "run_finished", task: "task_1", run: `r${n}`, title: "News", state: "done", reason: "", canvas: null, room: "r", turn: null });
  const many = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));

  /** How many different lists and dictionaries stood in a place while the log was folded in one go. */
  function copies(events: readonly Event[], places: (state: RoomState) => Readonly<Record<string, unknown>>): Record<string, number> {
    const draft = draftOf(emptyRoom("room_1"));
    const seen = new Map<string, Set<unknown>>();
    for (const event of events) {
      apply(draft, event);
      for (const [name, held] of Object.entries(places(draft))) if (typeof held === "object") seen.set(name, (seen.get(name) ?? new Set()).add(held));
    }
    return Object.fromEntries([...seen].map(([name, held]) => [name, held.size]));
  }

  it("copies each list and dictionary once, however many rows write to it", () => {
    const rows = [...STORY.map((event) => event.body), ...many(300, offered), ...many(300, taken), ...many(50, () => changed("t1")), ...many(50, ran)];
    const counts = copies(log(...rows), ({ id: _id, ...parts }) => ({ ...parts, runs: parts.tasks["task_1"]?.runs }));
    expect(counts["suggestions"]).toBe(2); // the empty one it began with, and its own
    for (const [name, count] of Object.entries(counts)) expect(count, name).toBeLessThanOrEqual(2);
  });

  it("opens with 5,000 suggestions of which half are settled", () => {
    const state = fold(emptyRoom("room_1"), log(...many(5000, offered), ...many(2500, (n) => taken(2 * n))));
    const made = Object.values(state.suggestions);
    expect(made.map((each) => each.id)).toEqual(many(5000, (n) => `s${n}`));
    expect(made.filter((each) => each.state === "open").length).toBe(2500);
  });
});
