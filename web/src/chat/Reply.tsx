/** An agent's reply: thoughts, words, what it did, what it changed, and what went wrong, step by step. */
import { AlertTriangle, Check, ChevronRight, Copy, FileCode2, FileText, LoaderCircle, MessageSquareText, RefreshCw, ThumbsDown, ThumbsUp, Undo2, Wrench } from "lucide-react";
import { lazy, memo, Suspense, useEffect, useRef } from "react";
import { agentFace, dotColour } from "../agents/names";
import { useModels, useSession } from "../data";
import { i18n, withTaskWords } from "../i18n";
import { copy, useActions } from "../room/actions";
import { useDesk, type Form } from "../room/desk";
import { NoteCards } from "../marks/NoteCards";
import { saidBy, suggestionsOf, type Approval, type Call, type Message, type RoomState, type TaskCard, type Turn } from "../room/state";
import { Button, IconButton } from "../ui/button";
import { cx } from "../ui/cx";
import { Menu } from "../ui/menu";
import { activityOf } from "./activity";
import { Branches } from "./Branches";
import { EditCard, SuggestionCards } from "./Changes";
import { Markdown } from "./Markdown";
import { ModelOptions } from "./ModelMenu";
import { Thoughts } from "./Thoughts";

const ApprovalCard = lazy(withTaskWords(() => import("../trust/ApprovalCard")));
const Outside = lazy(withTaskWords(() => import("../trust/Outside")));
const Sources = lazy(withTaskWords(() => import("../sources/Sources")));
const widgets = withTaskWords(() => import("../widgets/InAnswer"));
const InAnswer = lazy(widgets);
const ServerView = lazy(withTaskWords(() => import("../connect/ServerView")));

interface ReplyProps {
  readonly message: Message;
  readonly turn: Turn;
  readonly room: RoomState;
}

export const Reply = memo(function Reply({ message, turn, room }: ReplyProps) {
  const running = turn.outcome === null;
  useEffect(() => {
    if (running) void widgets(); // while the model thinks, what draws a widget is fetched
  }, [running]);
  const nothing = turn.steps.every((step) => step.text === "" && step.thought === "" && step.calls.length === 0);
  const cites = turn.steps.some((step) => step.calls.some((call) => call.ok && READS.has(call.name)));
  const lastEdit = new Map<string, number>();
  for (const edit of room.edits) if (edit.turn === turn.id) lastEdit.set(edit.canvas, edit.seq);
  return (
    <article aria-label={i18n.t("Reply")} aria-live="polite" aria-busy={running} className="group/message space-y-2.5">
      <Byline turn={turn} room={room} />
      {nothing && running && <p className="animate-breathe text-13 text-agent">{i18n.t("Starting…")}</p>}
      {turn.steps.map((step, index) => (
        <div key={index} className="space-y-2.5 empty:hidden">
          <Thoughts step={step} running={running && index === turn.steps.length - 1} />
          {step.text && <Markdown text={step.text} turn={turn.id} message={message.id} cites={cites} />}
          {step.calls.filter((call) => !shownAsCard(call, room, turn.id, index)).map((call) => (
            <CallLine key={call.id} call={call} room={room} turn={turn} />
          ))}
          {step.calls.filter(isWidget).map((call) => (
            <Suspense key={call.id} fallback={<div className="skeleton h-28" />}>
              <InAnswer call={call} message={message.id} />
            </Suspense>
          ))}
          {step.calls.map((call) => call.view && (
            <Suspense key={call.id} fallback={null}>
              <ServerView args={call.args ?? {}} shown={call.view} fresh={running || new Date(turn.endedAt ?? 0).getTime() > performance.timeOrigin} />
            </Suspense>
          ))}
          {step.calls.filter((call) => call.handle).map((call) => (
            <Suspense key={call.id} fallback={null}>
              <Outside call={call} room={room.id} />
            </Suspense>
          ))}
          {approvalsOf(room, turn.id, step).map((approval) => (
            <Suspense key={approval.asked.approval} fallback={null}>
              <ApprovalCard approval={approval} room={room} />
            </Suspense>
          ))}
          {room.edits
            .filter((edit) => edit.turn === turn.id && edit.step === index && edit.before + edit.after !== "")
            .map((edit) => (
              <EditCard key={edit.seq} edit={edit} room={room} last={!running && lastEdit.get(edit.canvas) === edit.seq} />
            ))}
          <SuggestionCards suggestions={suggestionsOf(room, turn.id).filter((suggestion) => suggestion.step === index)} />
        </div>
      ))}
      <NoteCards notes={Object.values(room.notes).filter((note) => note.turn === turn.id)} />
      {turn.measured && <Measured {...turn.measured} />}
      {turn.outcome === "stopped" && <p className="text-12 text-muted">{i18n.t("Stopped. What was written so far is kept.")}</p>}
      {turn.outcome === "failed" && <Failure turn={turn} />}
      {!running && cites && (
        <Suspense fallback={null}>
          <Sources room={room.id} turn={turn.id} />
        </Suspense>
      )}
      {!running && <Foot message={message} turn={turn} room={room} />}
    </article>
  );
}, same);

