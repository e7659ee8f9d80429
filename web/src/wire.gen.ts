// Made by scripts/wire.mjs from gesso/room/wire.py and gesso/server/views. Do not edit.

export type ApprovalState = "open" | "approved" | "denied" | "expired";
export type CanvasKind = "document" | "code";
export type CanvasTrust = "suggest" | "selection" | "free";
export type NoteState = "open" | "resolved" | "dismissed" | "applied" | "deleted";
export type Outcome = "done" | "stopped" | "failed";
export type Pairing = "do" | "explain" | "point";
export type Role = "owner" | "edit" | "comment" | "view";
export type RoundsOutcome = "done" | "limit" | "stuck" | "stopped" | "failed" | "budget";
export type Severity = "major" | "minor" | "nit";
export type SuggestionState = "open" | "accepted" | "rejected" | "stale";
export type Trust = "suggest" | "edit" | "act";

export type Body =
  | AgentDismissed
  | AgentInvited
  | AnswerRated
  | ApprovalAsked
  | ApprovalSettled
  | BranchChosen
  | CallBegun
  | CallUndone
  | CanvasChanged
  | CanvasClosed
  | CanvasDeleted
  | CanvasOpened
  | CanvasPaired
  | CanvasPrivacySet
  | CanvasRestored
  | CanvasTrusted
  | CanvasUpdated
  | ChangeSettled
  | DataPut
  | FileChanged
  | JobMoved
  | JobPlanned
  | MemberJoined
  | MemberLeft
  | MessagePosted
  | NoteEdited
  | NoteOpened
  | NoteReplied
  | NoteSettled
  | RoomCreated
  | RoomDeleted
  | RoomRenamed
  | RoomRestored
  | RoundsEnded
  | RoundsStarted
  | RunFinished
  | ShortcutMeasured
  | StepBegun
  | StepEnded
  | SuggestionMade
  | SuggestionSettled
  | TaskChanged
  | TaskCreated
  | TextDelta
  | Thought
  | ToolArgs
  | ToolCalled
  | ToolReturned
  | TurnEnded
  | TurnResumed
  | TurnStarted
  | VersionNamed
  | WidgetActed;

export type ClientFrame =
  | CursorMoved
  | Hello
  | Ping
  | Push;

export type ServerFrame =
  | Cursors
  | Notes
  | Opened
  | Pong
  | Refused
  | Resumed
  | Suggestions
  | Sum
  | Update;

/**
 * `pieces` are numbers of the suggestion's pieces to take; absent: all of it.
 */
export interface AcceptIn {
  pieces?: number[] | null;
}
/**
 * What to change; absent fields stay. A change of email or password needs `current_password` where there is one.
 */
export interface AccountPatch {
  current_password?: string | null;
  email?: string | null;
  name?: string | null;
  password?: string | null;
}
/**
 * A button: a command of the lens, and what it is told. Text alone, so that it can be a key.
 */
export interface Act {
  args: {
    [k: string]: string;
  };
  command: string;
  label: string;
}
export interface ActIn {
  action: "again" | "snooze" | "pause" | "resume" | "answer" | "approve" | "deny" | "make" | "dismiss";
  minutes?: number | null;
  text?: string | null;
}
export interface AgentDismissed {
  agent: string;
  type: "agent_dismissed";
}
/**
 * `tools` empty: all of them. `model` absent: the one chosen for the message. `hue` in degrees.
 */
export interface AgentIn {
  hue?: number;
  instructions: string;
  model?: string | null;
  name: string;
  shared?: boolean;
  tools?: string[];
  trust?: "suggest" | "edit" | "act";
}
export interface AgentInvited {
  agent: RoomAgent;
  type: "agent_invited";
}
/**
 * An agent as invited into a room. `tools` empty: all of them; `model` None: the one chosen; `hue` in degrees.
 */
export interface RoomAgent {
  hue: number;
  id: string;
  instructions: string;
  model: string | null;
  name: string;
  tools: string[];
  trust: "suggest" | "edit" | "act";
}
export interface AgentPatch {
  hue?: number | null;
  instructions?: string | null;
  model?: string | "" | null;
  name?: string | null;
  shared?: boolean | null;
  tools?: string[] | null;
  trust?: ("suggest" | "edit" | "act") | null;
}
/**
 * An agent that can be invited. `origin`: it comes with gesso, the caller made it, somebody else here did.
 */
export interface AgentView {
  about: string;
  hue: number;
  id: string;
  instructions: string;
  model: string | null;
  name: string;
  origin: "built_in" | "mine" | "shared";
  shared: boolean;
  tools: string[];
  trust: "suggest" | "edit" | "act";
}
/**
 * `tools` are what an agent can be handed.
 */
export interface AgentsView {
  agents: AgentView[];
  tools: ToolView[];
}
export interface ToolView {
  about: string;
  name: string;
}
/**
 * `left` parts are not made yet; `measure` is of the whole of it, null while parts are missing.
 */
export interface AlignedColumnView {
  by: "rules" | "model";
  id: string;
  left: number;
  measure: number | null;
  title: string;
}
/**
 * Code points `start..end`; `kept` parts (code, HTML) have no versions.
 */
export interface AlignedPartView {
  end: number;
  kept: boolean;
  key: string;
  source: string;
  start: number;
  versions: TurnedPartView[];
}
/**
 * `by` is the model's name, or "" for rules and people; `doubts` is what the part has and its words lack.
 */
export interface TurnedPartView {
  by: string;
  doubts: string[];
  words: string | null;
}
/**
 * `versions` of a part stand in the order of the columns. `model` would make what is left; null where `needs`
 * says why there is none.
 */
export interface AlignedView {
  columns: AlignedColumnView[];
  formula: "Flesch-Kincaid" | "LIX";
  languages: {
    [k: string]: string;
  };
  measure: number | null;
  model: string | null;
  needs: string;
  parts: AlignedPartView[];
  title: string;
}
/**
 * Words of the text: code points `start` to `end`, which read `quote`; they begin in block `block` (from 1).
 */
export interface Anchor {
  block: number;
  end: number;
  quote: string;
  start: number;
}
/**
 * A person's thumb on a turn's answer; None takes it back.
 */
export interface AnswerRated {
  thumb: ("up" | "down") | null;
  turn: string;
  type: "answer_rated";
}
export interface AppBudgetIn {
  tokens: number;
}
/**
 * `room`: the conversation to open it in; a new one without.
 */
export interface AppOpenIn {
  parameters?: {
    [k: string]: boolean | number | string;
  };
  room?: string | null;
}
export interface AppOpened {
  canvas: string;
  room: string;
}
/**
 * `step` null: any number.
 */
export interface AppParameter {
  choices: string[];
  high: number | null;
  kind: "number" | "text" | "lines" | "choice" | "switch";
  label: string;
  low: number | null;
  name: string;
  step: number | null;
  value: boolean | number | string;
}
export interface AppRemixIn {
  room?: string | null;
}
export interface AppSource {
  description: string;
  id: string;
  language: string;
  parameters: AppParameter[];
  text: string;
  title: string;
}
/**
 * `published`: its id on the shelf, "" where it is not there. Tokens are those of a day.
 *
 * `print` stays the same while only values of parameters change.
 */
export interface AppView {
  budget_tokens: number;
  canvas: string;
  changed_since: boolean;
  language: string;
  parameters: AppParameter[];
  print: string;
  published: string;
  spent_tokens: number;
  stored_bytes: number;
  text: string;
  title: string;
  version: number;
}
/**
 * `turn` is what `/undo` takes, and the turn to wait for when a model writes the words.
 *
 * `suggested`: the passage does not read as it did, so the words were offered instead of put in.
 */
export interface AppliedView {
  suggested: boolean;
  turn: string;
  version: number;
}
/**
 * `model` is asked when the comment offers no words of its own. `wait_s` waits for that turn's end.
 */
export interface ApplyIn {
  model?: string | null;
  wait_s?: number;
}
/**
 * The turn waits until a person settles this call. It binds to exactly these arguments.
 *
 * `shows` says what would be done and what would leave, made by a rehearsal; `undo` whether it could be taken back;
 * `why` why it is asked. `canvas` is the one in front.
 */
export interface ApprovalAsked {
  approval: string;
  args: {
    [k: string]: unknown;
  };
  call: string;
  canvas: string | null;
  expires_at: string;
  irreversible: boolean;
  shows: string;
  sources: ArgSource[];
  tool: string;
  turn: string;
  type: "approval_asked";
  undo: boolean;
  why: string;
}
/**
 * A destination among the arguments of a call, and where it was found: `origin` "model" is nowhere.
 */
export interface ArgSource {
  argument: string;
  origin: "person" | "rule" | "document" | "file" | "page" | "tool" | "model";
  quote: string;
  value: string;
  where: string;
}
/**
 * `args` are the arguments as the person changed them, None where they did not. `reason` is told to the model.
 */
export interface ApprovalSettled {
  approval: string;
  args: {
    [k: string]: unknown;
  } | null;
  reason: string;
  state: "approved" | "denied" | "expired";
  type: "approval_settled";
}
/**
 * A call that waits for its person, or did. `shows` is what would be done; `sources` where each destination was
 * found; `offer` the next step of the ladder, when this approval earned it.
 */
export interface ApprovalView {
  args: {
    [k: string]: unknown;
  };
  canvas: string | null;
  expires_at: string;
  id: string;
  irreversible: boolean;
  mine: boolean;
  offer: ("suggest" | "one_off" | "collaborate" | "delegate" | "standing") | null;
  reason: string;
  room: string;
  room_title: string;
  shows: string;
  sources: ArgSource[];
  state: "open" | "approved" | "denied" | "expired";
  tool: string;
  turn: string;
  undo: boolean;
  why: string;
}
/**
 * Something a person asked for in a conversation.
 */
export interface AskView {
  at: string;
  room: string;
  text: string;
}
/**
 * What only a model can do: an instruction about code points `start` to `end` of the text at the version.
 */
export interface AskedView {
  end: number;
  instruction: string;
  start: number;
}
/**
 * An attached file. `why`: why it could not be read, or what to know of it. `parts` are of the kind `unit`.
 *
 * `hidden`: it holds words that no reader of it sees. The bytes are at `/api/files/{id}`.
 */
export interface AttachedView {
  at: string;
  characters: number;
  hidden: boolean;
  id: string;
  kind: string;
  media_type: string;
  name: string;
  parts: number;
  room: string;
  size_bytes: number;
  state: "queued" | "reading" | "indexed" | "stored" | "failed" | "removed";
  title: string;
  unit: "" | "page" | "slide" | "chapter" | "sheet";
  why: string;
}
/**
 * A row of the audit log. `before` and `hash` chain it to the row before.
 */
export interface AuditRowView {
  at: string;
  before: string;
  call: string;
  detail: {
    [k: string]: unknown;
  };
  hash: string;
  reason: string;
  room: string;
  seq: number;
  tool: string;
  turn: string;
  user: string;
  user_name: string;
  verdict: string;
  what: string;
}
/**
 * Newest first; `next` is what `before` must be for the rows before these, null at the end.
 */
export interface AuditView {
  next: number | null;
  rows: AuditRowView[];
}
/**
 * Each author's part of the text at `version`, most first.
 */
export interface AuthorsView {
  authors: ShareOfText[];
  characters: number;
  version: number;
}
export interface ShareOfText {
  by: string;
  characters: number;
  kind: "person" | "agent" | "import";
  model: string | null;
}
/**
 * `low` and `high` say what its two ends mean.
 */
export interface Axis {
  grade: "exact" | "estimated";
  high: string;
  low: string;
  title: string;
}
/**
 * `length` code points written by `by`.
 */
export interface BlameItem {
  by: string;
  kind: "person" | "agent" | "import";
  length: number;
  turn: string | null;
}
/**
 * `length` units written by `by`; `turn` when by an agent; `kind` decides the colour.
 */
export interface BlameRun {
  by: string;
  kind: "person" | "agent" | "import";
  length: number;
  turn: string | null;
}
export interface BlameView {
  runs: BlameItem[];
  version: number;
}
export interface BlockView {
  end: number;
  kind: string;
  number: number;
  start: number;
  text: string;
}
export interface BlocksView {
  blocks: BlockView[];
  version: number;
}
/**
 * The conversation now continues from `message` (the last one of a branch).
 */
export interface BranchChosen {
  message: string;
  type: "branch_chosen";
}
export interface BranchIn {
  message: string;
}
/**
 * What a file became, or with `preview` would become; `titles` are those of its documents.
 */
export interface BroughtIn {
  canvases: CanvasSummary[];
  lost: LostView[];
  titles: string[];
}
export interface CanvasSummary {
  deleted: boolean;
  id: string;
  kind: "document" | "code";
  language: string | null;
  pairing: "do" | "explain" | "point";
  title: string;
  trust: "suggest" | "selection" | "free";
}
/**
 * Something of a file or canvas, called `title`, that is not kept; `where` may be empty.
 */
