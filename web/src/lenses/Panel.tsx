/**
 * A lens beside the text, in the place of the messages: the text keeps its width and place. Everything shown jumps to its
 * passage; what is proposed becomes suggestions on the page.
 */
import { Pin, PinOff, Plus, X } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { sentence } from "../api";
import { i18n } from "../i18n";
import { useGoing } from "../data/going";
import { useBoard } from "../marks/board";
import { send, useActions } from "../room/actions";
import { pane, useDesk, wide } from "../room/desk";
import type { Canvas } from "../room/state";
import { Button, IconButton } from "../ui/button";
import { cx } from "../ui/cx";
import { sayError } from "../ui/toast";
import type { Act, Datum, ProposedView } from "../wire.gen";
import { Bands } from "./Bands";
import "./lenses.css";
import { isMade, Made, Make, specOf } from "./Make";
import { clearMarks, jump, showMarks } from "./marks";
import { lensTitle } from "./names";
import { pin, pinnedOn } from "./pins";
import { Quiz } from "./Quiz";
import { Sections } from "./Sections";
import { Lanes, List, Plane, Tree } from "./Shapes";
import { propose, useLens, useLenses } from "./use";

export interface Doing {
  /** The lens is looked at, not used: one may not suggest here. */
  readonly able: boolean;
  readonly chosen: string | null;
  go(datum: Datum, at?: number): void;
  act(act: Act, more?: Record<string, number>): void;
}

export default function Panel({ room, canvas }: { room: string; canvas: Canvas }) {
  const lens = useDesk((desk) => desk.lens) ?? "";
  const lenses = useNamed(canvas, lens);
  const [making, setMaking] = useState(false);
  const { found, error, editor, stale } = useLens(canvas.id, lens);
  const { canTalk, canEdit } = useActions();
  const [pinned, setPinned] = useState(() => pinnedOn(canvas.id));
  const [chosen, setChosen] = useState<string | null>(null);
  const [told, setTold] = useState<ProposedView | null>(null);
  const box = useRef<HTMLElement>(null);
  useEffect(() => setTold(null), [lens, canvas.id]);
  useEffect(() => box.current?.focus({ preventScroll: true }), []);
  // A lens for another kind of page, such as the outline on data: the first that is for this one.
  const fallback = lenses.length > 0 && !lenses.some((each) => each.name === lens) && !isMade(lens) ? lenses[0]?.name : undefined;
  useEffect(() => {
    if (fallback) useDesk.getState().openLens(fallback);
  }, [fallback]);
  const data = found?.view.data;
  useEffect(() => {
    if (!editor || !data) return undefined;
    if (lens === "tutor") clearMarks(editor); // they would give the answers away
    else showMarks(editor, data);
    return () => clearMarks(editor);
  }, [editor, data, lens]);

  const close = () => {
    pin(canvas.id, null);
    useDesk.getState().openLens(null);
    pane.current?.focus();
  };
  const doing: Doing = {
    able: canTalk,
    chosen,
    go(datum, at = 0) {
      const anchor = datum.anchors[at];
      setChosen(datum.id);
      if (anchor && !editor && canvas.data) useGoing.setState({ to: { tab: lens === "charts" ? "charts" : "profile", name: placeIn(lens, datum) } });
      else if (anchor && editor && !jump(editor, anchor)) sayError(i18n.t("These words are not in the text any more."));
      else if (anchor && !wide()) useDesk.setState({ sheet: "half" });
    },
    act(act, more) {
      propose(canvas.id, lens, act, more).then(
        (made) => {
          setTold(made);
          const [first] = made.suggestions;
          // It comes over the canvas's own line, which may be slower.
          if (first) setTimeout(() => pane.current?.reveal({ suggestion: first }), 250);
          if (act.command.startsWith("ask") || (made.suggestions.length === 0 && made.asks.length === 1)) ask(made);
        },
        sayError,
      );
    },
  };
  const ask = (made: ProposedView) => {
    for (const each of made.asks) {
      const text = `${each.instruction} ${i18n.t("Offer it as a suggestion.")}`;
      void send(room, text, { canvas: canvas.id, selection: { canvas: canvas.id, start: each.start, end: each.end, version: made.version } });
    }
    setTold({ ...made, asks: [] });
  };
  const title = lensTitle(lens, found?.title ?? lens);
  return (
    <section
      ref={box}
      tabIndex={-1}
      aria-label={i18n.t("{title} of {page}", { title, page: canvas.title })}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        pane.current?.focus();
      }}
      className="absolute inset-0 z-10 flex animate-fade flex-col bg-bg outline-none"
    >
      <header className="flex h-11 shrink-0 items-center gap-1 border-b border-line ps-2 pe-1.5">
        <Names lenses={lenses} lens={lens} />
        {canvas.kind === "document" && (
          <IconButton label={i18n.t("Make a lens")} aria-pressed={making} onClick={() => setMaking(!making)}>
            <Plus size={15} />
          </IconButton>
        )}
        <IconButton
          label={pinned === lens ? i18n.t("Unpin: do not open with this page") : i18n.t("Pin: open with this page")}
          aria-pressed={pinned === lens}
          onClick={() => {
            const now = pinned === lens ? null : lens;
            pin(canvas.id, now);
            setPinned(now);
          }}
        >
          {pinned === lens ? <PinOff size={15} /> : <Pin size={15} />}
        </IconButton>
        <IconButton label={i18n.t("Close, back to the conversation")} onClick={close}>
          <X size={16} />
        </IconButton>
      </header>
      <div className={cx("min-h-0 flex-1 overflow-y-auto px-4 pt-3 pb-6", stale && "lens-stale")}>
        <p role="status" className="flex min-h-5 items-baseline gap-2 text-13 text-muted">
          <span className="min-w-0 flex-1">{error ? sentence(error) : found?.view.summary}</span>
          {stale && <span className="shrink-0 rounded-full bg-sunken px-2 text-11">{i18n.t("text has changed…")}</span>}
        </p>
        {making && <Make canvas={canvas.id} onDone={() => setMaking(false)} />}
        {!making && isMade(lens) && <Made key={lens} canvas={canvas.id} lens={lens} able={canTalk} />}
        {told && <Told told={told} onAsk={() => ask(told)} onClose={() => setTold(null)} />}
        {found && lens === "tutor" && <Quiz view={found.view} doing={doing} />}
        {found && lens === "outline" && editor && canEdit && <Sections view={found.view} doing={doing} editor={editor} />}
        {found && lens !== "tutor" && !(lens === "outline" && editor && canEdit) && <Shape view={found.view} doing={doing} />}
        {found && found.view.more > 0 && <p className="mt-3 text-12 text-muted">{i18n.t("{count} more are not shown.", { count: found.view.more })}</p>}
      </div>
    </section>
  );
}

