/**
 * The fold of a room's log: pure, the same in whatever pieces the log comes, and deaf to rows it has had.
 *
 * Agrees with `gesso/room/state.py` row by row; what the page alone shows (times of thoughts, the place of an edit
 * within its turn) is added here. Rows about things that this log has not named are passed over, never an error.
 */
import type { Event, WidgetAct } from "../wire.gen";
import { append, type Draft, draftOf, drop, extended, finished, put, replace } from "./draft";
import type { Acted, Approval, Call, Canvas, Edit, Note, RoomState, Step, TaskCard, Turn } from "./state";

type Body = Event["body"];
type Tagged<T extends Body["type"]> = Extract<Body, { type: T }>;

/** A row is missing between the state and this one: read the log again from `after`. */
export class MissingEvents extends Error {
  constructor(
    readonly after: number,
    readonly got: number,
  ) {
    super(`event ${got} after ${after}`);
  }
}

/** The state after `events`, which may begin with rows that it has had. Throws MissingEvents at a gap. */
export function fold(state: RoomState, events: readonly Event[]): RoomState {
  const fresh = events.filter((event) => event.seq > state.seq);
  if (fresh.length === 0) return state;
  const draft = draftOf(state);
  for (const event of fresh) {
    if (event.seq <= draft.seq) continue;
    if (event.seq !== draft.seq + 1) throw new MissingEvents(draft.seq, event.seq);
    apply(draft, event);
  }
  return finished(draft);
}

/** Write one row, which is the next, into a draft. */
export function apply(draft: Draft, event: Event): void {
  const { body } = event;
  draft.seq = event.seq;
  switch (body.type) {
    case "room_created":
    case "room_renamed":
      draft.title = body.title;
      return;
    case "room_deleted":
    case "room_restored":
      draft.deleted = body.type === "room_deleted";
      return;
    case "member_joined":
      put(draft, "members", body.member, { id: body.member, name: body.name, role: body.role });
      return;
    case "member_left":
      drop(draft, "members", body.member);
      return;
    case "message_posted":
    case "branch_chosen":
    case "turn_started":
      return converse(draft, event, body);
    case "turn_resumed":
    case "text_delta":
    case "thought":
    case "tool_args":
    case "tool_called":
    case "tool_returned":
    case "call_begun":
    case "call_undone":
    case "shortcut_measured":
    case "turn_ended": {
      const turn = draft.turns[body.turn];
      if (turn) put(draft, "turns", turn.id, advance(turn, event.at, body));
      if (body.type === "turn_ended") for (const each of Object.values(draft.approvals)) if (each.asked.turn === body.turn) settle(draft, { ...each, state: each.state === "open" ? "expired" : each.state });
      return;
    }
    case "approval_asked":
      return settle(draft, { asked: body, state: "open", args: body.args, reason: "", by: "" });
    case "approval_settled": {
      const known = draft.approvals[body.approval];
      if (known) settle(draft, { ...known, state: body.state, args: body.args ?? known.args, reason: body.reason, by: event.by });
      return;
    }
    case "answer_rated": {
      const turn = draft.turns[body.turn];
      if (turn) put(draft, "turns", turn.id, { ...turn, thumbs: rated(turn.thumbs, event.by, body.thumb) });
      return;
    }
    case "canvas_closed": // whose desk it is on is nobody else's business
      return;
    case "note_opened":
    case "note_replied":
    case "note_edited":
    case "note_settled":
      return comment(draft, event, body);
    case "agent_invited":
      put(draft, "agents", body.agent.id, body.agent);
      return;
    case "agent_dismissed":
      drop(draft, "agents", body.agent);
      return;
    case "rounds_started": {
      const { rounds: id, message, canvas, agents, until, most } = body;
      put(draft, "rounds", id, { id, message, canvas, agents, until, most, turns: [], ended: null });
      return;
    }
    case "rounds_ended": {
      const work = draft.rounds[body.rounds];
      const { outcome, done, left, why } = body;
      if (work) put(draft, "rounds", work.id, { ...work, ended: { outcome, done, left, why } });
      return;
    }
    case "task_created":
    case "task_changed":
    case "run_finished":
      put(draft, "tasks", body.task, told(draft, event.at, body));
      return;
    case "widget_acted":
      append(draft, "acts", actedOf(body.acted, event.by));
      return;
    case "file_changed":
      if (body.state === "removed") drop(draft, "files", body.file);
      else put(draft, "files", body.file, body);
      return;
    case "job_planned":
      put(draft, "jobs", body.job, { id: body.job, after: draft.head, state: "planned", rows: 1, told: null });
      return;
    case "job_moved":
    case "step_begun":
    case "step_ended": {
      const job = draft.jobs[body.job];
      if (!job) return;
      const moved = body.type === "job_moved" ? { state: body.state, told: /don|fai/.test(body.state) ? { ...body, after: draft.head } : null } : {};
      put(draft, "jobs", job.id, { ...job, rows: job.rows + 1, ...moved });
      return;
    }
    default:
      return onCanvas(draft, event, body);
  }
}

