/** The head of the sheet: dragged, or moved by its buttons and the arrow keys. Low, it says what the conversation last said. */
import { ChevronDown, ChevronUp, Maximize2, Minimize2 } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import { useSession } from "../data";
import { i18n } from "../i18n";
import { useDesk } from "../room/desk";
import { pathTo, saidBy, type Message, type RoomState, type Turn } from "../room/state";
import { IconButton } from "../ui/button";
import { cx } from "../ui/cx";
import { stepped, type Detent } from "./detents";
import { Reconnecting, RoomMenus, Title } from "./TopBar";

const SAID_SHOWN = 140;

const to = (sheet: Detent) => useDesk.setState({ sheet });

function onArrow(event: KeyboardEvent): void {
  const now = useDesk.getState().sheet;
  const ends: Record<string, Detent> = { ArrowUp: stepped(now, 1), ArrowDown: stepped(now, -1), Home: "full", End: "peek" };
  const next = ends[event.key];
  if (!next) return;
  event.preventDefault();
  to(next);
}

export function SheetHead({ room, id }: { room: RoomState; id: string }) {
  const detent = useDesk((desk) => desk.sheet);
  const head = useRef<HTMLDivElement>(null);
  const first = useRef(true);
  // The button that was pressed is gone at another rest: the keyboard stays in the head, not at the top of the page.
  useLayoutEffect(() => {
    const active = document.activeElement;
    const lost = !active || active === document.body || (detent === "peek" && active.closest("[role=log]"));
    if (!first.current && lost) head.current?.querySelector<HTMLElement>("[data-rest]")?.focus({ preventScroll: true });
    first.current = false;
  }, [detent]);
  return (
    <div ref={head} data-sheet-head className="relative flex h-13 shrink-0 touch-none items-end select-none">
      <span aria-hidden className="absolute start-1/2 top-2 h-1 w-9 -translate-x-1/2 rounded-full bg-line-strong rtl:translate-x-1/2" />
      {detent === "peek" ? (
        <Peek room={room} id={id} />
      ) : (
        <div className="flex h-12 min-w-0 flex-1 items-center ps-3 pe-1">
          <Title room={room} />
          <Reconnecting />
          <RoomMenus room={room} />
          <IconButton
            label={detent === "full" ? i18n.t("Half of the screen") : i18n.t("All of the screen")}
            onKeyDown={onArrow}
            onClick={() => to(detent === "full" ? "half" : "full")}
          >
            {detent === "full" ? <Minimize2 size={15} /> : <Maximize2 size={15} />}
          </IconButton>
          <IconButton
            data-rest
            aria-expanded
            aria-controls={id}
            label={i18n.t("Lower the conversation")}
            onKeyDown={onArrow}
            onClick={() => to("peek")}
          >
            <ChevronDown size={18} />
          </IconButton>
        </div>
      )}
    </div>
  );
}

function Peek({ room, id }: { room: RoomState; id: string }) {
  const last = pathTo(room, room.head).at(-1);
  const turn = last?.turn ? (room.turns[last.turn] ?? null) : null;
  const running = turn !== null && turn.outcome === null;
  const isNew = useNew(last, running);
  return (
    <button
      type="button"
      data-rest
      aria-expanded={false}
      aria-controls={id}
      onKeyDown={onArrow}
      onClick={() => to("half")}
      className="flex h-full min-w-0 flex-1 items-end ps-4 pe-3 text-start"
    >
      <span className="flex h-11 min-w-0 flex-1 items-center gap-2.5">
        <span className="sr-only">{i18n.t("Show the conversation")}: </span>
        {(running || isNew) && (
          <span className={cx("size-2 shrink-0 rounded-full bg-agent", running && "animate-breathe")}>
            <span className="sr-only">{running ? i18n.t("Gesso is at work") : i18n.t("New")} </span>
          </span>
        )}
        <span dir="auto" className={cx("min-w-0 flex-1 truncate text-13", isNew ? "font-medium" : "text-muted", turn?.problem && "text-danger")}>
          {summary(last, turn)}
        </span>
        <ChevronUp size={18} className="shrink-0 text-muted" aria-hidden />
      </span>
    </button>
  );
}

/** Whether the last message came, or was finished, since the conversation was last looked at. */
function useNew(last: Message | undefined, running: boolean): boolean {
  const me = useSession().data?.user?.id;
  const [seen, setSeen] = useState(running ? null : last?.id);
  useEffect(() => {
    if (last?.by === me) setSeen(last?.id);
  }, [last, me]);
  return !running && last !== undefined && last.id !== seen && last.by !== me;
}

function summary(last: Message | undefined, turn: Turn | null): string {
  if (turn?.problem) return turn.problem.message;
  const said = plain(turn ? saidBy(turn) : (last?.text ?? ""));
  if (said) return said;
  return turn && turn.outcome === null ? i18n.t("Gesso is at work") : i18n.t("Conversation");
}

/** The words of a little markdown on one line. */
function plain(text: string): string {
  return text
    .replace(/^ {0,3}[`~]{3,}[ \t]*widget\b[^]*?(?:\n {0,3}[`~]{3,}|$)/gm, "")
    .slice(0, SAID_SHOWN * 2)
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/^\s*(?:#{1,6}|>|[-*+]|\d+\.|`{3,}.*)\s*/gm, "")
    .replace(/[*`]+|__/g, "")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, SAID_SHOWN);
}