/** What a page of data calls the thing found: a column, or a card by its id. */
function placeIn(lens: string, datum: Datum): string {
  return lens === "charts" ? (/^-- (q\d+):/.exec(datum.anchors[0]?.quote ?? "")?.[1] ?? "") : datum.label;
}

/** Those of the server, and one that is its name. */
function useNamed(canvas: Canvas, lens: string): readonly { readonly name: string; readonly title: string; readonly about: string }[] {
  const own = useLenses(canvas.id).data?.lenses ?? [];
  const { title, words } = specOf(lens);
  return lens.startsWith("words:") ? [...own, { name: lens, title, about: words.join(", ") }] : own;
}

function Shape({ view, doing }: { view: Parameters<typeof List>[0]["view"]; doing: Doing }) {
  if (view.shape === "tree") return <Tree view={view} doing={doing} />;
  if (view.shape === "lanes") return <Lanes view={view} doing={doing} />;
  if (view.shape === "bands") return <Bands view={view} doing={doing} />;
  if (view.shape === "plane") return <Plane view={view} doing={doing} />;
  return <List view={view} doing={doing} />;
}

function Names({ lenses, lens }: { lenses: readonly { readonly name: string; readonly title: string; readonly about: string }[]; lens: string }) {
  const open = useDesk((desk) => desk.openLens);
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = lenses[(lenses.findIndex((each) => each.name === lens) + step + lenses.length) % lenses.length];
    if (step !== 0 && next) open(next.name);
  };
  return (
    <div role="tablist" aria-label={i18n.t("Lenses")} onKeyDown={onKey} className="lens-names flex min-w-0 flex-1 gap-0.5 overflow-x-auto pe-5 [scrollbar-width:none]">
      {lenses.map((each) => (
        <button
          key={each.name}
          type="button"
          role="tab"
          aria-selected={each.name === lens}
          tabIndex={each.name === lens ? 0 : -1}
          ref={(element) => void (each.name === lens && element?.scrollIntoView({ block: "nearest", inline: "nearest" }))}
          title={each.about}
          onClick={() => open(each.name)}
          className={cx(
            "h-7 shrink-0 rounded-md px-2 text-13 coarse:h-11",
            each.name === lens ? "bg-hover font-medium" : "text-muted hover:bg-hover hover:text-fg",
          )}
        >
          {lensTitle(each.name, each.title)}
        </button>
      ))}
    </div>
  );
}

/** What a command came to. */
function Told({ told, onAsk, onClose }: { told: ProposedView; onAsk: () => void; onClose: () => void }) {
  return (
    <div role="status" className="mt-2 flex flex-wrap items-center gap-2 rounded-md bg-sunken py-1.5 ps-3 pe-1.5 text-13">
      <span className="min-w-40 flex-1">{told.told}</span>
      {told.asks.length > 0 && (
        <Button size="sm" onClick={onAsk}>
          {i18n.t("Ask a model for {count}", { count: told.asks.length })}
        </Button>
      )}
      {told.suggestions.length > 0 && (
        <Button size="sm" onClick={() => useBoard.setState({ review: "" })}>
          {i18n.t("Look through them")}
        </Button>
      )}
      <IconButton label={i18n.t("Dismiss")} onClick={onClose}>
        <X size={14} />
      </IconButton>
    </div>
  );
}