const actedOf = ({ place, widget, act, values }: WidgetAct, by: string): Acted => ({ place, widget, act, values, by });

function settle(draft: Draft, approval: Approval): void {
  put(draft, "approvals", approval.asked.approval, approval);
}

function told(draft: Draft, at: string, body: Tagged<"task_created" | "task_changed" | "run_finished">): TaskCard {
  const { task: id, title } = body;
  const after = draft.head;
  const card = draft.tasks[id] ?? { id, title, sentence: "", next: [], state: "active", created: null, changes: [], runs: [] };
  switch (body.type) {
    case "task_created":
      return { ...card, title, sentence: body.sentence, next: body.next, created: { ...body, after } };
    case "task_changed":
      return { ...card, title, sentence: body.sentence, next: body.next, state: body.state, changes: extended(draft, card.changes, { ...body, after }) };
    case "run_finished":
      return { ...card, runs: extended(draft, card.runs, { ...body, at, after }) };
  }
}

function comment(draft: Draft, event: Event, body: Tagged<"note_opened" | "note_replied" | "note_edited" | "note_settled">): void {
  if (body.type === "note_opened") {
    const { note: id, canvas, turn, quote, body: words, kind, severity, replace, drawn } = body;
    const made: Note = { id, canvas, by: event.by, at: event.at, turn, quote, body: words, kind, severity, replace, drawn: drawn ?? null, state: "open", edited: false, replies: [] };
    put(draft, "notes", id, made);
    return;
  }
  const known = draft.notes[body.note];
  if (known) put(draft, "notes", known.id, answered(known, event, body));
}

function answered(note: Note, event: Event, body: Tagged<"note_replied" | "note_edited" | "note_settled">): Note {
  switch (body.type) {
    case "note_replied":
      return {
        ...note,
        replies: [...note.replies, { id: body.reply, by: event.by, at: event.at, body: body.body, turn: body.turn, edited: false }],
      };
    case "note_edited":
      if (body.reply === null) return { ...note, body: body.body, edited: true };
      return { ...note, replies: note.replies.map((each) => (each.id === body.reply ? { ...each, body: body.body, edited: true } : each)) };
    case "note_settled":
      return { ...note, state: body.state };
  }
}

function converse(
  draft: Draft,
  event: Event,
  body: Tagged<"message_posted"> | Tagged<"branch_chosen"> | Tagged<"turn_started">,
): void {
  draft.head = body.message;
  if (body.type === "branch_chosen") return;
  const reply = body.type === "turn_started";
  put(draft, "messages", body.message, {
    id: body.message,
    parent: body.parent,
    by: reply ? body.agent : event.by,
    at: event.at,
    text: reply ? "" : body.text,
    turn: reply ? body.turn : null,
    canvas: reply ? null : body.canvas,
    selection: reply ? null : body.selection,
    shortcut: reply ? null : (body.shortcut ?? null),
    run: reply ? (body.run?.run ?? null) : (body.run ?? null),
    widget: reply ? null : (body.widget?.label ?? null),
  });
  if (!reply && body.widget) append(draft, "acts", actedOf(body.widget, event.by));
  if (!reply) return;
  const work = body.rounds === null ? undefined : draft.rounds[body.rounds];
  if (work) put(draft, "rounds", work.id, { ...work, turns: [...work.turns, body.turn] });
  put(draft, "turns", body.turn, {
    id: body.turn,
    message: body.message,
    parent: body.parent,
    agent: body.agent,
    model: body.model,
    task: body.task,
    rounds: body.rounds,
    startedAt: event.at,
    endedAt: null,
    steps: [NO_STEP],
    outcome: null,
    problem: null,
    usage: null,
    measured: null,
    thumbs: {},
  });
}