export interface LostView {
  count: number;
  title: string;
  what: string;
  where: string;
}
export interface BuiltInShortcut {
  id: string;
  kind: "document" | "code";
  options: ShortcutOption[];
  title: string;
}
export interface ShortcutOption {
  id: string;
  title: string;
}
/**
 * A rule of the calendar. On each day that fits it is due at each of `times`.
 *
 * `start` is the first day that can fit, and what `interval` is counted from. Empty fields take their value from
 * `start`, as in RFC 5545. A `monthdays` of 29 to 31 means the last day in a month that is shorter, unless `days` are
 * given too ("Friday the 31st"). `positions` choose among the days of a period ("the last weekday of the month":
 * Monday to Friday, -1). `until` is the last day included, `count` the number of times in all; days of `skip` are left
 * out and not counted.
 */
export interface Calendar {
  count?: number | null;
  days?: Day[];
  freq: "daily" | "weekly" | "monthly" | "yearly";
  interval?: number;
  monthdays?: number[];
  months?: number[];
  positions?: number[];
  skip?: string[];
  start: string;
  times: string[];
  type?: "calendar";
  until?: string | null;
}
/**
 * A weekday, 0 for Monday to 6 for Sunday; with `nth` the nth of its month or year, from the end if negative.
 */
export interface Day {
  nth?: number | null;
  weekday: number;
}
/**
 * A call that acts outside the room is being carried out now; without a result it is not known whether it was.
 */
export interface CallBegun {
  call: string;
  turn: string;
  type: "call_begun";
  why: string;
}
/**
 * A person took back what a call did outside; `result` is what the undo says.
 */
export interface CallUndone {
  call: string;
  ok: boolean;
  result: string;
  turn: string;
  type: "call_undone";
}
/**
 * Changes `from_version+1 .. to_version` of a canvas are one edit by an agent, an import or the API.
 *
 * `turn` is what undo names. `before` and `after` are the words at the place, for a person to read (at most 2,000
 * characters each); typing by people is not repeated here.
 */
export interface CanvasChanged {
  after: string;
  before: string;
  canvas: string;
  from_version: number;
  summary: string;
  to_version: number;
  turn: string;
  type: "canvas_changed";
  why: string;
}
/**
 * A person closed what an agent had opened a moment ago. Later ones are not told: they say nothing about it.
 */
export interface CanvasClosed {
  canvas: string;
  type: "canvas_closed";
}
export interface CanvasDeleted {
  canvas: string;
  type: "canvas_deleted";
}
export interface CanvasIn {
  kind: "document" | "code";
  language?: string | null;
  text?: string;
  title: string;
}
export interface CanvasOpened {
  call: string | null;
  canvas: string;
  kind: "document" | "code";
  language: string | null;
  title: string;
  turn: string | null;
  type: "canvas_opened";
}
export interface CanvasPaired {
  canvas: string;
  pairing: "do" | "explain" | "point";
  type: "canvas_paired";
}
export interface CanvasPatch {
  kind?: ("document" | "code") | null;
  language?: string | null;
  title?: string | null;
}
/**
 * Whether a canvas is private: never shown to a model that nobody asked (next edits). Asking an agent still is.
 */
export interface CanvasPrivacySet {
  canvas: string;
  private: boolean;
  type: "canvas_privacy_set";
}
export interface CanvasRestored {
  canvas: string;
  type: "canvas_restored";
}
/**
 * The caller's selection on a canvas; all fields absent clears it.
 */
export interface CanvasSelectionIn {
  end?: number | null;
  quote?: string | null;
  start?: number | null;
}
export interface CanvasSelectionView {
  canvas: string;
  end: number;
  quote: string;
  start: number;
  version: number;
}
export interface CanvasTrusted {
  canvas: string;
  trust: "suggest" | "selection" | "free";
  type: "canvas_trusted";
}
/**
 * Title, kind or language changed; the whole new set is given.
 */
export interface CanvasUpdated {
  canvas: string;
  kind: "document" | "code";
  language: string | null;
  title: string;
  type: "canvas_updated";
}
/**
 * `checksum` is the CRC-32 of the text in UTF-16LE, as on the socket. `private`: no next edits here.
 */
export interface CanvasView {
  checksum: number;
  deleted: boolean;
  id: string;
  kind: "document" | "code";
  language: string | null;
  private: boolean;
  room: string;
  text: string;
  title: string;
  version: number;
}
/**
 * How well a question was known: 0 to 5; below 3 it was not. `today` is the person's day, counted from 1970.
 */
export interface CardIn {
  card: string;
  grade: number;
  today: number;
}
/**
 * A kept query. `spec` is Vega-Lite with the values in it, `words` what the chart shows; `wrong`: why it gives
 * nothing.
 */
export interface CardView {
  chart: ChartView | null;
  id: string;
  spec: {
    [k: string]: unknown;
  } | null;
  sql: string;
  table: TableView | null;
  title: string;
  words: string;
  wrong: string;
}
export interface ChartView {
  color: string | null;
  mark: "bar" | "line" | "area" | "point";
  x: string;
  y: string;
}
/**
 * `more`: there are further rows.
 */
export interface TableView {
  columns: DataColumn[];
  more: boolean;
  rows: (string | number | boolean | null)[][];
}
export interface DataColumn {
  kind: "number" | "time" | "text" | "bool" | "other";
  name: string;
  type: string;
}
/**
 * Names of questions, as the Tutor lens gives them.
 */
export interface CardsIn {
  cards: string[];
}
/**
 * How often the right label `target` was answered with `answer`.
 */
export interface Cell {
  answer: string;
  count: number;
  target: string;
}
/**
 * A person kept or undid an agent's edit of a canvas (all changes of `turn` there).
 */
export interface ChangeSettled {
  canvas: string;
  state: "kept" | "undone";
  turn: string;
  type: "change_settled";
}
/**
 * One logged change; `change` is CodeMirror ChangeSet JSON and the only place where units are UTF-16.
 */
export interface ChangeView {
  at: string;
  by: string;
  change: unknown[];
  kind: "person" | "agent" | "import";
  turn: string | null;
  version: number;
}
export interface ChangesView {
  changes: ChangeView[];
  version: number;
}
/**
 * `address` for e-mail, webhook and Apprise, `subscription` for push. `zone` is where the quiet hours are.
 */
export interface ChannelIn {
  address?: string | null;
  digest?: "off" | "hourly" | "daily";
  enabled?: boolean;
  kind: "email" | "push" | "webhook" | "apprise";
  name?: string;
  quiet_from?: string | null;
  quiet_to?: string | null;
  subscription?: PushSubscriptionIn | null;
  zone: string;
}
/**
 * What `PushSubscription.toJSON()` gives.
 */
export interface PushSubscriptionIn {
  endpoint: string;
  expirationTime?: number | null;
  keys: PushKeys;
}
export interface PushKeys {
  auth: string;
  p256dh: string;
}
/**
 * Which kinds this person can add here.
 */
export interface ChannelKinds {
  apprise: boolean;
  email: boolean;
  push: boolean;
  webhook: boolean;
}
/**
 * `secret`: what a webhook is signed with, shown this once.
 */
export interface ChannelMade {
  created_at: string;
  digest: "off" | "hourly" | "daily";
  enabled: boolean;
  id: string;
  kind: "email" | "push" | "webhook" | "apprise";
  last_error: string;
  last_sent_at: string | null;
  name: string;
  quiet_from: string | null;
  quiet_to: string | null;
  secret: string | null;
  state: "ready" | "unconfirmed" | "gone";
  to: string;
  zone: string;
}
/**
 * What is left out stays; null takes the quiet hours away.
 */
export interface ChannelPatch {
  digest?: ("off" | "hourly" | "daily") | null;
  enabled?: boolean | null;
  name?: string | null;
  quiet_from?: string | null;
  quiet_to?: string | null;
  zone?: string | null;
}
/**
 * A way to tell a person. `to` is what may be shown of its address; secrets are never sent back.
 */
export interface ChannelView {
  created_at: string;
  digest: "off" | "hourly" | "daily";
  enabled: boolean;
  id: string;
  kind: "email" | "push" | "webhook" | "apprise";
  last_error: string;
  last_sent_at: string | null;
  name: string;
  quiet_from: string | null;
  quiet_to: string | null;
  state: "ready" | "unconfirmed" | "gone";
  to: string;
  zone: string;
}
export interface ChannelsView {
  channels: ChannelView[];
  kinds: ChannelKinds;
}
/**
 * `x`, `y` and `color` are columns of the query's result.
 */
export interface ChartIn {
  color?: string | null;
  mark: "bar" | "line" | "area" | "point";
  x: string;
  y: string;
}
export interface CheckView {
  ok: boolean;
  what: string;
  why: string;
}
/**
 * A quote of a turn's words, or a sentence that cites a source. `source` (an id): where it stands; of one that
 * stands nowhere the source that has the words most like it, `near`.
 */
export interface CitationView {
  cites: number[];
  kind: "quote" | "claim";
  near: string;
  source: string | null;
  text: string;
  verdict: "found" | "elsewhere" | "supported" | "contradicted" | "similar" | "not found";
  why: string;
}
/**
 * A fence as it ran: `number` among the Python fences, from 0, and `count` which run of the document it was.
 */
export interface CodeCell {
  code: string;
  count: number;
  id: number;
  number: number;
  seconds: number | null;
}
/**
 * What to run: `code`, with what the canvas's code has defined; or the Python fence of a document whose opening
 * mark stands on line `fence`. Neither: the code canvas, or every Python fence of the document.
 */
export interface CodeIn {
  code?: string | null;
  fence?: number | null;
}
/**
 * One piece of output. `line` is of what ran, from 1. `file` is the address, as in a document, of a picture that
 * `text` describes. `ok` is of a test. `cell` is the fence it came from, 0 where it came from none.
 */
export interface CodeItem {
  cell: number;
  file: string;
  kind: "out" | "err" | "value" | "picture" | "table" | "test" | "error" | "note";
  line: number | null;
  name: string;
  ok: boolean;
  table: CodeTable | null;
  text: string;
  trace: string;
}
/**
 * Some rows of a table of `height` rows and `width` columns. `numbers`: which columns hold numbers.
 */
export interface CodeTable {
  columns: string[];
  height: number;
  index: string[];
  numbers: boolean[];
  rows: string[][];
  width: number;
}
/**
 * A variable: some rows of a table, or its value.
 */
export interface CodeValueView {
  table: CodeTable | null;
  text: string;
}
export interface CodeVariable {
  name: string;
  shape: string;
  type: string;
  value: string;
}
/**
 * What the last run gave, from item `first` on; only the last item may still grow. `changes` is to wait for more.
 *
 * `version` is of the canvas when it was started, `by` who started it. `running` is the cell that runs now.
 * `variables` are there while what was defined is.
 */
export interface CodeView {
  by: string;
  cells: CodeCell[];
  changes: number;
  first: number;
  items: CodeItem[];
  run: number;
  running: number | null;
  seconds: number | null;
  state: "idle" | "starting" | "running";
  variables: CodeVariable[];
  version: number;
}
/**
 * Made by `gesso lab collect` in the lab's folder. `fault` is why it cannot be read, else "".
 */
export interface CollectedFolder {
  fault: string;
  made: string | null;
  name: string;
  rows: number;
}
/**
 * `answers` were given since consent, `spoke` of them say something and would be `rows` if collected now.
 *
 * All three are 0 while consent is off. `forgotten` people are left out.
 */
export interface CollectedView {
  answers: number;
  consent: ConsentView;
  folders: CollectedFolder[];
  forgotten: number;
  rows: number;
  spoke: number;
}
/**
 * Whether the lab may learn from what people do here, since when, what is kept then, and what never is.
 *
 * `forgotten`: the caller asked to be left out.
 */
export interface ConsentView {
  forgotten: boolean;
  kept: string[];
  left_out: string[];
  on: boolean;
  since: string | null;
}
export interface ColumnProfileView {
  above: number | null;
  bars: number[];
  below: number | null;
  deviation: number | null;
  distinct: number | null;
  high: string;
  kind: "number" | "time" | "text" | "bool" | "other";
  low: string;
  mean: number | null;
  median: number | null;
  missing: number;
  name: string;
  outliers: number;
  top: ValueView[];
  type: string;
  words: string[];
}
export interface ValueView {
  count: number;
  value: string;
}
export interface ComicFigureView {
  gender: string;
  name: string;
}
/**
 * Characters and words are those of all hunks, the `left_out` ones too.
 */
export interface ComparisonView {
  added: number;
  from_version: number;
  hunks: HunkView[];
  left_out: number;
  removed: number;
  to_version: number;
  words_added: number;
  words_removed: number;
}
/**
 * `start..end` of the older text, `at..at_end` of the newer, in code points; words are cut at 2,000 characters.
 */
