/** What a room is to the page: the reading of its log that everything on the screen is drawn from. Values only. */
import type {
  ApprovalAsked,
  ApprovalState,
  CanvasKind,
  CanvasTrust,
  DataPut,
  FileChanged,
  JobMoved,
  NoteState,
  Outcome,
  Pairing,
  Problem,
  Role,
  RoomAgent,
  RoundsOutcome,
  RunFinished,
  Selection,
  Severity,
  ShortcutUse,
  SuggestionState,
  TaskChanged,
  TaskCreated,
  Usage,
  WidgetAct,
  ResultView,
} from "../wire.gen";

export interface Member {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

/** A tool call of a turn: `args` once complete, `result` once returned. */
export interface Call {
  readonly id: string;
  readonly name: string;
  readonly argsText: string;
  readonly args: Readonly<Record<string, unknown>> | null;
  readonly result: string | null;
  readonly ok: boolean;
  readonly summary: string;
  /** What its undo is given, "" without one; for people, never shown to a model. */
  readonly handle: string;
  /** What taking it back said, "" while it stands. */
  readonly undone: string;
  /** The result for a page of the server it came from. */
  readonly view: ResultView | null;
}

/** A call that waits for a person, or did; `args` are those it was settled with. */
export interface Approval {
  readonly asked: ApprovalAsked;
  readonly state: ApprovalState;
  readonly args: Readonly<Record<string, unknown>>;
  readonly reason: string;
  readonly by: string;
}

/** One answer of the model within a turn: thoughts, then words, then calls. Times are ISO 8601. */
export interface Step {
  readonly thought: string;
  readonly thoughtFrom: string | null;
  readonly thoughtTo: string | null;
  readonly text: string;
  readonly calls: readonly Call[];
}

export interface Turn {
  readonly id: string;
  readonly message: string;
  readonly parent: string;
  readonly agent: string;
  readonly model: string;
  /** What it is to do where that is not simply the message it answers. */
  readonly task: string;
  readonly rounds: string | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly steps: readonly Step[];
  readonly outcome: Outcome | null;
  readonly problem: Problem | null;
  readonly usage: Usage | null;
  /** What code measured after it worked on a shortcut; null before, and for other turns. */
  readonly measured: { readonly words: string; readonly met: boolean | null } | null;
  /** Thumbs by person. */
  readonly thumbs: Readonly<Record<string, "up" | "down">>;
}

/** A message: a person's (`turn` null) or the reply of a turn. */
export interface Message {
  readonly id: string;
  readonly parent: string;
  readonly by: string;
  readonly at: string;
  readonly text: string;
  readonly turn: string | null;
  readonly canvas: string | null;
  readonly selection: Selection | null;
  readonly shortcut: ShortcutUse | null;
  /** The run of a task that began with it; null for what was typed. */
  readonly run: string | null;
  /** The name of the widget in which it was said; null for what was typed. */
  readonly widget: string | null;
}

/** What was told after the message `after`, "" where none was said yet. */
export type Placed<T> = T & { readonly after: string };

/** A task that was made or changed here; `runs` are those that ended, oldest first. */
export interface TaskCard {
  readonly id: string;
  readonly title: string;
  readonly sentence: string;
  /** Its next times, local, ISO 8601 without an offset. */
  readonly next: readonly string[];
  readonly state: TaskChanged["state"];
  readonly created: Placed<TaskCreated> | null;
  readonly changes: readonly Placed<TaskChanged>[];
  readonly runs: readonly Placed<RunFinished & { readonly at: string }>[];
}

/** What a person did in a widget of the message or canvas `place`. */
export interface Acted {
  readonly place: string;
  readonly widget: string;
  readonly act: WidgetAct["act"];
  readonly values: Readonly<Record<string, string>>;
  readonly by: string;
}

/** Delegated work as far as the conversation places it; the rest is asked for. `told` are its halts and its end. */
export interface JobCard {
  readonly id: string;
  readonly after: string;
  readonly state: JobMoved["state"];
  /** How many rows were about it. */
  readonly rows: number;
  readonly told: Placed<JobMoved> | null;
}

export interface Canvas {
  readonly id: string;
  readonly kind: CanvasKind;
  readonly title: string;
  readonly language: string | null;
  readonly turn: string | null;
  readonly deleted: boolean;
  readonly trust: CanvasTrust;
  readonly pairing: Pairing;
  /** Never shown to a model that nobody asked. */
  readonly private: boolean;
  /** Names that people gave to versions. */
  readonly names: Readonly<Record<number, string>>;
  /** The file behind it, where it is a page of data. */
  readonly data: DataPut | null;
}

/** A change of a canvas by an agent, an import or the API; `step` is where in its turn it was made (-1: no turn here). */
export interface Edit {
  readonly seq: number;
  readonly canvas: string;
  readonly turn: string;
  readonly step: number;
  readonly fromVersion: number;
  readonly toVersion: number;
  readonly summary: string;
  readonly why: string;
  readonly before: string;
  readonly after: string;
  readonly state: "open" | "kept" | "undone";
}

export interface Suggestion {
  readonly id: string;
  readonly canvas: string;
  readonly by: string;
  readonly turn: string | null;
  readonly step: number;
  readonly before: string;
  readonly after: string;
  readonly why: string;
  /** The hunks of one rewrite share it; "" for one that stands alone. */
  readonly proposal: string;
  readonly state: SuggestionState;
}

export interface Reply {
  readonly id: string;
  readonly by: string;
  readonly at: string;
  readonly body: string;
  readonly turn: string | null;
  readonly edited: boolean;
}

/** A comment and what was answered to it; where it is in the text the canvas's socket says. */
export interface Note {
  readonly id: string;
  readonly canvas: string;
  readonly by: string;
  readonly at: string;
  readonly turn: string | null;
  readonly quote: string;
  readonly body: string;
  readonly kind: string;
  readonly severity: Severity | null;
  /** What an agent that only points draws on the words while the comment is open. */
  readonly drawn: "ring" | "arrow" | "underline" | null;
  readonly replace: string | null;
  readonly state: NoteState;
  readonly edited: boolean;
  readonly replies: readonly Reply[];
}

/** Several agents working by turns; `ended` once it has. */
export interface Rounds {
  readonly id: string;
  readonly message: string;
  readonly canvas: string;
  readonly agents: readonly string[];
  readonly until: Severity;
  readonly most: number;
  readonly turns: readonly string[];
  readonly ended: { readonly outcome: RoundsOutcome; readonly done: number; readonly left: number; readonly why: string } | null;
}

export interface RoomState {
  readonly id: string;
  /** Number of the last event folded in. */
  readonly seq: number;
  readonly title: string;
  readonly deleted: boolean;
  /** The last message of the branch that is shown; "" when there is none. */
  readonly head: string;
  readonly members: Readonly<Record<string, Member>>;
  readonly messages: Readonly<Record<string, Message>>;
  readonly turns: Readonly<Record<string, Turn>>;
  readonly canvases: Readonly<Record<string, Canvas>>;
  readonly edits: readonly Edit[];
  readonly suggestions: Readonly<Record<string, Suggestion>>;
  readonly notes: Readonly<Record<string, Note>>;
  /** Who was invited, besides Gesso. */
  readonly agents: Readonly<Record<string, RoomAgent>>;
  readonly rounds: Readonly<Record<string, Rounds>>;
  readonly tasks: Readonly<Record<string, TaskCard>>;
  readonly approvals: Readonly<Record<string, Approval>>;
  /** What was attached, and how far each is read. */
  readonly files: Readonly<Record<string, FileChanged>>;
  readonly jobs: Readonly<Record<string, JobCard>>;
  readonly acts: readonly Acted[];
}

export function emptyRoom(id: string): RoomState {
  return {
    id,
    seq: 0,
    title: "",
    deleted: false,
    head: "",
    members: {},
    messages: {},
    turns: {},
    canvases: {},
    edits: [],
    suggestions: {},
    notes: {},
    agents: {},
    rounds: {},
    tasks: {},
    approvals: {},
    files: {},
    jobs: {},
    acts: [],
  };
}

/** Messages from the first one down to `head`, oldest first. */
export function pathTo(state: RoomState, head: string): Message[] {
  const found: Message[] = [];
  for (let at = state.messages[head]; at; at = state.messages[at.parent]) found.push(at);
  return found.reverse();
}

/** Messages with the same parent and of the same sort (a person's or replies), in the order they were made. */
export function siblings(state: RoomState, message: Message): Message[] {
  return Object.values(state.messages).filter(
    (other) => other.parent === message.parent && (other.turn === null) === (message.turn === null),
  );
}

/** The end of the newest branch under `message`. */
export function leafOf(state: RoomState, message: string): string {
  const newest = new Map<string, string>();
  for (const each of Object.values(state.messages)) newest.set(each.parent, each.id);
  let at = message;
  for (let next = newest.get(at); next; next = newest.get(at)) at = next;
  return at;
}

const byTurn = new WeakMap<object, ReadonlyMap<string, readonly Suggestion[]>>();

/** What a turn suggested, in the order it was made. All turns are told apart once for a state, not once for each reply. */
export function suggestionsOf({ suggestions }: RoomState, turn: string): readonly Suggestion[] {
  const known = byTurn.get(suggestions);
  if (known) return known.get(turn) ?? [];
  const found = new Map<string, Suggestion[]>();
  for (const each of Object.values(suggestions)) {
    if (each.turn === null) continue;
    const made = found.get(each.turn);
    if (made) made.push(each);
    else found.set(each.turn, [each]);
  }
  byTurn.set(suggestions, found);
  return found.get(turn) ?? [];
}

export function runningTurn(state: RoomState): Turn | null {
  return Object.values(state.turns).findLast((turn) => turn.outcome === null) ?? null;
}

export function runningTurns(state: RoomState): number {
  return Object.values(state.turns).filter((turn) => turn.outcome === null).length;
}

/** Whether several agents work by turns just now. */
export function atWork(state: RoomState): boolean {
  return Object.values(state.rounds).some((work) => work.ended === null);
}

export function openCanvases(state: RoomState): Canvas[] {
  return Object.values(state.canvases).filter((canvas) => !canvas.deleted);
}

/** All that a turn said, its steps a blank line apart. */
export function saidBy(turn: Turn): string {
  return turn.steps
    .map((step) => step.text)
    .filter(Boolean)
    .join("\n\n");
}
