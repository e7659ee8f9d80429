/**
 * The comments of a page: cards beside their passages where there is space, one card at its passage where there is not,
 * and a list at the foot. The column of text neither moves nor narrows for any of it.
 */
import { MessageSquarePlus, X } from "lucide-react";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { createPortal } from "react-dom";
import type { NotePlace } from "../canvas/types";
import { i18n } from "../i18n";
import { useActions } from "../room/actions";
import { pane } from "../room/desk";
import type { Note, RoomState } from "../room/state";
import { Button, IconButton } from "../ui/button";
import { begin, choose, endDraft, useBoard, visit } from "./board";
import { comment } from "./decide";
import { layOut, mannerOf, type Manner } from "./layout";
import "./marks.css";
import { mentionable } from "./mentions";
import { Thread } from "./Thread";
import { Words } from "./Words";

/** As the editor names the passage that a comment is begun on. */
const DRAFT = "draft";
const GAP_PX = 8;
const HEAD_PX = 60;
const FLOAT_PX = 340;

interface Lie {
  readonly places: readonly NotePlace[];
  readonly manner: Manner;
  /** Where the cards begin, from the left edge of the text's scroller, and how wide they may be. */
  readonly left: number;
  readonly width: number;
  /** Left edge of the column and of what may be covered beside it. */
  readonly column: number;
  readonly pane: number;
}

export default function Comments({ room, canvas, margin, me }: { room: RoomState; canvas: string; margin: HTMLElement; me: string | undefined }) {
  const lie = useLie(margin);
  const { filter, beside, list, active, writing, draft } = useBoard();
  const notes = useMemo(() => shownOf(room, canvas, filter), [room.notes, canvas, filter]);
  const people = useMemo(() => mentionable(room), [room.members, room.agents]);
  const names = useMemo(() => new Map(people.map(({ id, name }) => [id, name])), [people]);
  const sorted = useMemo(() => inOrder(notes, lie.places), [notes, lie.places]);
  const place = (id: string) => lie.places.find((each) => each.id === id);

  const current = active === null ? undefined : room.notes[active];
  const at = active === null ? undefined : place(active);
  useEffect(() => {
    // What has no passage to stand at is shown in the list. The place of a new comment comes a moment after its words.
    if (lie.manner === "float" && !list && current && (at?.gone || current.quote === "")) useBoard.setState({ list: true });
  }, [lie.manner, list, current, at]);
  useEffect(() => {
    // Settled, perhaps by somebody else: it goes with the others that are.
    if (current && current.state !== "open" && filter === "open") choose(null);
  }, [current?.state, filter]);
  useEffect(() => {
    if (list && active) document.querySelector(`.note-list [data-thread="${CSS.escape(active)}"]`)?.scrollIntoView({ block: "nearest" });
  }, [list, active]);
  useEffect(() => endDraft, [canvas]);

  const thread = (note: Note, quoted: boolean) => (
    <Thread
      key={note.id}
      note={note}
      names={names}
      people={people}
      me={me}
      active={note.id === active}
      writing={note.id === active && writing}
      gone={note.quote !== "" && (place(note.id)?.gone ?? true)}
      quoted={quoted}
      onChoose={(write) => (write ? choose(note.id, true) : visit(note.id))}
      onLeave={() => {
        choose(null);
        pane.current?.focus();
      }}
    />
  );
  const writer = draft && <Draft canvas={canvas} people={people} whole={draft === "whole"} />;
  if (lie.manner === "margin") {
    if (!beside) return null;
    const cards = sorted.map((note) => ({ id: note.id, wanted: place(note.id)?.top ?? 0, node: thread(note, false) }));
    if (writer) cards.push({ id: DRAFT, wanted: place(DRAFT)?.top ?? 0, node: writer });
    if (cards.length === 0) return null;
    return createPortal(<Beside cards={cards} active={draft ? DRAFT : active} lie={lie} count={sorted.length} />, margin);
  }
  return (
    <>
      {list && (
        <List count={sorted.length}>
          {draft === "whole" || (draft && lie.manner === "list") ? <li>{writer}</li> : null}
          {sorted.map((note) => (
            <li key={note.id}>{thread(note, true)}</li>
          ))}
        </List>
      )}
      {lie.manner === "float" && draft && draft !== "whole"
        ? createPortal(<Float at={place(DRAFT)} lie={lie}>{writer}</Float>, margin)
        : lie.manner === "float" && !list && current && at && !at.gone && current.quote !== ""
          ? createPortal(<Float at={at} lie={lie}>{thread(current, false)}</Float>, margin)
          : null}
    </>
  );
}