export interface HunkView {
  added: string;
  at: number;
  at_end: number;
  end: number;
  removed: string;
  start: number;
}
export interface CompleteIn {
  max_tokens?: number;
  model?: string | null;
  prompt: string;
  system?: string;
}
export interface CompletedView {
  left_tokens: number;
  text: string;
}
export interface ConnectionIn {
  base_url?: string | null;
  key?: string | null;
  name?: string;
  provider: string;
}
/**
 * A configured provider. Its key is never sent back.
 */
export interface ConnectionView {
  base_url: string | null;
  has_key: boolean;
  id: string;
  name: string;
  provider: string;
}
export interface ConsentIn {
  on: boolean;
}
export interface CursorMoved {
  anchor: number;
  head: number;
  t: "cursor";
  version: number;
}
/**
 * Everybody else who is here, mapped to `version`; an agent appears while it writes.
 */
export interface Cursors {
  cursors: WireCursor[];
  t: "cursors";
  version: number;
}
export interface WireCursor {
  anchor: number;
  by: string;
  head: number;
  id: string;
  kind: "person" | "agent";
  name: string;
}
export interface CurvePoint {
  precision: number;
  recall: number;
  threshold: number;
}
/**
 * `number` counts the versions of the canvas's data from 1; `file` is a stored file of the room, `sheet` one of a
 * workbook's, "" for the first with rows.
 */
export interface DataPut {
  canvas: string;
  file: string;
  format: "csv" | "xlsx" | "json" | "parquet";
  name: string;
  number: number;
  sheet: string;
  size_bytes: number;
  type: "data_put";
}
/**
 * `number` counts the files that were behind this canvas. `first` are its first rows, while the rest is read.
 * `sheet` is the one of a workbook that it is over, `sheets` those that can be opened.
 */
export interface DataView {
  canvas: string;
  columns: DataColumn[];
  first: TableView | null;
  format: string;
  name: string;
  notes: string[];
  number: number;
  rows: number | null;
  sheet: string;
  sheets: string[];
  size_bytes: number;
  state: "reading" | "ready" | "failed";
  why: string;
}
/**
 * One thing found. `id` stays the same while its words do, wherever they move.
 *
 * `group` is the heading it is listed under, the key of its lane or of its measure. `by` says what estimated it.
 * In a tree `level` counts from 0; in lanes `at` to `to` are shares of the text (0 to 1); on a plane `x` and `y`
 * are (0 to 1). `weight` (0 to 1) is how strongly a mark is drawn.
 */
export interface Datum {
  acts: Act[];
  anchors: Anchor[];
  at: number | null;
  by: string;
  detail: string;
  grade: "exact" | "estimated";
  group: string;
  id: string;
  label: string;
  level: number;
  to: number | null;
  tone: "plain" | "good" | "warn" | "bad";
  weight: number;
  x: number | null;
  y: number | null;
}
export interface DecisionsIn {
  on: boolean;
}
/**
 * The trained decisions: `label` names what is in force, `behaviors` what they decide. `latency_ms` is the median
 * of the latest ones on this machine, None before the first; `problems` are for administrators.
 */
export interface DecisionsView {
  behaviors: string[];
  label: string;
  latency_ms: number | null;
  on: boolean;
  problems: string[];
  ready: boolean;
}
/**
 * `lost` is what neither slides nor notes of a PowerPoint file would keep.
 */
export interface DeckView {
  lost: LostView[];
  slides: SlideView[];
  title: string;
}
/**
 * `html` is what stands on the slide and `notes` what is spoken to it; `start` is where its passage begins.
 */
export interface SlideView {
  html: string;
  kind: "title" | "section" | "content";
  notes: string;
  start: number;
  title: string;
}
export interface DefaultIn {
  id: string;
}
export interface DoctorView {
  lines: CheckView[];
}
/**
 * `local` is the instant on the zone's clocks, with its offset.
 */
export interface DueView {
  local: string;
  note: string;
  utc: string;
}
/**
 * One targeted edit: `quote` must occur exactly once; `block` is a number from `/blocks`; or a range.
 */
export interface EditItem {
  block?: number | null;
  end?: number | null;
  op?: "replace" | "insert_before" | "insert_after" | "delete";
  quote?: string | null;
  start?: number | null;
  text?: string;
  why?: string;
}
/**
 * `version` after the edit. `turn` is what `/undo` takes; `suggestions` are ids where they were only offered.
 */
export interface EditedView {
  suggestions: string[];
  turn: string | null;
  version: number;
}
/**
 * All or none are applied. `suggest` offers them to a person instead.
 *
 * Ranges (`start`, `end`) are of the text at `version`, absent: of the text as it is now.
 */
export interface EditsIn {
  edits: EditItem[];
  suggest?: boolean;
  version?: number | null;
}
export interface ErrorBody {
  code: string;
  message: string;
}
/**
 * Every refusal and failure of the API.
 */
export interface ErrorView {
  error: ErrorBody;
}
/**
 * One row of a room's log. `seq` counts from 1 without gaps; `by` is a participant (user or agent id).
 */
export interface Event {
  at: string;
  body:
    | RoomCreated
    | RoomRenamed
    | RoomDeleted
    | RoomRestored
    | MemberJoined
    | MemberLeft
    | MessagePosted
    | BranchChosen
    | TurnStarted
    | TurnResumed
    | TextDelta
    | Thought
    | ToolArgs
    | ToolCalled
    | ToolReturned
    | ShortcutMeasured
    | TurnEnded
    | AnswerRated
    | CanvasOpened
    | CanvasClosed
    | CanvasUpdated
    | CanvasDeleted
    | CanvasRestored
    | CanvasTrusted
    | CanvasPrivacySet
    | CanvasPaired
    | VersionNamed
    | CanvasChanged
    | ChangeSettled
    | SuggestionMade
    | SuggestionSettled
    | NoteOpened
    | NoteReplied
    | NoteEdited
    | NoteSettled
    | AgentInvited
    | AgentDismissed
    | RoundsStarted
    | RoundsEnded
    | TaskCreated
    | TaskChanged
    | RunFinished
    | ApprovalAsked
    | ApprovalSettled
    | CallBegun
    | CallUndone
    | DataPut
    | FileChanged
    | JobPlanned
    | JobMoved
    | StepBegun
    | StepEnded
    | WidgetActed;
  by: string;
  room: string;
  seq: number;
}
/**
 * `auto` when nobody gave the title; the first message will then be its title.
 */
export interface RoomCreated {
  auto: boolean;
  title: string;
  type: "room_created";
}
/**
 * `auto` when the title was made from the first message rather than by a person.
 */
export interface RoomRenamed {
  auto: boolean;
  title: string;
  type: "room_renamed";
}
export interface RoomDeleted {
  type: "room_deleted";
}
export interface RoomRestored {
  type: "room_restored";
}
export interface MemberJoined {
  member: string;
  name: string;
  role: "owner" | "edit" | "comment" | "view";
  type: "member_joined";
}
export interface MemberLeft {
  member: string;
  type: "member_left";
}
/**
 * A person's message. `parent` is the message it answers ("" at the root); two with one parent are branches.
 *
 * `zone` is where the person is, an IANA name. With `run` it is not typed but what a run of a task of theirs begins
 * with. With `job` it joins delegated work before its next step, and starts no turn. With `widget` it says what was
 * done in one.
 */
export interface MessagePosted {
  canvas: string | null;
  job: string | null;
  message: string;
  parent: string;
  run: string | null;
  selection: Selection | null;
  shortcut: ShortcutUse | null;
  text: string;
  type: "message_posted";
  widget: WidgetAct | null;
  zone: string | null;
}
/**
 * A part of a canvas, in code points of the text at `version`, with the words themselves.
 */
export interface Selection {
  canvas: string;
  end: number;
  quote: string;
  start: number;
  version: number;
}
/**
 * The shortcut a message stands for, `id` as in the list or of a person's own; its canvas and language then.
 */
export interface ShortcutUse {
  canvas: string;
  id: string;
  language: string | null;
  option: string | null;
  title: string;
  version: number;
}
/**
 * `place` is the message or canvas that holds the widget, `widget` its key there, `label` its name.
 *
 * `values` are those that `gesso.widgets.acting` took. `typed` are the words that the person wrote: all else in it is
 * the widget's.
 */
export interface WidgetAct {
  act: "submit" | "choose" | "answer" | "tick";
  label: string;
  place: string;
  typed: string[];
  values: {
    [k: string]: string;
  };
  widget: string;
}
/**
 * An agent begins to answer `parent`; its reply is message `message`.
 *
 * `task` is what it is to do where that is not simply the words of `parent`, on `canvas`; `rounds` names the work of
 * several agents that this turn is a part of, `run` says that it is a run of a task.
 */
export interface TurnStarted {
  agent: string;
  canvas: string | null;
  message: string;
  model: string;
  parent: string;
  rounds: string | null;
  run: RunBrief | null;
  task: string;
  turn: string;
  type: "turn_started";
}
/**
 * What a turn that is a run of a task goes by, the same however often it is picked up.
 *
 * `tools` are all it may use; `pages` what the addresses in its instruction said when it began. `heading` is the line
 * that an appended entry stands under, `late` in words how late it is, `news` what changed in what is watched, `seen`
 * (a hash) and `seen_text` what that says now. `outputs` are the last ones, `corrections` what the owner said about
 * them, oldest first. `known`: addresses of the pages that earlier runs told of. `most_usd`: what the run may cost.
 * `step`: of which plan it is a step.
 */
export interface RunBrief {
  canvas: string | null;
  corrections: string[];
  heading: string;
  known: string[];
  late: string;
  most_usd: number | null;
  news: string;
  now: string;
  output: "message" | "document" | "append" | "suggest";
  outputs: string[];
  pages: string[];
  run: string;
  seen: string;
  seen_text: string;
  step: StepBrief | null;
  task: string;
  tools: string[];
  zone: string;
}
/**
 * What a turn that is a step of delegated work goes by, beside its run: `before` are (step, what came of it).
 */
export interface StepBrief {
  ask: string;
  before: unknown[][];
  heard: string[];
  job: string;
  number: number;
  of: number;
  step: string;
  title: string;
}
/**
 * The server came back while the turn was running; `discarded` characters of unfinished reply text were dropped.
 */
export interface TurnResumed {
  discarded: number;
  turn: string;
  type: "turn_resumed";
}
export interface TextDelta {
  delta: string;
  message: string;
  turn: string;
  type: "text_delta";
}
export interface Thought {
  delta: string;
  message: string;
  turn: string;
  type: "thought";
}
/**
 * More of the JSON text of a call's arguments. The first of a call carries its name.
 */
export interface ToolArgs {
  call: string;
  delta: string;
  message: string;
  name: string;
  turn: string;
  type: "tool_args";
}
/**
 * The arguments are complete and the tool is about to run.
 */
export interface ToolCalled {
  args: {
    [k: string]: unknown;
  };
  call: string;
  message: string;
  name: string;
  turn: string;
  type: "tool_called";
}
/**
 * `result` is what the model is told; `summary` what a person reads; `handle` what its undo is given.
 *
 * `view` is how people are shown it, by a page of a server of tools.
 */
export interface ToolReturned {
  call: string;
  handle: string;
  ok: boolean;
  result: string;
  summary: string;
  turn: string;
  type: "tool_returned";
  view: ResultView | null;
}
/**
 * `server` is the connection, `name` what its owner calls it, `uri` the page; `result` is the protocol's own.
 */
export interface ResultView {
  name: string;
  result: {
    [k: string]: unknown;
  };
  server: string;
  uri: string;
}
/**
 * What code measured after a turn worked on a shortcut; `met` is null where there is no goal. The last counts.
 */
export interface ShortcutMeasured {
  met: boolean | null;
  turn: string;
  type: "shortcut_measured";
  words: string;
}
/**
 * `seen` is the version of each canvas at the end: what people change after that is told to the agent next time.
 */
export interface TurnEnded {
  outcome: "done" | "stopped" | "failed";
  problem: Problem | null;
  seen: {
    [k: string]: number;
  };
  turn: string;
  type: "turn_ended";
  usage: Usage;
}
/**
 * What happened, in one sentence, and one next step.
 */
export interface Problem {
  code: string;
  message: string;
  next_step: string;
}
export interface Usage {
  cost_usd: number | null;
  input_tokens: number;
  output_tokens: number;
}
/**
 * A person gave a version of a canvas a name; "" takes the name away.
 */
export interface VersionNamed {
  canvas: string;
  name: string;
  type: "version_named";
  version: number;
}
/**
 * Words offered in place of others; `version`, `start`, `end` in code points at that version.
 *
 * The hunks of one rewrite share a `proposal`.
 */