function rated(thumbs: Turn["thumbs"], by: string, thumb: "up" | "down" | null): Turn["thumbs"] {
  const others = Object.fromEntries(Object.entries(thumbs).filter(([person]) => person !== by));
  return thumb === null ? others : { ...others, [by]: thumb };
}

type OfTurn = Tagged<
  | "turn_resumed"
  | "text_delta"
  | "thought"
  | "tool_args"
  | "tool_called"
  | "tool_returned"
  | "call_begun"
  | "call_undone"
  | "shortcut_measured"
  | "turn_ended"
>;

const NO_STEP: Step = { thought: "", thoughtFrom: null, thoughtTo: null, text: "", calls: [] };

function advance(turn: Turn, at: string, body: OfTurn): Turn {
  switch (body.type) {
    case "turn_resumed":
      return replaceLast(turn, resumed);
    case "text_delta":
      return replaceLast(writing(turn), (step) => ({ ...step, text: step.text + body.delta }));
    case "thought":
      return replaceLast(writing(turn), (step) => ({
        ...step,
        thought: step.thought + body.delta,
        thoughtFrom: step.thoughtFrom ?? at,
        thoughtTo: at,
      }));
    case "tool_args":
      return withCall(turn, body.call, body.name, (call) => ({ ...call, argsText: call.argsText + body.delta }));
    case "tool_called":
      return withCall(turn, body.call, body.name, (call) => ({ ...call, args: body.args, argsText: "" }));
    case "tool_returned":
      if (!findCall(turn, body.call)) return turn;
      return withCall(turn, body.call, "", (call) => ({
        ...call,
        result: body.result,
        ok: body.ok,
        summary: body.summary,
        handle: body.handle,
        view: body.view ?? null,
      }));
    case "call_begun": // what it did is told by its result
      return turn;
    case "call_undone":
      if (!body.ok || !findCall(turn, body.call)) return turn;
      return withCall(turn, body.call, "", (call) => ({ ...call, undone: body.result }));
    case "shortcut_measured":
      return { ...turn, measured: { words: body.words, met: body.met } };
    case "turn_ended":
      return { ...turn, endedAt: at, outcome: body.outcome, problem: body.problem, usage: body.usage };
  }
}

/** What the interrupted step had not finished is said anew: its words, and its calls without full arguments. */
function resumed(step: Step): Step {
  const calls = step.calls.filter((call) => call.args !== null);
  return calls.length > 0 ? { ...step, calls } : { ...NO_STEP, thought: step.thought, thoughtFrom: step.thoughtFrom, thoughtTo: step.thoughtTo };
}

/** The turn with a step to write into: a new one begins once the calls of the last have all returned. */
function writing(turn: Turn): Turn {
  const last = turn.steps.at(-1);
  if (last && (last.calls.length === 0 || last.calls.some((call) => call.result === null))) return turn;
  return { ...turn, steps: [...turn.steps, NO_STEP] };
}

function replaceLast(turn: Turn, change: (step: Step) => Step): Turn {
  return { ...turn, steps: [...turn.steps.slice(0, -1), change(turn.steps.at(-1) ?? NO_STEP)] };
}

function findCall(turn: Turn, id: string): Call | undefined {
  return turn.steps.flatMap((step) => step.calls).find((call) => call.id === id);
}