/** What code measured, never what the model says of itself. */
function Measured({ words, met }: NonNullable<Turn["measured"]>) {
  const Icon = met === false ? AlertTriangle : Check;
  return (
    <p className="flex min-h-6 items-center gap-2 text-13">
      <Icon size={14} className={cx("shrink-0", met === false ? "text-warn" : met ? "text-ok" : "text-muted")} />
      {words}
      {met === false && <span className="text-warn">{i18n.t("off the goal")}</span>}
    </p>
  );
}

/** While one turn streams, the other replies are not drawn again. */
function same(a: ReplyProps, b: ReplyProps): boolean {
  return (
    a.message === b.message &&
    a.turn === b.turn &&
    a.room.messages === b.room.messages &&
    a.room.canvases === b.room.canvases &&
    a.room.agents === b.room.agents &&
    a.room.edits === b.room.edits &&
    a.room.tasks === b.room.tasks &&
    a.room.approvals === b.room.approvals &&
    a.room.suggestions === b.room.suggestions &&
    a.room.notes === b.room.notes
  );
}

/** What was asked of a person in a step of a turn. */
function approvalsOf(room: RoomState, turn: string, step: Turn["steps"][number]): Approval[] {
  return Object.values(room.approvals).filter(({ asked }) => asked.turn === turn && step.calls.some((call) => call.id === asked.call));
}

/** Tools that keep what they read, so that it can be cited. */
const READS = new Set(["open_page", "search_files", "read_file_page", "check_facts"]);

/** A widget that is complete: shown, or shown to be none. */
const isWidget = (call: Call) => call.name === "show_widget" && call.result !== null && call.args !== null;

/** Tools whose effect has a card of its own. */
const CHANGES = new Set(["edit", "rewrite", "rename", "add_entry"]);

const toldBy = (task: TaskCard, turn: string) => task.created?.turn === turn || task.changes.some((change) => change.turn === turn);

/** A change that went well is its card; a line that says the same would be once too often. */
function shownAsCard(call: Call, room: RoomState, turn: string, step: number): boolean {
  if (call.result === null) return Object.values(room.approvals).some(({ asked, state }) => asked.call === call.id && state === "open");
  if (isWidget(call)) return true;
  if (!call.ok) return false;
  if (call.name === "create_task" || call.name === "change_task") return Object.values(room.tasks).some((task) => toldBy(task, turn));
  if (!CHANGES.has(call.name)) return false;
  return (
    room.edits.some((edit) => edit.turn === turn && edit.step === step && edit.before + edit.after !== "") ||
    suggestionsOf(room, turn).some((suggestion) => suggestion.step === step)
  );
}

function Byline({ turn, room }: { turn: Turn; room: RoomState }) {
  const { name, hue } = agentFace(room, turn.agent);
  const { data } = useModels();
  const model = data?.models.find((each) => each.id === turn.model)?.name ?? turn.model;
  return (
    <p className="flex items-center gap-2 text-12">
      <span aria-hidden className="size-1.5 rounded-full" style={{ background: dotColour(hue) }} />
      <span className="font-medium text-agent">{name}</span>
      <span className="truncate text-muted">{model}</span>
    </p>
  );
}

const ICONS: Readonly<Record<string, typeof Wrench>> = {
  undo: Undo2,
  comment: MessageSquareText,
  answer_comment: MessageSquareText,
};

function CallLine({ call, room, turn }: { call: Call; room: RoomState; turn: Turn }) {
  const show = useDesk((desk) => desk.show);
  const { words, running, failed, canvas } = activityOf(call, room, turn.id, turn.outcome === null);
  const form = useTurnedInto(call, running, room);
  const code = canvas !== null && room.canvases[canvas]?.kind === "code";
  const Icon = failed ? AlertTriangle : (ICONS[call.name] ?? (canvas ? (code ? FileCode2 : FileText) : Wrench));
  const line = (
    <>
      {running ? (
        <LoaderCircle size={14} className="shrink-0 animate-spin text-agent" />
      ) : (
        <Icon size={14} className={cx("shrink-0", failed ? "text-warn" : "text-agent")} />
      )}
      <span className="min-w-0 truncate">{words}</span>
    </>
  );
  if (form || (canvas && !room.canvases[canvas]?.deleted)) {
    return (
      <button
        type="button"
        onClick={form ?? (() => show(canvas))}
        className="flex min-h-10 w-full max-w-[420px] items-center gap-2.5 rounded-lg border border-line bg-surface px-3 text-start text-13 transition-colors duration-(--fast) hover:border-line-strong coarse:min-h-11"
      >
        {line}
        <ChevronRight size={14} className="ms-auto shrink-0 text-muted rtl:-scale-x-100" />
      </button>
    );
  }
  return <p className="flex min-h-6 items-center gap-2 text-13 text-muted">{line}</p>;
}