export interface SuggestionMade {
  after: string;
  before: string;
  canvas: string;
  end: number;
  proposal: string;
  start: number;
  suggestion: string;
  turn: string | null;
  type: "suggestion_made";
  version: number;
  why: string;
}
/**
 * `after` is what was taken when it was only a part; the rest is then a new suggestion.
 */
export interface SuggestionSettled {
  after: string | null;
  canvas: string;
  state: "open" | "accepted" | "rejected" | "stale";
  suggestion: string;
  type: "suggestion_settled";
  version: number | null;
}
/**
 * A comment on a passage (`quote`; empty: on the whole document), in code points at `version`.
 *
 * `kind` and `severity` are an agent's; `replace` are words it offers instead. `mentions` are participants. `drawn` is
 * what an agent that only points draws on the words while the comment is open.
 */
export interface NoteOpened {
  body: string;
  canvas: string;
  drawn: ("ring" | "arrow" | "underline") | null;
  end: number;
  kind: string;
  mentions: string[];
  note: string;
  quote: string;
  replace: string | null;
  severity: ("major" | "minor" | "nit") | null;
  start: number;
  turn: string | null;
  type: "note_opened";
  version: number;
}
export interface NoteReplied {
  body: string;
  canvas: string;
  mentions: string[];
  note: string;
  reply: string;
  turn: string | null;
  type: "note_replied";
}
/**
 * The words of a comment or, with `reply`, of an answer to it were changed by who wrote them.
 */
export interface NoteEdited {
  body: string;
  canvas: string;
  mentions: string[];
  note: string;
  reply: string | null;
  type: "note_edited";
}
/**
 * `open` opens it again.
 */
export interface NoteSettled {
  canvas: string;
  note: string;
  state: "open" | "resolved" | "dismissed" | "applied" | "deleted";
  type: "note_settled";
}
/**
 * Agents work on a canvas by turns, in this order, until the first has no open comment above `until`.
 *
 * At most `most` rounds. `message` asked for it.
 */
export interface RoundsStarted {
  agents: string[];
  canvas: string;
  message: string;
  model: string;
  most: number;
  rounds: string;
  task: string;
  type: "rounds_started";
  until: "major" | "minor" | "nit";
}
/**
 * `left` comments above `until` are still open. `why` is one sentence for people.
 */
export interface RoundsEnded {
  done: number;
  left: number;
  outcome: "done" | "limit" | "stuck" | "stopped" | "failed" | "budget";
  rounds: string;
  type: "rounds_ended";
  why: string;
}
/**
 * A person's message became a task. `next` are its next local times, at most five; `assumptions` what was taken
 * and not said. `turn` made it, None where a form did. `said_in`, in the task's own room, is where it was said.
 */
export interface TaskCreated {
  assumptions: string[];
  canvas: string | null;
  instruction: string;
  kind: "ask" | "reminder" | "watch" | "plan";
  next: string[];
  output: "message" | "document" | "append" | "suggest";
  question: string | null;
  said_in: string | null;
  sentence: string;
  task: string;
  title: string;
  turn: string | null;
  type: "task_created";
  zone: string;
}
/**
 * `what` says in words what is different; the rest is how the task is now.
 */
export interface TaskChanged {
  next: string[];
  sentence: string;
  state: "active" | "paused" | "ended" | "deleted";
  task: string;
  title: string;
  turn: string | null;
  type: "task_changed";
  what: string;
}
/**
 * A run of a task ended. `room` is where it worked, when that is another one; `turn` what it said there.
 */
export interface RunFinished {
  canvas: string | null;
  reason: string;
  room: string | null;
  run: string;
  state: "done" | "nothing_new" | "waiting" | "skipped" | "missed" | "failed" | "cancelled";
  task: string;
  title: string;
  turn: string | null;
  type: "run_finished";
}
/**
 * A file was attached, or is now read further; the whole of what is known of it is given.
 *
 * `why` is why it could not be read, or what to know of it, in a sentence. `done` of `parts` are read; `unit` is what
 * they are. `hidden`: it holds words that no reader of it sees. `stored`: it is kept, and has no words of its own.
 */
export interface FileChanged {
  characters: number;
  done: number;
  file: string;
  hidden: boolean;
  kind: string;
  media_type: string;
  name: string;
  parts: number;
  size_bytes: number;
  state: "queued" | "reading" | "indexed" | "stored" | "failed" | "removed";
  type: "file_changed";
  unit: "" | "page" | "slide" | "chapter" | "sheet";
  why: string;
}
/**
 * A plan for `ask` was written into `canvas`; it waits for its start.
 *
 * `asked`: what was asked first, each with the default that is used. `cannot`: what of it this model cannot do.
 * `parent` is the work it was forked from at `step`, or whose plan it takes as its procedure.
 */
export interface JobPlanned {
  ask: string;
  asked: string[];
  cannot: string[];
  canvas: string;
  job: string;
  kind: string;
  model: string | null;
  parent: string | null;
  step: string | null;
  target: string | null;
  title: string;
  turn: string | null;
  type: "job_planned";
}
/**
 * The work is now in `state`. `only`: a step that is done alone. `canvas`: the result, once there is one.
 *
 * `why` is for people; `question` what a person is to answer before it goes on. `past`: its budget binds no longer.
 * `heard`: what people said that this answers.
 */
export interface JobMoved {
  canvas: string | null;
  heard: string[];
  job: string;
  only: string | null;
  past: boolean;
  question: string;
  state: "planned" | "queued" | "running" | "waiting" | "paused" | "done" | "failed" | "stopped";
  step: string | null;
  type: "job_moved";
  why: string;
}
/**
 * `heard`: what people said since the step before, which joins here. `turn`: where it is done, None by code.
 */
export interface StepBegun {
  attempt: number;
  heard: string[];
  job: string;
  run: string;
  step: string;
  text: string;
  turn: string | null;
  type: "step_begun";
}
/**
 * `handed`: a person takes it. `summary` says in a line what came of it, `thought` what was done and why.
 * `lacks`: what it could not do or find, and what its words claim that no call did.
 */
export interface StepEnded {
  attempt: number;
  canvas: string | null;
  job: string;
  lacks: string[];
  outcome: "done" | "failed" | "stopped" | "handed";
  seconds: number;
  step: string;
  summary: string;
  text: string;
  thought: string;
  turn: string | null;
  type: "step_ended";
}
/**
 * Done in a widget without saying anything to an agent; `words` tell agents of it later.
 */
export interface WidgetActed {
  acted: WidgetAct;
  type: "widget_acted";
  words: string;
}
/**
 * `seq` is the last event of the log, so that a reader knows whether there is more.
 */
export interface EventsView {
  events: Event[];
  seq: number;
}
/**
 * A quote, or a sentence that states a fact, of a page: `start`, `end` in code points of its text, null where marks
 * stand between its words. `source` names where the words `near` stand; `file` and `page` lead there.
 */
export interface FactView {
  cites: number[];
  end: number | null;
  file: string | null;
  kind: "quote" | "claim";
  line: number;
  near: string;
  page: number | null;
  source: string | null;
  start: number | null;
  text: string;
  verdict: "found" | "elsewhere" | "supported" | "contradicted" | "similar" | "not found";
  why: string;
}
/**
 * The address of the calendar, shown this once.
 */
export interface FeedMade {
  url: string;
}
export interface FeedView {
  on: boolean;
}
/**
 * A number in a document that came of a query. `text` is what the document says, `now` what the query gives.
 */
export interface FigureView {
  address: string;
  canvas: string;
  name: string;
  now: string;
  sql: string;
  state: "same" | "changed" | "gone";
  text: string;
  title: string;
}
export interface FiguresIn {
  addresses: string[];
}
/**
 * The words of one part of a file. `start` and `end`: where in `text` the quote stands that was asked for, in code
 * points; null where it does not stand there.
 */
export interface FilePageView {
  end: number | null;
  hidden: boolean;
  id: string;
  name: string;
  page: number;
  pages: number;
  start: number | null;
  text: string;
  unit: "" | "page" | "slide" | "chapter" | "sheet";
}
/**
 * A stored picture. `address` is what a document names it: relative, `files/<id>.<ending>`.
 */
export interface FileView {
  address: string;
  id: string;
  media_type: string;
  name: string;
  size_bytes: number;
}
/**
 * `has` looks for words in the value as text; the others compare.
 */
export interface FilterIn {
  column: string;
  op: "is" | "is_not" | "has" | "above" | "below" | "missing" | "present";
  value?: string;
}
/**
 * `start..end` is its passage; `choices` are answers for a quiz, the right one (`back`) among them, or none.
 */
export interface FlashCardView {
  back: string;
  choices: string[];
  end: number;
  front: string;
  heading: string;
  id: string;
  kind: "term" | "gap" | "date" | "list" | "pair";
  start: number;
}
export interface ForkIn {
  step: string;
}
/**
 * A passage, word for word. `start` and `end`: code points of all words of the file.
 */
export interface FoundPassageView {
  end: number;
  file: string;
  heading: string;
  hidden: boolean;
  name: string;
  page: number;
  start: number;
  text: string;
  unit: "" | "page" | "slide" | "chapter" | "sheet";
}
export interface FoundServer {
  base_url: string;
  models: string[];
  provider: string;
}
/**
 * The origin under which this page shows apps; null where the server has no second name.
 */
export interface FrameView {
  origin: string | null;
}
/**
 * A suggestion with the asks it came from, newest first. `text`: what a task would be made of; `usual`: the time of
 * day that is nearest to all of them, in the person's zone. `task` does it already; it rests `until` then.
 */
export interface HabitView {
  asks: AskView[];
  at: string;
  notice: string;
  task: string | null;
  text: string;
  until: string | null;
  usual: string;
}
export interface HealthView {
  ok: boolean;
  version: string;
}
/**
 * First frame. `version` is what the client has already (-1: nothing); `client` stays over reconnects.
 */
export interface Hello {
  client: string;
  t: "hello";
  version?: number;
}
/**
 * `base_url` as other programs are given it, mostly ending in /v1.
 */
export interface HelperServerIn {
  base_url: string;
  key?: string | null;
  model: string;
}
/**
 * A server that makes spoken words or pictures text. Its key is never sent back.
 */
export interface HelperServerView {
  base_url: string;
  has_key: boolean;
  model: string;
}
export interface HitView {
  at: string | null;
  snippet: string;
  title: string;
  url: string;
}
/**
 * Rooms made by an import, in the order of the file.
 */
export interface ImportedView {
  rooms: string[];
}
export interface InboxView {
  notices: NoticeView[];
  unread: number;
}
/**
 * `count`: how many runs it stands for. `title` is the task's, `body` what came of it or why not; `prefill` an ask
 * that a suggestion would make a task of.
 */
export interface NoticeView {
  actions: ("again" | "snooze" | "pause" | "resume" | "answer" | "approve" | "deny" | "make" | "dismiss")[];
  at: string;
  body: string;
  canvas: string | null;
  count: number;
  id: string;
  kind: "run" | "work" | "question" | "paused" | "suggestion" | "approval";
  prefill: string;
  read: boolean;
  room: string | null;
  run: string | null;
  state: string;
  task: string | null;
  title: string;
}
/**
 * Every `every_s` seconds of elapsed time from `start`, an aware UTC datetime, itself included.
 *
 * `weekdays`, `between` (first and last time of the local day, both included; 22:00 to 06:00 goes over midnight) and
 * `skip` leave out what does not fit; what is left out is not counted. The days are those of the zone.
 */
export interface Interval {
  between?: unknown[] | null;
  count?: number | null;
  every_s: number;
  skip?: string[];
  start: string;
  type?: "interval";
  until?: string | null;
  weekdays?: number[];
}
/**
 * Without `room`, to the workspace; with it, to that room in `role`. Ends after `days`.
 */
export interface InvitationIn {
  days?: number;
  role?: "owner" | "edit" | "comment" | "view";
  room?: string | null;
}
/**
 * `code` is shown only now; `path` is the page to send.
 */
export interface InvitationMade {
  code: string;
  created_at: string;
  expires_at: string;
  id: string;
  path: string;
  role: "owner" | "edit" | "comment" | "view";
  room: string | null;
}
export interface InvitationView {
  created_at: string;
  expires_at: string;
  id: string;
  role: "owner" | "edit" | "comment" | "view";
  room: string | null;
}
export interface InviteIn {
  agent: string;
}
/**
 * `steps` in place of the ones that are known for such work; one that begins with “@me ” is the person's.
 */
export interface JobIn {
  ask: string;
  canvas?: string | null;
  model?: string | null;
  start?: boolean;
  steps?: string[];
  title?: string;
}
export interface JobSaidIn {
  text: string;
}
/**
 * `canvas` holds the plan, `result` what came of it. `waits_for`: the step that `question` is about.
 */