function withCall(turn: Turn, id: string, name: string, change: (call: Call) => Call): Turn {
  if (findCall(turn, id)) {
    const steps = turn.steps.map((step) =>
      step.calls.some((call) => call.id === id)
        ? { ...step, calls: step.calls.map((call) => (call.id === id ? change(call) : call)) }
        : step,
    );
    return { ...turn, steps };
  }
  const call: Call = { id, name, argsText: "", args: null, result: null, ok: true, summary: "", handle: "", undone: "", view: null };
  return replaceLast(writing(turn), (step) => ({ ...step, calls: [...step.calls, change(call)] }));
}

type OfCanvas = Tagged<
  | "canvas_opened"
  | "canvas_updated"
  | "canvas_deleted"
  | "canvas_restored"
  | "canvas_trusted"
  | "canvas_privacy_set"
  | "canvas_paired"
  | "version_named"
  | "data_put"
  | "canvas_changed"
  | "change_settled"
  | "suggestion_made"
  | "suggestion_settled"
>;

function named(names: Canvas["names"], version: number, name: string): Canvas["names"] {
  const others = Object.fromEntries(Object.entries(names).filter(([each]) => Number(each) !== version));
  return name === "" ? others : { ...others, [version]: name };
}

function onCanvas(draft: Draft, event: Event, body: OfCanvas): void {
  const known = draft.canvases[body.canvas];
  switch (body.type) {
    case "canvas_opened":
    case "canvas_updated": {
      const turn = body.type === "canvas_opened" ? body.turn : (known?.turn ?? null);
      const { canvas: id, kind, title, language } = body;
      put(draft, "canvases", id, { id, kind, title, language, turn, deleted: known?.deleted ?? false, trust: known?.trust ?? "free", pairing: known?.pairing ?? "do", private: known?.private ?? false, names: known?.names ?? {}, data: known?.data ?? null });
      return;
    }
    case "canvas_deleted":
    case "canvas_restored":
      if (known) put(draft, "canvases", known.id, { ...known, deleted: body.type === "canvas_deleted" });
      return;
    case "canvas_trusted":
      if (known) put(draft, "canvases", known.id, { ...known, trust: body.trust });
      return;
    case "canvas_paired":
      if (known) put(draft, "canvases", known.id, { ...known, pairing: body.pairing });
      return;
    case "canvas_privacy_set":
      if (known) put(draft, "canvases", known.id, { ...known, private: body.private });
      return;
    case "data_put":
      if (known) put(draft, "canvases", known.id, { ...known, data: body });
      return;
    case "version_named":
      if (known) put(draft, "canvases", known.id, { ...known, names: named(known.names, body.version, body.name) });
      return;
    case "canvas_changed":
      append(draft, "edits", editOf(draft, event.seq, body));
      return;
    case "change_settled":
      for (const [index, edit] of draft.edits.entries()) {
        if (edit.canvas === body.canvas && edit.turn === body.turn) replace(draft, "edits", index, { ...edit, state: body.state });
      }
      return;
    case "suggestion_made":
      put(draft, "suggestions", body.suggestion, {
        id: body.suggestion,
        canvas: body.canvas,
        by: event.by,
        turn: body.turn,
        step: stepNow(draft, body.turn),
        before: body.before,
        after: body.after,
        why: body.why,
        proposal: body.proposal,
        state: "open",
      });
      return;
    case "suggestion_settled": {
      const made = draft.suggestions[body.suggestion];
      if (made) put(draft, "suggestions", made.id, { ...made, state: body.state });
      return;
    }
  }
}

function editOf(draft: Draft, seq: number, body: Tagged<"canvas_changed">): Edit {
  return {
    seq,
    canvas: body.canvas,
    turn: body.turn,
    step: stepNow(draft, body.turn),
    fromVersion: body.from_version,
    toVersion: body.to_version,
    summary: body.summary,
    why: body.why,
    before: body.before,
    after: body.after,
    state: "open",
  };
}

function stepNow(draft: Draft, turn: string | null): number {
  const found = turn === null ? undefined : draft.turns[turn];
  return found ? found.steps.length - 1 : -1;
}