function shownOf(room: RoomState, canvas: string, filter: "open" | "all"): Note[] {
  return Object.values(room.notes).filter((note) => note.canvas === canvas && note.state !== "deleted" && (filter === "all" || note.state === "open"));
}

/** On the whole page first, then in the order of the text, then those whose words are gone. */
function inOrder(notes: readonly Note[], places: readonly NotePlace[]): Note[] {
  const at = new Map(places.map((place) => [place.id, place]));
  const rank = (note: Note) => (note.quote === "" ? -1 : (at.get(note.id)?.gone ?? true) ? Infinity : at.get(note.id)!.top);
  return [...notes].sort((a, b) => {
    const [first, second] = [rank(a), rank(b)];
    return first === second ? a.at.localeCompare(b.at) : first - second;
  });
}

const NOWHERE: Lie = { places: [], manner: "list", left: 0, width: 0, column: 0, pane: 0 };

/** Where everything lies, measured when the text says that something moved. */
function useLie(margin: HTMLElement): Lie {
  const [lie, setLie] = useState(NOWHERE);
  const last = useRef("");
  const measure = useCallback(() => {
    const scroller = margin.parentElement;
    const content = scroller?.querySelector(".cm-content");
    if (!scroller || !content) return;
    const frame = scroller.getBoundingClientRect();
    const column = content.getBoundingClientRect();
    const rtl = getComputedStyle(scroller).direction === "rtl";
    const free = rtl ? column.left - frame.left : frame.left + scroller.clientWidth - column.right;
    const width = Math.min(304, free - 32);
    const places = (pane.current?.notePlaces() ?? []).map((place) => ({ ...place, top: Math.round(place.top), bottom: Math.round(place.bottom) }));
    const next: Lie = {
      places,
      manner: mannerOf(scroller.clientWidth, free),
      left: Math.round(rtl ? column.left - frame.left - width - 16 : column.right - frame.left + 16),
      width: Math.round(width),
      column: Math.round(column.left - frame.left),
      pane: scroller.clientWidth,
    };
    const key = JSON.stringify(next);
    if (key === last.current) return;
    last.current = key;
    setLie(next);
    if (useBoard.getState().manner !== next.manner) useBoard.setState({ manner: next.manner });
  }, [margin]);
  useEffect(() => {
    const around = margin.parentElement;
    if (!around) return; // the page is being put away
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(around);
    const stop = pane.current?.onMoved(measure);
    return () => {
      observer.disconnect();
      stop?.();
    };
  }, [measure, margin]);
  return lie;
}

interface Beside {
  readonly cards: readonly { readonly id: string; readonly wanted: number; readonly node: ReactNode }[];
  readonly active: string | null;
  readonly lie: Lie;
  readonly count: number;
}