export interface JobView {
  ask: string;
  asked: string[];
  cannot: string[];
  canvas: string;
  id: string;
  kind: string;
  mine: boolean;
  model: string | null;
  parent: string | null;
  question: string;
  result: string | null;
  room: string;
  spent: SpentView;
  state: "planned" | "queued" | "running" | "waiting" | "paused" | "done" | "failed" | "stopped";
  steps: StepView[];
  title: string;
  waits_for: string | null;
  why: string;
}
/**
 * The bounds that the plan names, None where it names none, and what was used.
 */
export interface SpentView {
  cost_usd: number | null;
  cost_used: number;
  deadline: string;
  minutes: number | null;
  minutes_used: number;
}
/**
 * `key` is what it is known by: its words. `turn` is where it is or was done; `attempts` how often it ended.
 */
export interface StepView {
  attempts: number;
  detail: string;
  key: string;
  lacks: string[];
  needs_person: boolean;
  number: number;
  state: "open" | "running" | "waiting" | "done" | "failed" | "stopped" | "skipped";
  summary: string;
  text: string;
  thought: string;
  turn: string | null;
  who: "agent" | "person";
}
export interface JobsView {
  jobs: JobView[];
}
/**
 * A new account; all three may be left out by somebody who is signed in.
 */
export interface JoinIn {
  email?: string | null;
  name?: string | null;
  password?: string | null;
}
/**
 * What an invitation offers, shown before it is taken.
 */
export interface JoinView {
  by: string;
  role: "owner" | "edit" | "comment" | "view";
  room_title: string | null;
}
export interface JoinedView {
  room: string | null;
  user: Me;
}
export interface Me {
  admin: boolean;
  email: string;
  id: string;
  name: string;
}
/**
 * `value` is JSON text; null forgets what is under `key`.
 */
export interface KeptIn {
  key: string;
  value: string | null;
}
export interface KeptView {
  values: {
    [k: string]: string;
  };
}
export interface KeyIn {
  days?: number | null;
  name: string;
  scopes: ("read" | "write" | "models" | "admin")[];
}
/**
 * `key` is shown only now.
 */
export interface KeyMade {
  created_at: string;
  expires_at: string | null;
  id: string;
  key: string;
  last_used_at: string | null;
  name: string;
  scopes: ("read" | "write" | "models" | "admin")[];
}
export interface KeyView {
  created_at: string;
  expires_at: string | null;
  id: string;
  last_used_at: string | null;
  name: string;
  scopes: ("read" | "write" | "models" | "admin")[];
}
/**
 * `known` times in a row, `easiness` in thousandths, `interval` in days, `due` the day, counted from 1970.
 */
export interface KnownCardView {
  card: string;
  due: number;
  easiness: number;
  interval: number;
  known: number;
}
/**
 * An adapter's folder: in the package, shipped, or as it was trained. `faults` and `reasons` keep it from being
 * shipped; `card` is Markdown.
 */
export interface LabAdapter {
  behaviors: string[];
  bytes: number;
  card: string;
  faults: string[];
  id: string;
  in_force: string[];
  key: string;
  made: string;
  passed: boolean;
  place: "package" | "shipped" | "trained";
  reasons: string[];
  sums: {
    [k: string]: string;
  };
}
/**
 * `next_back` is what a roll-back would take out of force, null when nothing is.
 */
export interface LabAdapters {
  adapters: LabAdapter[];
  next_back: string | null;
  problems: string[];
  registry: LabRegistryRow[];
}
export interface LabRegistryRow {
  at: string;
  behaviors: string[];
  do: "ship" | "rollback";
  key: string;
}
export interface LabAnswer {
  answer: string;
  candidate: string;
  latency_ms: number;
  layer: string;
  run: string;
  score: number | null;
  value: number;
  why: string;
}
/**
 * What `gesso lab audit` found in training rows. `fault`: why the file cannot be shown.
 */
export interface LabAudit {
  at: string;
  behavior: string;
  checks: LabCheck[];
  fault: string;
  id: string;
  name: string;
  rows: number;
}
/**
 * One check of an audit. `red` is null where nothing is required of it.
 */
export interface LabCheck {
  examples: string[];
  limit: string;
  name: string;
  red: boolean | null;
  value: string;
}
/**
 * A behaviour, its candidates the best first. `detectable` is the least difference that n would show.
 */
export interface LabBehavior {
  behavior: string;
  candidates: LabCandidate[];
  detectable: number | null;
  lines: LabLine[];
  same_cases: boolean;
  split: "dev" | "test";
  splits: ("dev" | "test")[];
}
export interface LabCandidate {
  at: string;
  balanced: Rate | null;
  candidate: string;
  failed: number;
  languages: Part[];
  lead: LabLead | null;
  n: number;
  p50_ms: number | null;
  p95_ms: number | null;
  prompt_tokens: number;
  run: string;
  score: Part;
  shipped: boolean;
  slices: Part[];
  subject: boolean;
  whole: boolean;
}
/**
 * A share or score with its interval.
 */
export interface Rate {
  high: number;
  low: number;
  value: number;
}
/**
 * The score of some of the cases.
 */
export interface Part {
  high: number;
  low: number;
  n: number;
  name: string;
  score: number;
}
/**
 * How much better the subject is than a candidate, on the cases both answered; `p` is McNemar's, by Holm.
 */
export interface LabLead {
  high: number;
  low: number;
  n: number;
  p: number | null;
  value: number;
  verdict: "better" | "worse" | "not told apart";
}
/**
 * A line of a spec and what tests it; `score` is the subject's on its cases, null without any.
 */
export interface LabLine {
  contrast: number;
  dev: number;
  languages: number;
  line: string;
  score: Part | null;
  statement: string;
  test: number;
}
export interface LabCase {
  answers: LabAnswer[];
  now: LabDecision | null;
  situation: LabSituation;
}
/**
 * What the product decides about the case now; `fault` is why it could not be asked.
 */
export interface LabDecision {
  answer: string;
  fault: string;
  latency_ms: number;
  layer: string;
  right: boolean;
  score: number | null;
  why: string;
}
/**
 * What a case puts in front of whoever answers it. `text` is the document with its problems planted, `before` the
 * earlier exchanges about it, which a conversation made of the case does not have.
 */
export interface LabSituation {
  ask: string;
  before: string[];
  behavior: string;
  case: string;
  document: string;
  earlier: string[];
  lang: string;
  selection: string;
  slice: string;
  spec_id: string;
  split: string;
  statement: string;
  target: string;
  text: string;
}
export interface LabCompared {
  ask: string;
  case: string;
  first: LabSide;
  lang: string;
  second: LabSide;
  slice: string;
  spec_id: string;
  target: string;
}
export interface LabSide {
  answer: string;
  value: number;
  why: string;
}
/**
 * Two candidates on the cases both answered; where they differ comes first.
 */
export interface LabComparison {
  behavior: string;
  cases: LabCompared[];
  detectable: number;
  difference: Rate;
  first: string;
  first_score: number;
  left_out: number;
  n: number;
  only_first: number;
  only_second: number;
  p: number | null;
  second: string;
  second_score: number;
  verdict: "better" | "worse" | "not told apart";
}
/**
 * An eval that was started from the page. `done` of `total` cases are answered; `left_s` is an estimate.
 */
export interface LabEval {
  at: string;
  behavior: string;
  candidate: string;
  done: number;
  ended: string | null;
  id: string;
  left_s: number | null;
  message: string;
  split: string;
  state: "running" | "done" | "failed" | "stopped";
  total: number;
}
export interface LabEvalIn {
  behavior: string;
  candidate: string;
  split?: "dev" | "test" | "all";
}
/**
 * A file of graded answers. `own`: on the behaviour's own cases. `fault`: why it cannot be used, else empty.
 */
export interface LabFile {
  at: string;
  behavior: string;
  candidate: string;
  fault: string;
  id: string;
  n: number;
  name: string;
  own: boolean;
  shipped: boolean;
  splits: string[];
}
/**
 * Where a person stands: `done` of `total` pairs whose answers differ; `equal` were left out. `pair` is next.
 */
export interface LabJudging {
  behavior: string;
  done: number;
  equal: number;
  pair: LabPair | null;
  total: number;
}
/**
 * Two answers to one case, whose they are not said.
 */
export interface LabPair {
  ask: string;
  case: string;
  earlier: string[];
  left: string;
  right: string;
  text: string;
}
/**
 * A played conversation; `messages` have the shape of chat templates, `exchanges` are the user's side.
 */
export interface LabRollout {
  components: {
    [k: string]: number;
  };
  document: string;
  environment: string;
  exchanges: {
    [k: string]: unknown;
  }[];
  final: string;
  forfeit: string;
  messages: {
    [k: string]: unknown;
  }[];
  model: string;
  reward: number;
  seed: number;
}
export interface LabRolloutItem {
  at: number;
  environment: string;
  forfeit: string;
  reward: number;
  seed: number;
}
/**
 * A file of played conversations. `fault`: why it cannot be shown, wholly or from a line on.
 */
export interface LabRollouts {
  at: string;
  fault: string;
  id: string;
  items: LabRolloutItem[];
  mean: number;
  name: string;
}
/**
 * The conversation that a case was opened as; `draft` is its message, to be sent or changed by hand.
 */
export interface LabRoom {
  canvas: string | null;
  draft: string;
  room: string;
}
/**
 * A behaviour. `untested` are the lines of its spec without a case; `shipped` names the adapter in force.
 */
export interface LabRow {
  behavior: string;
  dev: number;
  languages: number;
  lines: number;
  scores: LabScore[];
  shipped: string | null;
  test: number;
  untested: string[];
}
/**
 * A candidate in the overview. `run` is its file; `subject`: the one that the behaviour is about.
 */
export interface LabScore {
  candidate: string;
  failed: number;
  high: number;
  low: number;
  n: number;
  run: string;
  score: number;
  subject: boolean;
}
export interface LabRunView {
  file: LabFile;
  summary: Summary;
}
/**
 * All that is told of one candidate on one behaviour. Times are None where nothing was timed.
 */
export interface Summary {
  balanced: Rate | null;
  behavior: string;
  by_groups: Rate;
  candidate: string;
  confusion: Cell[];
  curve: CurvePoint[];
  detectable: number;
  failed: number;
  from_cache: number;
  groups: number;
  harmful: number | null;
  languages: Part[];
  layers: Part[];
  n: number;
  p50_ms: number | null;
  p95_ms: number | null;
  prompt_tokens: number;
  score: Part;
  seeds: number;
  seeds_mean: number;
  seeds_sd: number;
  slices: Part[];
  specs: Part[];
  splits: string[];
  whole: boolean;
  worst: Worst[];
}
/**
 * A case that went wrong, the surest first; `score` is what the answer was given.
 */
export interface Worst {
  answer: string;
  ask: string;
  case: string;
  lang: string;
  score: number | null;
  slice: string;
  spec_id: string;
  target: string;
  why: string;
}
export interface LabShipIn {
  adapter: string;
}
/**
 * A training run's folder. `moving`: its progress was written within the last minutes. `finished`: it came to
 * its end and wrote an adapter. `fault`: why it cannot be shown.
 */
export interface LabTraining {
  at: string;
  best_loss: number | null;
  best_step: number;
  dev: LabTrainingPoint[];
  fault: string;
  finished: boolean;
  id: string;
  left_s: number;
  method: string;
  moving: boolean;
  name: string;
  scores: {
    [k: string]: number;
  };
  seconds: number;
  step: number;
  steps: number;
  tokens_per_s: number;
  train: LabTrainingPoint[];
}
export interface LabTrainingPoint {
  loss: number;
  step: number;
}
export interface LabVerdictIn {
  case: string;
  choice: "left" | "right" | "tie";
  first: string;
  second: string;
  why?: string;
}
/**
 * The overview. `candidates` are what can be measured, `folder` is where the lab keeps its files.
 */
export interface LabView {
  candidates: string[];
  evals: LabEval[];
  files: LabFile[];
  folder: string;
  rows: LabRow[];
  split: "dev" | "test";
}
export interface LabWins {
  behavior: string;
  by: string;
  first: string;
  n: number;
  rate: Rate;
  second: string;
  ties: number;
}
export interface Lane {
  key: string;
  note: string;
  title: string;
}
/**
 * A command of the lens with its arguments, as the acts of its data and measures name them.
 */
export interface LensCommandIn {
  args?: {
    [k: string]: string | number;
  };
  command: string;
}
/**
 * A lens that is not kept yet; `by_model`: a model made it, else rules and ready lists of words did.
 */
export interface LensDraftView {
  by_model: boolean;
  spec: Spec;
}
/**
 * `instruction`: what a model is asked of each scene, from 0 (`low`) to 10 (`high`); without one the words count.
 *
 * `view`: a slider for each scene, or the passages alone.
 */
