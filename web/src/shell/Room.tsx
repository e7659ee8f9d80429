/** A conversation and its open canvas, side by side with a bar to drag between; on a phone one at a time. */
import { FileText, MessageSquareText } from "lucide-react";
import { lazy, Suspense, useEffect, useRef } from "react";
import { useLocation } from "wouter";
import { Conversation } from "../chat/Conversation";
import { forget, queries } from "../data";
import { i18n } from "../i18n";
import { useDesk } from "../room/desk";
import { runningTurn } from "../room/state";
import { useRoom, watch } from "../room/store";
import { cx } from "../ui/cx";
import { CanvasPanel } from "./CanvasPanel";
import { madeHere, rememberRoom } from "./lastRoom";
import { Split } from "./Split";
import { TopBar } from "./TopBar";

const Share = lazy(() => import("./Share"));

export function Room({ room: id, canvas }: { room: string; canvas: string | null }) {
  const { room, phase, error } = useRoom();
  const { canvas: shown, split, front, overlay } = useDesk();
  const [, go] = useLocation();
  useEffect(() => {
    useDesk.setState({ canvas, selection: null, front: canvas ? "canvas" : "chat" });
    rememberRoom(id);
    return watch(id);
    // The canvas in the address matters when the room is opened; after that the desk leads and the address follows.
  }, [id]);
  useEffect(() => {
    if (room.id === id) go(shown ? `/r/${id}/c/${shown}` : `/r/${id}`, { replace: true });
  }, [shown, id, room.id, go]);
  useEffect(() => {
    document.title = room.title ? `${room.title} · gesso` : "gesso";
    forget("rooms");
    void queries.invalidateQueries({ queryKey: ["room", id] });
  }, [room.title, room.deleted, room.members, id]);
  useEffect(() => {
    if (phase === "lost" && error?.status === 404) rememberRoom(null);
    if (phase === "lost" && error?.status === 401) forget("session");
  }, [phase, error]);
  useOpenNew();

  const open = shown !== null && room.canvases[shown] !== undefined && !room.canvases[shown].deleted;
  return (
    <div className="flex h-full min-w-0 flex-1 flex-col">
      <div className="flex min-h-0 flex-1">
        <section
          data-pane="conversation"
          aria-label={i18n.t("Conversation")}
          tabIndex={-1}
          style={open ? { flexBasis: `${split * 100}%` } : undefined}
          className={cx(
            "flex min-h-0 min-w-0 flex-col outline-none",
            open ? "max-md:flex-1 md:shrink-0 md:grow-0" : "flex-1",
            open && front === "canvas" && "max-md:hidden",
          )}
        >
          <TopBar room={room} />
          <Conversation />
        </section>
        {open && (
          <>
            <Split />
            <section
              data-pane="canvas"
              aria-label={i18n.t("Page")}
              tabIndex={-1}
              className={cx("isolate min-h-0 min-w-0 flex-1 flex-col bg-surface outline-none", front === "chat" ? "hidden md:flex" : "flex")}
            >
              <CanvasPanel room={room} canvas={shown} />
            </section>
          </>
        )}
      </div>
      {open && <PhoneSwitch />}
      <Suspense fallback={null}>{overlay === "share" && <Share room={room} />}</Suspense>
    </div>
  );
}

/** A canvas that an agent opens while one looks is shown; what was there when the room was opened is not. */
function useOpenNew(): void {
  const canvases = useRoom((state) => state.room.canvases);
  const phase = useRoom((state) => state.phase);
  const room = useRoom((state) => state.room.id);
  const known = useRef<{ room: string; ids: Set<string> } | null>(null);
  useEffect(() => {
    const ids = new Set(Object.keys(canvases));
    const before = known.current;
    if (phase !== "live" && before?.room !== room) return;
    known.current = { room, ids };
    if (before?.room !== room) {
      // The first look: a room with pages opens with its newest, where there is space for both.
      const newest = Object.values(canvases).findLast((canvas) => !canvas.deleted);
      if (newest && useDesk.getState().canvas === null && (window.innerWidth >= 1000 || madeHere.has(room))) {
        useDesk.setState({ canvas: newest.id, front: madeHere.has(room) ? "canvas" : "chat" });
      }
      madeHere.delete(room);
      return;
    }
    const fresh = Object.values(canvases).find((canvas) => !before.ids.has(canvas.id) && !canvas.deleted);
    if (fresh) useDesk.getState().show(fresh.id);
  }, [canvases, phase, room]);
}

function PhoneSwitch() {
  const front = useDesk((desk) => desk.front);
  const running = useRoom((state) => runningTurn(state.room) !== null);
  const tabs = [
    ["chat", i18n.t("Conversation"), MessageSquareText],
    ["canvas", i18n.t("Page"), FileText],
  ] as const;
  return (
    <div role="tablist" className="flex border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden">
      {tabs.map(([name, words, Icon]) => (
        <button
          key={name}
          type="button"
          role="tab"
          aria-selected={front === name}
          onClick={() => useDesk.setState({ front: name })}
          className={cx("flex h-12 flex-1 items-center justify-center gap-2 text-13", front === name ? "font-medium text-accent" : "text-muted")}
        >
          <Icon size={16} /> {words}
          {running && front !== name && (
            <span className="size-1.5 animate-breathe rounded-full bg-agent">
              <span className="sr-only">{i18n.t("Gesso is at work")}</span>
            </span>
          )}
        </button>
      ))}
    </div>
  );
}