function Beside({ cards, active, lie, count }: Beside) {
  const [heights, setHeights] = useState<ReadonlyMap<string, number>>(new Map());
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const read = () => {
      const found = [...box.current!.querySelectorAll<HTMLElement>("[data-card]")].map((card) => [card.dataset["card"]!, card.offsetHeight] as const);
      setHeights((before) => (found.length === before.size && found.every(([id, height]) => before.get(id) === height) ? before : new Map(found)));
    };
    read();
    const observer = new ResizeObserver(read);
    for (const card of box.current!.querySelectorAll("[data-card]")) observer.observe(card);
    return () => observer.disconnect();
  }, [cards.map(({ id }) => id).join(" ")]);
  const tops = layOut(cards.map(({ id, wanted }) => ({ id, wanted, height: heights.get(id) ?? 80 })), active, GAP_PX, HEAD_PX);
  return (
    <section ref={box} aria-label={i18n.t("Comments")} className="note-beside" style={{ left: lie.left, width: lie.width }}>
      <div className="absolute inset-x-0 top-4 flex items-center gap-1">
        <Filter count={count} />
      </div>
      {cards.map(({ id, node }) => (
        <div key={id} data-card={id} className="absolute inset-x-0 transition-[top] duration-(--medium)" style={{ top: tops.get(id), zIndex: id === active ? 2 : 1 }}>
          {node}
        </div>
      ))}
    </section>
  );
}

function Float({ at, lie, children }: { at: NotePlace | undefined; lie: Lie; children: ReactNode }) {
  const width = Math.min(FLOAT_PX, lie.pane - 16);
  const left = Math.max(8, Math.min(lie.column + 40, lie.pane - width - 8));
  return (
    <section aria-label={i18n.t("Comment")} className="note-float" style={{ top: (at?.bottom ?? 0) + 8, left, width }}>
      {children}
    </section>
  );
}

function List({ count, children }: { count: number; children: ReactNode }) {
  return (
    <section aria-label={i18n.t("Comments")} className="note-list animate-rise">
      <header className="flex h-11 shrink-0 items-center gap-1 border-b border-line ps-4 pe-2">
        <h2 className="text-13 font-medium">{i18n.t("Comments")}</h2>
        <Filter count={count} />
        <IconButton label={i18n.t("Close the comments")} onClick={() => useBoard.setState({ list: false, active: null })}>
          <X size={16} />
        </IconButton>
      </header>
      <ul className="min-h-0 flex-1 space-y-2 overflow-y-auto p-3 empty:hidden">{children}</ul>
      {count === 0 && <p className="px-4 pb-5 text-13 text-muted">{i18n.t("No open comments. Select words in the page and choose Comment.")}</p>}
    </section>
  );
}

function Filter({ count }: { count: number }) {
  const { canTalk } = useActions();
  const filter = useBoard((board) => board.filter);
  return (
    <>
      <div role="group" aria-label={i18n.t("Which comments")} className="ms-1 flex gap-0.5">
        {(["open", "all"] as const).map((each) => (
          <Button
            key={each}
            size="sm"
            kind={filter === each ? "quiet" : "muted"}
            aria-pressed={filter === each}
            className={filter === each ? "bg-hover font-medium" : ""}
            onClick={() => useBoard.setState({ filter: each })}
          >
            {each === "open" ? i18n.t("Open") : i18n.t("All")}
            {filter === each && <span className="text-muted">{count}</span>}
          </Button>
        ))}
      </div>
      <span className="flex-1" />
      {canTalk && (
        <IconButton label={i18n.t("Comment on the whole page")} onClick={() => begin("whole")}>
          <MessageSquarePlus size={15} />
        </IconButton>
      )}
    </>
  );
}

function Draft({ canvas, people, whole }: { canvas: string; people: ReturnType<typeof mentionable>; whole: boolean }) {
  return (
    <div className="note-card note-draft note-active" data-hue="blue">
      {whole && <p className="mb-1 text-12 text-muted">{i18n.t("On the whole page")}</p>}
      <Words
        label={i18n.t("Your comment")}
        send={i18n.t("Comment")}
        people={people}
        focus
        onSend={async (words) => {
          const { draft } = useBoard.getState();
          if (!draft) return false;
          const made = await comment(canvas, words, draft);
          if (made === null) return false;
          endDraft();
          choose(made);
          return true;
        }}
        onCancel={() => {
          endDraft();
          pane.current?.focus();
        }}
      />
    </div>
  );
}