export interface Spec {
  high: string;
  instruction: string;
  low: string;
  title: string;
  view: "bands" | "list";
  wishes: Wish[];
  words: string[];
}
/**
 * A command of the lens: what a model is asked of a passage that is chosen.
 */
export interface Wish {
  instruction: string;
  label: string;
}
export interface LensNameView {
  about: string;
  name: string;
  shape: "list" | "tree" | "lanes" | "bands" | "plane";
  title: string;
}
/**
 * Have a model read up to `most` scenes by this lens; 0 only tells what it would take. Without `spec`, as kept.
 */
export interface LensRunIn {
  model?: string;
  most?: number;
  spec?: Spec | null;
}
/**
 * Scenes read now and left; tokens and USD that they took, and about what the rest would (null: price unknown).
 */
export interface LensRunView {
  cost: number | null;
  found: LensView;
  left: number;
  left_cost: number | null;
  left_in: number;
  left_out: number;
  problem: string;
  read: number;
  tokens_in: number;
  tokens_out: number;
}
/**
 * What a lens found in the text at `version`; `now` is the version the text has: it is stale where they differ.
 */
export interface LensView {
  lens: string;
  now: number;
  title: string;
  version: number;
  view: View;
}
/**
 * What is shown: `summary` says it in one sentence; `more` data were left out; `axes` are x and y of a plane.
 *
 * `pending`: more is being found; ask again.
 */
export interface View {
  axes: Axis[];
  data: Datum[];
  lanes: Lane[];
  measures: Measure[];
  more: number;
  pending: boolean;
  shape: "list" | "tree" | "lanes" | "bands" | "plane";
  summary: string;
}
/**
 * A number with the band it is meant to lie in, on a scale from `least` to `most`; None without a number.
 *
 * `act` is what its slider does: that command, with the number chosen as its argument `goal`. Data whose `group` is
 * `key` are the passages farthest from the band.
 */
export interface Measure {
  about: string;
  act: Act | null;
  by: string;
  grade: "exact" | "estimated";
  high: number;
  key: string;
  least: number;
  low: number;
  most: number;
  title: string;
  unit: string;
  value: number | null;
}
export interface LensSharingIn {
  shared: boolean;
}
/**
 * What somebody wants to see ("a slider for how frightening each scene is"); `model` "" is the default one.
 */
export interface LensWishIn {
  model?: string;
  wish: string;
}
/**
 * `suggested` is the lens that would serve this page best, with `why`, where its words say so clearly.
 */
export interface LensesView {
  lenses: LensNameView[];
  suggested: string | null;
  why: string;
}
/**
 * `files` empty: all that are read.
 */
export interface LookIn {
  files?: string[];
  n?: number;
  query: string;
}
/**
 * `unread` says of each file that could not be looked in why. `by_meaning`: files whose vectors were used.
 */
export interface LookedView {
  by_meaning: string[];
  passages: FoundPassageView[];
  unread: string[];
}
export interface MadeApprovalIn {
  approved: boolean;
  print: string;
}
export interface MadeCodeIn {
  code: string;
}
/**
 * What is given, and what is wanted of it.
 */
export interface MadeExample {
  given: string;
  wanted: string;
}
/**
 * One Python file: the function, and the examples as its tests.
 */
export interface MadeFile {
  name: string;
  text: string;
}
/**
 * What is kept on the shelf; `model` is asked where the lens asks one, "" is the default one.
 */
export interface MadeLensIn {
  model?: string;
  spec: Spec;
}
export interface MadeLensVersion {
  at: string;
  model: string;
  number: number;
  spec: Spec;
}
/**
 * `name` opens it wherever a lens is named; `own`: of the person who asks, else shared by `by`.
 */
export interface MadeLensView {
  by: string;
  copied_from: string | null;
  id: string;
  name: string;
  own: boolean;
  shared: boolean;
  versions: MadeLensVersion[];
}
/**
 * `model`: who may write it where the examples alone do not say it; default: the default model.
 */
export interface MadeToolIn {
  about: string;
  examples: MadeExample[];
  model?: string | null;
  name: string;
}
/**
 * `tool` is the name that agents call it by; `approved` the print of the version they may use, "" for none.
 */
export interface MadeToolView {
  about: string;
  approved: string;
  created_at: string;
  examples: MadeExample[];
  id: string;
  name: string;
  problem: string;
  tool: string;
  versions: MadeVersionView[];
}
/**
 * `print` is what an approval approves. `by`: learned from the examples, or written by a model or the person.
 *
 * `told` is what its tests gave; `predicted` of the examples were right when it was learned without them.
 */
export interface MadeVersionView {
  at: string;
  by: "examples" | "model" | "person";
  code: string;
  model: string;
  number: number;
  passed: boolean;
  predicted: number;
  print: string;
  told: string;
}
export interface MadeTried {
  ok: boolean;
  text: string;
}
export interface MadeTryIn {
  print: string;
  text: string;
}
/**
 * Write it anew: from these examples, or from the ones it has.
 */
export interface MadeWriteIn {
  examples?: MadeExample[] | null;
  model?: string | null;
}
/**
 * `password` left out keeps the one there is, as long as host and user stay the same.
 */
export interface MailServerIn {
  host: string;
  password?: string | null;
  port: number;
  security: "tls" | "starttls" | "none";
  sender: string;
  user?: string;
}
export interface MailServerView {
  has_password: boolean;
  host: string;
  port: number;
  security: "tls" | "starttls" | "none";
  sender: string;
  user: string;
}
export interface MemberIn {
  role: "owner" | "edit" | "comment" | "view";
}
export interface MemberView {
  id: string;
  name: string;
  role: "owner" | "edit" | "comment" | "view";
}
/**
 * `parent` is the message answered (absent: the end of the current branch). `wait_s` waits for the turn's end.
 *
 * `zone` is where the person is, an IANA name as the browser knows it; one that tzdata does not have counts as none.
 * Either `text`, or a `shortcut`, which brings its own words; it works on the selection, else on the whole canvas.
 */
export interface MessageIn {
  canvas?: string | null;
  model?: string | null;
  parent?: string | null;
  selection?: SelectionIn | null;
  shortcut?: ShortcutIn | null;
  text?: string;
  wait_s?: number;
  zone?: string | null;
}
/**
 * Part of a canvas: by its exact words, which must occur once, or by code points of the text at `version`.
 *
 * Without `version` they count in the current text.
 */
export interface SelectionIn {
  canvas: string;
  end?: number | null;
  quote?: string | null;
  start?: number | null;
  version?: number | null;
}
/**
 * A shortcut of the list, with one of its options, or (`shortcut_…`) a person's own.
 */
export interface ShortcutIn {
  id: string;
  option?: string | null;
}
/**
 * A line of the model menu. Prices in USD per million tokens, null when unknown or free.
 */
export interface ModelView {
  context_tokens: number;
  guided: boolean;
  id: string;
  name: string;
  note: string;
  price_in: number | null;
  price_out: number | null;
  provider: string;
  ready: boolean;
  tags: string[];
}
/**
 * `connections` and `providers` are for administrators, who can change them; empty for everybody else. `speech`:
 * whether spoken words can be made text here.
 */
export interface ModelsView {
  connections: ConnectionView[];
  decisions: DecisionsView;
  default: string | null;
  models: ModelView[];
  providers: ProviderView[];
  speech: boolean;
}
/**
 * A kind of provider that can be connected. `address` is the one used when none is given, null where one must be;
 * `keys_at` is where a key is made, empty where it is not known.
 */
export interface ProviderView {
  address: string | null;
  id: string;
  keys_at: string;
  label: string;
  local: boolean;
  needs_key: boolean;
}
/**
 * `edits` come from code alone, `words` from a model too (null: the one here). `forget` what was learned.
 */
export interface NextEditChoiceIn {
  forget?: boolean;
  mode: "off" | "edits" | "words";
  model?: string | null;
}
/**
 * What a person chose, the models there are to choose, and the counts that are kept of what they did.
 */
export interface NextEditChoiceView {
  dismissed: number;
  ignored: number;
  mode: "off" | "edits" | "words";
  model: string | null;
  models: string[];
  retained: number;
  shown: number;
  taken: number;
  threshold: number;
  typed: number;
}
/**
 * Where the caret is: a code point of the text at `version`.
 */
export interface NextEditIn {
  caret: number;
  version: number;
}
/**
 * What the person did with an offer. `typed`: they typed those very words themselves.
 */
export interface NextEditOutcomeIn {
  offer: string;
  outcome: "taken" | "typed" | "dismissed" | "ignored";
}
/**
 * An offer for the text at `version`: all `patches`, which are in order and do not overlap, or none. `by` is the
 * agent whose words they are.
 */
export interface NextEditView {
  by: string;
  id: string;
  kind: "rename" | "renumber" | "list" | "close" | "row" | "link" | "words";
  likely: number;
  patches: PatchView[];
  version: number;
}
/**
 * Put `after` in the place of code points `start` to `end`, which read `before`. `lead` and `trail` are around.
 */
export interface PatchView {
  after: string;
  before: string;
  end: number;
  lead: string;
  start: number;
  trail: string;
}
/**
 * A comment on words that occur once (`quote`), on code points of the text at `version`, or on it all (neither).
 *
 * `replace` are words offered in place of the passage.
 */
export interface NoteIn {
  body: string;
  end?: number | null;
  quote?: string | null;
  replace?: string | null;
  start?: number | null;
  version?: number | null;
}
/**
 * Change the words of one's own comment (or, with `reply`, answer), or settle it; what is absent stays.
 */
export interface NotePatch {
  body?: string | null;
  reply?: string | null;
  state?: ("open" | "resolved" | "dismissed" | "deleted") | null;
}
/**
 * A comment: `start` to `end` in code points of the text at `version`; `gone`: its `quote` is not there now.
 */
export interface NoteView {
  at: string;
  body: string;
  by: string;
  canvas: string;
  drawn: ("ring" | "arrow" | "underline") | null;
  edited: boolean;
  end: number;
  gone: boolean;
  id: string;
  kind: string;
  quote: string;
  replace: string | null;
  replies: ReplyView[];
  severity: ("major" | "minor" | "nit") | null;
  start: number;
  state: "open" | "resolved" | "dismissed" | "applied" | "deleted";
  turn: string | null;
  version: number;
}
export interface ReplyView {
  at: string;
  body: string;
  by: string;
  edited: boolean;
  id: string;
  turn: string | null;
}
/**
 * The places of all comments; what they say is on the room's log.
 */
export interface Notes {
  notes: WirePlace[];
  t: "notes";
  version: number;
}
/**
 * Where a comment is, in units of the text at the frame's version; `gone`: its words are not there now.
 */
export interface WirePlace {
  end: number;
  gone: boolean;
  id: string;
  start: number;
}
export interface NotifyServerIn {
  mail?: MailServerIn | null;
  private_addresses?: boolean;
}
/**
 * What administrators set: where mail is handed in, and whether webhooks may go to private addresses.
 */
export interface NotifyServerView {
  mail: MailServerView | null;
  private_addresses: boolean;
}
/**
 * One time on the wall clock. `at` is naive: local time of the timetable's zone.
 */
export interface Once {
  at: string;
  type?: "once";
}
/**
 * The whole canvas at `version`. Sent when the client has nothing, or what it has is too old or wrong.
 */
export interface Opened {
  blame: BlameRun[];
  checksum: number;
  editable: boolean;
  t: "opened";
  text: string;
  version: number;
}
/**
 * Where a run writes: a message, a new document, an entry at the end of `canvas`, or suggestions on it.
 */
export interface Output {
  canvas?: string | null;
  kind?: "message" | "document" | "append" | "suggest";
}
export interface OwnShortcutIn {
  kind?: "document" | "code" | "any";
  name: string;
  prompt: string;
  shared?: boolean;
}
export interface OwnShortcutPatch {
  kind?: ("document" | "code" | "any") | null;
  name?: string | null;
  prompt?: string | null;
  shared?: boolean | null;
}
/**
 * A prompt with a name; `{selection}` in it stands for the words it is used on. `mine`: the caller made it.
 */
export interface OwnShortcutView {
  id: string;
  kind: "document" | "code" | "any";
  mine: boolean;
  name: string;
  prompt: string;
  shared: boolean;
}
export interface PairingIn {
  pairing: "do" | "explain" | "point";
}
/**
 * Code points `start..end` are its passage; `sketch` is SVG; `alt` says what it shows.
 */
export interface PanelView {
  alt: string;
  caption: string;
  end: number;
  figures: ComicFigureView[];
  lines: SaidView[];
  place: string;
  scene: number;
  sketch: string;
  start: number;
  time: string;
  title: string;
}
export interface SaidView {
  speaker: string;
  words: string;
}
export interface ParametersIn {
  values: {
    [k: string]: boolean | number | string;
  };
}
/**
 * `words` say what the picture shows; with `svg` it is that drawing, made harmless.
 */