const TURNED: readonly string[] = ["slides", "cards", "aloud", "levels", "translation", "storyboard"] satisfies Form[];

/** Of a page turned into another form: what opens it, done by itself once when it happens before one's eyes. */
function useTurnedInto(call: Call, running: boolean, room: RoomState): (() => void) | null {
  const { show, turnInto } = useDesk.getState();
  const asked = useRef(running);
  const form = call.name === "turn_into" && call.ok && call.result !== null ? String(call.args?.form) : "";
  const named = call.args?.canvas;
  const open = () => {
    if (typeof named === "string" && room.canvases[named]) show(named);
    if (form === "translation") localStorage.setItem("gesso.translation", String(call.args?.language));
    turnInto(form as Form);
  };
  useEffect(() => {
    if (asked.current && form) {
      asked.current = false;
      open();
    }
  }, [form]);
  return TURNED.includes(form) ? open : null;
}

function Failure({ turn }: { turn: Turn }) {
  const { regenerate, canTalk } = useActions();
  return (
    <div role="alert" className="rounded-lg border border-danger/35 bg-danger-soft px-3 py-2.5 text-13">
      <p className="flex gap-2">
        <AlertTriangle size={15} className="mt-0.5 shrink-0 text-danger" />
        <span className="min-w-0 flex-1">
          <span className="font-medium">{turn.problem?.message ?? i18n.t("The model stopped answering.")}</span>{" "}
          <span className="text-muted">{turn.problem?.next_step ?? ""}</span>
          <span className="block text-muted">{i18n.t("Your message and everything written so far are kept.")}</span>
        </span>
      </p>
      {canTalk && (
        <div className="mt-2 flex justify-end">
          <Button size="sm" onClick={() => void regenerate(turn.parent)}>
            <RefreshCw size={13} /> {i18n.t("Retry")}
          </Button>
        </div>
      )}
    </div>
  );
}

const THUMBS = [
  ["up", ThumbsUp],
  ["down", ThumbsDown],
] as const;

/** The person's own thumb on an answer; pressed again it is taken back. */
function Thumbs({ turn }: { turn: Turn }) {
  const { rate } = useActions();
  const mine = turn.thumbs[useSession().data?.user?.id ?? ""];
  const labels = { up: i18n.t("Good answer"), down: i18n.t("Bad answer") };
  return THUMBS.map(([thumb, Icon]) => (
    <IconButton key={thumb} label={labels[thumb]} aria-pressed={mine === thumb} onClick={() => void rate(turn.id, mine === thumb ? null : thumb)}>
      <Icon size={14} className={mine === thumb ? "text-agent" : undefined} />
    </IconButton>
  ));
}

function Foot({ message, turn, room }: { message: Message; turn: Turn; room: RoomState }) {
  const { regenerate, canTalk } = useActions();
  const text = saidBy(turn);
  return (
    <footer className="-ms-1.5 -mb-3 flex min-h-7 items-center gap-0.5 opacity-0 transition-opacity duration-(--fast) group-hover/message:opacity-100 group-focus-within/message:opacity-100 group-last/list:opacity-100 coarse:opacity-100">
      <Branches message={message} room={room} />
      {text && (
        <IconButton label={i18n.t("Copy")} onClick={() => copy(text)}>
          <Copy size={14} />
        </IconButton>
      )}
      {canTalk && (
        <Menu
          align="start"
          label={i18n.t("Answer again with")}
          width={300}
          trigger={
            <IconButton label={i18n.t("Answer again")}>
              <RefreshCw size={14} />
            </IconButton>
          }
        >
          <ModelOptions value={turn.model} onChoose={(model) => void regenerate(turn.parent, model)} />
        </Menu>
      )}
      {canTalk && <Thumbs turn={turn} />}
      {turn.usage && turn.usage.output_tokens > 0 && (
        <span className="ms-1 text-11 text-muted">
          {i18n.t("{tokens} tokens", { tokens: turn.usage.input_tokens + turn.usage.output_tokens })}
          {turn.usage.cost_usd ? ` · $${turn.usage.cost_usd.toFixed(4)}` : ""}
        </span>
      )}
    </footer>
  );
}