export interface PictureIn {
  shape?: "square" | "wide" | "tall";
  svg?: string;
  words: string;
}
export interface Ping {
  t: "ping";
}
/**
 * Where a quote stands in the words, in code points; `page` of a PDF, from 1.
 */
export interface PlaceView {
  end: number;
  page: number | null;
  start: number;
}
export interface PlannedView {
  local: string;
  note: string;
  task: string;
  title: string;
  utc: string;
}
export interface Pong {
  t: "pong";
}
/**
 * The stream after `seq` shows the message and the whole answer. `outcome` only if it came within `wait_s`.
 */
export interface PostedView {
  message: string;
  outcome: ("done" | "stopped" | "failed") | null;
  problem: Problem | null;
  seq: number;
  turn: string | null;
}
/**
 * `note`: a zone that is not the person's own. `settings`: what kind of task the words ask for.
 */
export interface PreviewedTask {
  assumptions: string[];
  instruction: string;
  next: DueView[];
  note: string | null;
  sentence: string;
  settings: TaskSettings;
  timetable: Timetable | null;
  title: string;
}
/**
 * How a task is run. `tools`: what it may use while nobody looks, frozen at its creation; None is replaced then.
 *
 * `requires`: tools that must really have run for it to count as done. `after`: the task whose success starts it.
 * `plan`: the delegated work that it goes on with or, with a timetable, does anew each time.
 * That a task follows its owner's zone is `Timetable.follows`.
 */
export interface TaskSettings {
  after: string | null;
  kind: "ask" | "reminder" | "watch" | "plan";
  max_cost_usd: number | null;
  max_minutes: number;
  model: string | null;
  notify: "always" | "changed" | "failures" | "never";
  output: Output1;
  overlap: ("skip" | "queue" | "cancel") | number;
  plan: string | null;
  requires: string[];
  tools: string[] | null;
  watch: Watch | null;
}
/**
 * Where a run writes: a message, a new document, an entry at the end of `canvas`, or suggestions on it.
 */
export interface Output1 {
  canvas?: string | null;
  kind?: "message" | "document" | "append" | "suggest";
}
/**
 * What a watch task looks at before it asks a model: the text of a page, or of a canvas.
 */
export interface Watch {
  canvas?: string | null;
  url?: string | null;
}
/**
 * A schedule in a zone, an IANA name such as `Europe/Berlin`. `follows`: it is wherever its owner is.
 */
export interface Timetable {
  follows?: boolean;
  schedule: Once | Calendar | Interval;
  zone: string;
}
export interface PrivacyIn {
  private: boolean;
}
/**
 * When, in words: “every Monday at 9”.
 */
export interface ProcedureScheduleIn {
  text: string;
  zone: string;
}
export interface ProcedureView {
  ask: string;
  job: string;
  room: string;
  steps: string[];
  title: string;
}
export interface ProceduresView {
  procedures: ProcedureView[];
}
export interface ProfileView {
  columns: ColumnProfileView[];
  duplicates: number | null;
  exact: boolean;
  left_out: number;
  rows: number;
  words: string[];
}
export interface ProjectIn {
  instructions?: string;
  name: string;
}
/**
 * What is absent stays.
 */
export interface ProjectPatch {
  instructions?: string | null;
  name?: string | null;
}
/**
 * `id` is also the room that holds its files and members; `rooms` are those of its rooms that are the caller's.
 */
export interface ProjectView {
  deleted: boolean;
  files: number;
  id: string;
  instructions: string;
  name: string;
  role: "owner" | "edit" | "comment" | "view";
  rooms: string[];
}
/**
 * `told` says in a sentence what was offered; the suggestions are open on the page.
 */
export interface ProposedView {
  asks: AskedView[];
  suggestions: string[];
  told: string;
  version: number;
}
export interface PublishIn {
  description?: string;
}
/**
 * Unconfirmed updates of this client, made on `version`: CodeMirror ChangeSet JSON each. One push in flight.
 *
 * `offer` when they are the words of a next edit that was taken, and nothing else: those were a machine's.
 */
export interface Push {
  changes: unknown[];
  offer?: string | null;
  t: "push";
  version: number;
}
export interface PushKeyView {
  key: string;
}
export interface QueryIn {
  limit?: number;
  sql: string;
}
export interface QuestionIn {
  question: string;
}
/**
 * What was understood: `missed` are words that nothing was made of, `assumed` what was taken and not said.
 */
export interface ReadQuestion {
  assumed: string[];
  chart: ChartView | null;
  kind: "query" | "chart" | "unclear";
  missed: string[];
  sql: string;
  title: string;
  why: string;
}
/**
 * A push was not taken; the client should say hello again with version -1 and keep the words it could not send.
 */
export interface Refused {
  code: string;
  message: string;
  t: "refused";
}
export interface RefusedLine {
  line: string;
  why: string;
}
export interface RegenerateIn {
  message: string;
  model?: string | null;
  wait_s?: number;
}
/**
 * Decided suggestions of one canvas, in the order in which they were settled.
 */
export interface ReopenIn {
  suggestions: string[];
}
/**
 * The ids under which they are open again.
 */
export interface ReopenedView {
  suggestions: string[];
  version: number;
}
export interface ReplyIn {
  body: string;
}
export interface RestoreIn {
  version: number;
}
/**
 * `turn` is what undo names; null when the text read so already.
 */
export interface RestoredView {
  turn: string | null;
  version: number;
}
/**
 * The client's version is good; the updates after it, up to `version`, follow, one frame each.
 */
export interface Resumed {
  editable: boolean;
  t: "resumed";
  version: number;
}
/**
 * Who is in the conversation, besides Gesso.
 */
export interface RoomAgentsView {
  agents: RoomAgent[];
}
export interface RoomIn {
  title?: string;
}
export interface RoomPatch {
  title: string;
}
/**
 * Null: no project.
 */
export interface RoomProjectIn {
  project: string | null;
}
/**
 * A line of the conversations list. `snippet` is where a search matched, or empty.
 */
export interface RoomSummary {
  deleted: boolean;
  id: string;
  project: string | null;
  role: "owner" | "edit" | "comment" | "view";
  snippet: string;
  title: string;
  updated_at: string;
}
/**
 * `seq` is the last event folded in: follow the stream with `after=seq`. `head` ends the shown branch.
 */
export interface RoomView {
  canvases: CanvasSummary[];
  deleted: boolean;
  head: string;
  id: string;
  members: MemberView[];
  role: "owner" | "edit" | "comment" | "view";
  seq: number;
  suggestions: SuggestionView[];
  title: string;
  turn: string | null;
}
/**
 * Words offered in place of `before`, at code points of the canvas text at `version`.
 *
 * The hunks of one rewrite share a `proposal`. `pieces` are the words that change: code points from and to of
 * `before`, and what is put there; acceptance may name some of them.
 */
export interface SuggestionView {
  after: string;
  before: string;
  by: string;
  canvas: string;
  end: number;
  id: string;
  pieces: unknown[][];
  proposal: string;
  start: number;
  state: "open" | "accepted" | "rejected" | "stale";
  turn: string | null;
  version: number;
  why: string;
}
/**
 * Let agents work on a canvas by turns until the first has no open comment above `until`, `most` rounds at most.
 *
 * `task` is what they are told besides; `model` serves those without a model of their own.
 */
export interface RoundsIn {
  agents: string[];
  canvas?: string | null;
  model?: string | null;
  most?: number;
  task?: string;
  until?: "major" | "minor" | "nit";
}
export interface RowsIn {
  down?: boolean;
  filters?: FilterIn[];
  limit?: number;
  offset?: number;
  sort?: string | null;
}
/**
 * `count` are all rows that the filters leave.
 */
export interface RowsView {
  columns: DataColumn[];
  count: number;
  offset: number;
  rows: (string | number | boolean | null)[][];
}
/**
 * `days` until it ends by itself; null: never.
 */
export interface RuleIn {
  days?: number | null;
  document?: string;
  site?: string;
  tool?: string;
  verdict: "never" | "rehearse" | "ask" | "always";
}
/**
 * `tool`, `site` or `document` empty: every one. `document_title` is "" for a page that is not there any more.
 */
export interface RuleView {
  document: string;
  document_title: string;
  expires_at: string | null;
  id: string;
  made_at: string;
  site: string;
  tool: string;
  verdict: "never" | "rehearse" | "ask" | "always";
}
export interface RunView {
  canvas: string | null;
  checks: CheckView[];
  cost_usd: number | null;
  ended_utc: string | null;
  id: string;
  late_s: number | null;
  note: string;
  output: string;
  reason: string;
  room: string | null;
  scheduled_local: string;
  scheduled_utc: string;
  started_utc: string | null;
  state: "queued" | "running" | "waiting" | "done" | "nothing_new" | "skipped" | "missed" | "failed" | "cancelled";
  task: string;
  title: string;
  turn: string | null;
  version: number;
}
export interface RungIn {
  rung: "suggest" | "one_off" | "collaborate" | "delegate" | "standing";
}
export interface RunsView {
  more: boolean;
  runs: RunView[];
}
/**
 * What holds code here; null where nothing does, and code is not run. `packages` can be imported.
 */
export interface SandboxView {
  kernels: number;
  memory_bytes: number;
  packages: string[];
  python: string;
  seconds: number;
  tier: ("bubblewrap" | "landlock") | null;
  why: string[];
}
/**
 * `silent` is what is not read; `engine` speaks on the server, null where nothing does; `mp3`: it makes MP3.
 */
export interface ScriptView {
  chapters: SpokenChapter[];
  engine: ("server" | "pico" | "espeak-ng") | null;
  language: string;
  mp3: boolean;
  silent: LostView[];
  speakers: string[];
  title: string;
}
export interface SpokenChapter {
  lines: SpokenLine[];
  title: string;
}
/**
 * Code points `start..end` of the page, the words as they are said, who says them ("" is the narrator).
 */
export interface SpokenLine {
  end: number;
  speaker: string;
  start: number;
  words: string;
}
/**
 * `key` left out keeps the one there is, as long as the engine stays the same.
 */
export interface SearchIn {
  address?: string;
  engine?: "none" | "searxng" | "brave" | "tavily";
  feeds?: string[];
  key?: string | null;
  private_addresses?: boolean;
}
/**
 * What is searched, without its key. `folder`: of the server's machine, where it has one. `lacking`: why nothing
 * can be searched, "" where something can. `chosen`: by somebody here, not by the environment of the server.
 */
export interface SearchView {
  address: string;
  chosen: boolean;
  engine: "none" | "searxng" | "brave" | "tavily";
  feeds: string[];
  folder: string | null;
  has_key: boolean;
  lacking: string;
  private_addresses: boolean;
}
export interface ServerCallIn {
  arguments?: {
    [k: string]: unknown;
  };
  tool: string;
}
/**
 * The result as the protocol has it.
 */
export interface ServerCalledView {
  result: {
    [k: string]: unknown;
  };
}
export interface ServerFileIn {
  room: string;
  uri: string;
}
export interface ServerFileView {
  about: string;
  name: string;
  uri: string;
}
/**
 * `wanted` are addresses that the page would like to reach, which it cannot.
 */
export interface ServerPageView {
  html: string;
  wanted: string[];
}
export interface ServerPromptIn {
  arguments?: {
    [k: string]: string;
  };
  prompt: string;
}
/**
 * `needs` are the arguments it cannot do without.
 */
export interface ServerPromptView {
  about: string;
  name: string;
  needs: string[];
}
/**
 * What the server keeps beside tools, as of now.
 */
export interface ServerThingsView {
  files: ServerFileView[];
  prompts: ServerPromptView[];
}
/**
 * `print` is what an approval approves. `changed`: it was approved when it described itself otherwise.
 *
 * `shows`: its results are shown by a page of the server; `for_view`: that page alone may use it, no agent.
 */
export interface ServerToolView {
  about: string;
  arguments: {
    [k: string]: unknown;
  };
  for_view: boolean;
  name: string;
  print: string;
  reads_only: boolean;
  shows: boolean;
  state: "new" | "approved" | "changed";
}
export interface ServerViewIn {
  uri: string;
}
/**
 * `user` is null for a stranger. `needs_password`: the owner came by a printed address and has no password yet.
 */
export interface SessionView {
  needs_password: boolean;
  user: Me | null;
  version: string;
}
/**
 * `args`: the whole arguments, where the person changed them. `reason` is told to the model.
 */
export interface SettleIn {
  always?: "" | "tool" | "site" | "document";
  args?: {
    [k: string]: unknown;
  } | null;
  reason?: string;
  state: "approved" | "denied";
}
/**
 * Which were settled; those that had gone stale are not among them.
 */
export interface SettledManyView {
  settled: string[];
  version: number;
}
export interface SettledView {
  version: number;
}
/**
 * A read-only link to one canvas, or to the whole room.
 */
export interface ShareIn {
  canvas?: string | null;
}
/**
 * `path` holds the secret and is shown only now.
 */
export interface ShareMade {
  canvas: string | null;
  created_at: string;
  id: string;
  path: string;
  room: string;
}
export interface ShareView {
  canvas: string | null;
  created_at: string;
  id: string;
  room: string;
}
/**
 * `parameters`: of an app, with the values that its source has.
 */
export interface SharedCanvasView {
  checksum: number;
  id: string;
  kind: "document" | "code";
  language: string | null;
  parameters: AppParameter[];
  text: string;
  title: string;
  version: number;
}
/**
 * What a link shows: a title and canvases, never members, the log or anybody's address.
 */
export interface SharedView {
  canvases: CanvasSummary[];
  title: string;
}
/**
 * A sheet of the workbook behind a canvas, by its name.
 */
export interface SheetIn {
  sheet: string;
}
/**
 * `id` is the name of one that comes with gesso, or that of a published one; `by` who published it.
 */
export interface ShelfApp {
  by: string;
  description: string;
  icon: string;
  id: string;
  mine: boolean;
  ready: boolean;
  title: string;
}
export interface ShortcutsView {
  built_in: BuiltInShortcut[];
  own: OwnShortcutView[];
}
export interface SignIn {
  email: string;
  password: string;
}
/**
 * `versions` by others since the last visit; `visit` is null for somebody who was never here.
 */
export interface SinceView {
  more: boolean;
  version: number;
  versions: number;
  visit: VisitView | null;
  who: WhoView[];
}
export interface VisitView {
  at: string;
  version: number;
}
/**
 * Somebody's part of a version. `undoes`: the turn that was taken back. `removed` counts UTF-16 units.
 */
export interface WhoView {
  added: number;
  by: string;
  kind: "person" | "agent" | "import";
  model: string | null;
  removed: number;
  turn: string | null;
  undoes: string | null;
}
export interface SnoozeIn {
  minutes: number;
}
/**
 * `place`: of the quote that was asked for, null where the words do not have it.
 */
export interface SourceTextView {
  at: string;
  id: string;
  kind: string;
  number: number;
  place: PlaceView | null;
  published: string | null;
  text: string;
  title: string;
  turn: string;
  url: string;
}
/**
 * A page that was read in `turn`, where [`number`] cites it. `published` as it says, `at` when it was read.
 */
export interface SourceView {
  at: string;
  id: string;
  kind: string;
  number: number;
  published: string | null;
  title: string;
  turn: string;
  url: string;
}
/**
 * How far one kind of procedure came on the ladder. `offered`: the next step, `missing` approvals away.
 *
 * `effect` says what its tool does, `destinations` which arguments say where to.
 */
export interface StandingView {
  about: string;
  approved: number;
  destinations: string[] | null;
  effect: "read" | "edit" | "external" | "irreversible";
  kind: string;
  lost_why: string;
  missing: number;
  offered: ("suggest" | "one_off" | "collaborate" | "delegate" | "standing") | null;
  rung: "suggest" | "one_off" | "collaborate" | "delegate" | "standing";
  undo: boolean;
}
/**
 * `done` and `skip` settle it, `open` takes that back, `take` and `give` say who does it, `again` does it alone.
 */
export interface StepActIn {
  act: "done" | "skip" | "open" | "take" | "give" | "again" | "remove";
  text?: string;
}
/**
 * Its words, or its place, from 1.
 */
export interface StepChangeIn {
  number?: number | null;
  text?: string | null;
}
/**
 * A step behind `after`, or behind the last.
 */
export interface StepIn {
  after?: string | null;
  text: string;
}
/**
 * How many turns were running.
 */
export interface StoppedView {
  stopped: number;
}
/**
 * Pictures for panels, by their place among them; a panel without one gets its sketch.
 */
export interface StoryboardIn {
  pictures?: {
    [k: string]: string;
  };
}
/**
 * `drawing`: a server that draws pictures is set.
 */
export interface StoryboardView {
  drawing: boolean;
  panels: PanelView[];
}
/**
 * All open suggestions, mapped to `version`.
 */
export interface Suggestions {
  suggestions: WireSuggestion[];
  t: "suggestions";
  version: number;
}
/**
 * An open suggestion, placed in units of the text at the frame's version. `streaming` while it is written.
 *
 * `pieces` in the order in which they can be taken one by one; none while it is written.
 */
export interface WireSuggestion {
  after: string;
  before: string;
  by: string;
  end: number;
  id: string;
  pieces: WirePiece[];
  proposal: string;
  start: number;
  state: "open" | "accepted" | "rejected" | "stale";
  streaming: boolean;
  turn: string | null;
  why: string;
}
/**
 * Units `start` to `end` of a suggestion's `before` become `words`.
 */
export interface WirePiece {
  end: number;
  start: number;
  words: string;
}
/**
 * Checksum of the text at `version` (CRC-32 of UTF-16LE). A client that differs sends hello with version -1.
 */
export interface Sum {
  checksum: number;
  t: "sum";
  version: number;
}
/**
 * As a page of its own, or as suggestions in the text, which change nothing until they are taken.
 */
export interface TakeIn {
  how?: "page" | "suggestions";
}
/**
 * The new page, or how many suggestions there are now.
 */
export interface TakenView {
  canvas: string | null;
  suggestions: number;
}
/**
 * `more`: there is more than is shown.
 */
export interface TaskCalendarView {
  more: boolean;
  planned: PlannedView[];
  runs: RunView[];
}
/**
 * Lines of a crontab, or an iCalendar file.
 */
export interface TaskImportIn {
  text: string;
  zone: string;
}
export interface TaskImportView {
  question: string | null;
  refused: RefusedLine[];
  tasks: PreviewedTask[];
  uncovered: unknown[][];
}
export interface TaskIn {
  instruction: string;
  room?: string | null;
  settings?: TaskSettings;
  timetable?: Timetable | null;
  title?: string;
}
/**
 * What is absent stays, of the settings too. `text`: a change as people say it, such as "make it 8".
 */
export interface TaskPatch {
  instruction?: string | null;
  settings?: TaskSettings | null;
  text?: string | null;
  timetable?: Timetable | null;
  title?: string | null;
}
/**
 * `question`: what must be answered first. `uncovered`: code points of words of time that nothing covers.
 */
export interface TaskPreview {
  question: string | null;
  tasks: PreviewedTask[];
  uncovered: unknown[][];
}
/**
 * A sentence said after `earlier`, or a `timetable` to be shown in words.
 */
export interface TaskPreviewIn {
  earlier?: string[];
  now?: string | null;
  text?: string;
  timetable?: Timetable | null;
  zone: string;
}
/**
 * `sentence`: when it runs, in words. `next`: five at most, none while it is not active.
 */
export interface TaskView {
  created_at: string;
  failures: number;
  id: string;
  instruction: string;
  last_run: RunView | null;
  next: DueView[];
  paused_why: string;
  room: string;
  sentence: string;
  settings: TaskSettings;
  state: "active" | "paused" | "ended" | "deleted";
  timetable: Timetable | null;
  title: string;
  version: number;
  zone: string;
}
export interface TasksView {
  paused_all: boolean;
  tasks: TaskView[];
}
/**
 * What is absent stays; "" forgets.
 */
export interface TastesIn {
  corners?: ("" | "round" | "square") | null;
  density?: ("" | "airy" | "dense") | null;
  pictures?: ("" | "more" | "fewer") | null;
}
/**
 * "" is no preference. `why` are the words a taste was learned from, by its name; what was chosen has none.
 */
export interface TastesView {
  at: string | null;
  corners: "" | "round" | "square";
  density: "" | "airy" | "dense";
  pictures: "" | "more" | "fewer";
  why: {
    [k: string]: string;
  };
}
/**
 * The whole text. With `base_version`, what others changed since is kept by rebasing.
 */
export interface TextIn {
  base_version?: number | null;
  text: string;
}
/**
 * null takes the thumb back.
 */
export interface ThumbIn {
  thumb: ("up" | "down") | null;
}
export interface TokenIn {
  token: string;
}
export interface ToolApprovalIn {
  approved: boolean;
  print: string;
  tool: string;
}
export interface ToolServerIn {
  address: string;
  key?: string | null;
  name: string;
}
/**
 * `configured`: a program from the administrator's configuration, which cannot be removed here.
 */
export interface ToolServerView {
  address: string;
  checked_at: string | null;
  configured: boolean;
  has_key: boolean;
  id: string;
  name: string;
  problem: string;
  tools: ServerToolView[];
}
export interface TranscriptView {
  text: string;
}
/**
 * `message` says what went wrong, "" when nothing did.
 */
export interface TriedSearchView {
  hits: HitView[];
  message: string;
}
export interface TriedView {
  message: string;
  ok: boolean;
}
export interface TrustIn {
  trust: "suggest" | "selection" | "free";
}
/**
 * `tools` are the names that a rule may speak of.
 */
export interface TrustView {
  rules: RuleView[];
  standings: StandingView[];
  tools: string[];
  waiting: ApprovalView[];
}
export interface TryIn {
  query: string;
}
/**
 * How many parts to make now, and by which model of the menu; without one by the default model.
 */
export interface TurnIn {
  model?: string | null;
  most?: number;
}
export interface TurnRef {
  turn: string;
}
/**
 * `outcome` is null while it runs. `text` is what it has said so far.
 */
export interface TurnView {
  agent: string;
  id: string;
  message: string;
  model: string;
  outcome: ("done" | "stopped" | "failed") | null;
  parent: string;
  problem: Problem | null;
  room: string;
  text: string;
}
export interface TurnedView {
  left: number;
  made: number;
}
export interface TurnedWordsIn {
  words: string;
}
export interface UndoneView {
  result: string;
}
/**
 * One logged change. `client` tells a pusher that it is its own; `undo` names the turn that it takes back.
 */
export interface Update {
  by: string;
  change: unknown[];
  client: string;
  kind: "person" | "agent" | "import";
  t: "update";
  turn: string | null;
  version: number;
}
/**
 * `canvas` is a data canvas whose file this one replaces.
 */
export interface UploadIn {
  canvas?: string | null;
  name: string;
  size_bytes: number;
}
/**
 * Send the bytes in order, in pieces of at most `piece_bytes`; `received` is where the next one begins.
 */
export interface UploadView {
  piece_bytes: number;
  received: number;
  upload: string;
}
export interface Usage1 {
  cost_usd: number | null;
  input_tokens: number;
  output_tokens: number;
}
export interface UserPatch {
  admin?: boolean | null;
  disabled?: boolean | null;
}
export interface UserView {
  admin: boolean;
  created_at: string;
  disabled: boolean;
  email: string;
  id: string;
  name: string;
}
/**
 * Whether the whole log is as it was written; `wrong` says the first row that is not.
 */
export interface VerifiedView {
  head: string;
  ok: boolean;
  rows: number;
  wrong: string;
}
/**
 * The text at `version`, made of the text at `from_version` between `started` and `at`.
 */
export interface VersionItem {
  at: string;
  from_version: number;
  name: VersionNameView | null;
  started: string;
  summary: string;
  version: number;
  who: WhoView[];
  why: string;
}
export interface VersionNameView {
  at: string;
  by: string;
  name: string;
}
/**
 * An empty name takes the name away.
 */
export interface VersionNameIn {
  name: string;
}
export interface VersionView {
  canvas: string;
  text: string;
  version: number;
}
/**
 * Newest first. `next` is the `before` of the next page; `version` the newest there is.
 */
export interface VersionsView {
  next: number | null;
  version: number;
  versions: VersionItem[];
}
/**
 * `voices` are names that the server knows; none are those of the maker of this call.
 */
export interface VoiceServerIn {
  base_url: string;
  key?: string | null;
  model: string;
  voices?: string[];
}
/**
 * `voices`: the first tells, the others are given to who speaks in a story.
 */
export interface VoiceServerView {
  base_url: string;
  has_key: boolean;
  model: string;
  voices: string[];
}
/**
 * `place`: the message or canvas that holds it, `widget` its key there.
 *
 * `values`: submit {field: words, or yes and no}, choose {option: "yes"}, answer {number of the question: number of
 * the option}, tick {number of the step: yes or no}; numbers count from 1.
 */
export interface WidgetActIn {
  act: "submit" | "choose" | "answer" | "tick";
  model?: string | null;
  place: string;
  values: {
    [k: string]: string;
  };
  widget: string;
}
/**
 * `words` say what was done; `message` and `turn` are there where an agent answers it.
 */
export interface WidgetActView {
  message: string | null;
  turn: string | null;
  words: string;
}
export interface ZoneIn {
  zone: string;
}
