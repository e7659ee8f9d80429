/** A conversation and its open canvas, side by side with a bar to drag between; on a phone the one is a sheet over the other. */
import { lazy, Suspense, useCallback, useEffect, useRef, type FocusEvent } from "react";
import { useLocation } from "wouter";
import { Conversation } from "../chat/Conversation";
import { forget, queries } from "../data";
import { i18n } from "../i18n";
import { useOpenedLens } from "../lenses/opened";
import { useActions } from "../room/actions";
import { useDesk } from "../room/desk";
import { useRoom, watch } from "../room/store";
import { cx } from "../ui/cx";
import { DropZone } from "./DropZone";
import { attach, importFiles, useLost } from "./files";
import { madeHere, rememberRoom } from "./lastRoom";
import { useBack, usePhone, useSheet } from "./sheet";
import { SheetHead } from "./SheetHead";
import { Skeleton } from "./Skeleton";
import { Split } from "./Split";
import { TopBar } from "./TopBar";

const CanvasPanel = lazy(() => {
  // What it holds is asked for with it, not after it.
  void import("../canvas");
  return import("./CanvasPanel").then((module) => ({ default: module.CanvasPanel }));
});
const Share = lazy(() => import("./Share"));
const Export = lazy(() => import("./Export"));
const ImportLost = lazy(() => import("./Export").then((module) => ({ default: module.ImportLost })));

export function Room({ room: id, canvas }: { room: string; canvas: string | null }) {
  const { room, phase, error } = useRoom();
  const { canvas: shown, split, sheet, overlay } = useDesk();
  const lost = useLost((state) => state.lost.length > 0);
  const { canEdit } = useActions();
  const [address, go] = useLocation();
  useEffect(() => {
    useDesk.getState().show(canvas);
    rememberRoom(id);
    return watch(id);
    // The canvas in the address matters when the room is opened; after that the desk leads and the address follows.
  }, [id]);
  useEffect(() => {
    const wanted = shown ? `/r/${id}/c/${shown}` : `/r/${id}`;
    if (room.id === id && address !== wanted) go(wanted, { replace: true });
  }, [shown, id, room.id, address, go]);
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
  useOpenedLens();

  const open = shown !== null && room.canvases[shown] !== undefined && !room.canvases[shown].deleted;
  const docked = usePhone() && open;
  const section = useRef<HTMLElement>(null);
  const read = useRef(false);
  useSheet(section, docked, read);
  useEffect(() => {
    read.current = !docked && room.id === id && room.head !== "";
  });
  const take = useCallback((files: File[]) => void importFiles(id, files), [id]);
  const give = useCallback((files: File[]) => void attach(id, files), [id]);
  const lower = useCallback(() => useDesk.setState({ sheet: "peek" }), []);
  useBack(docked && sheet !== "peek", lower);
  // Who goes to the page wants to see it, and a keyboard on the screen leaves no space for both.
  const onPageFocus = ({ target }: FocusEvent) => {
    if (docked && (sheet === "full" || target.matches("[contenteditable=true], input, textarea"))) lower();
  };

  return (
    <div className="flex h-full min-w-0 flex-1 flex-col">
      <div className={cx("relative flex min-h-0 flex-1", docked && "overflow-hidden bg-surface")}>
        <section
          ref={section}
          id="conversation"
          data-pane="conversation"
          data-sheet={docked ? sheet : undefined}
          aria-label={i18n.t("Conversation")}
          tabIndex={-1}
          style={open && !docked ? { flexBasis: `${split * 100}%` } : undefined}
          className={cx(
            "flex min-h-0 min-w-0 flex-col outline-none",
            docked
              ? "sheet absolute inset-x-0 bottom-0 z-20 overflow-hidden rounded-t-lg border-t border-line bg-bg shadow-sheet"
              : open
                ? "shrink-0 grow-0"
                : "flex-1",
          )}
        >
          {docked ? <SheetHead room={room} id="conversation" /> : <TopBar room={room} />}
          <Conversation docked={docked} />
        </section>
        {open && (
          <>
            <Split />
            <section
              data-pane="canvas"
              aria-label={i18n.t("Page")}
              tabIndex={-1}
              onFocus={onPageFocus}
              className="isolate flex min-h-0 min-w-0 flex-1 flex-col bg-surface outline-none max-md:mb-(--page-end)"
            >
              <Suspense fallback={<Skeleton />}>
                <CanvasPanel room={room} canvas={shown} />
              </Suspense>
            </section>
          </>
        )}
      </div>
      <Suspense fallback={null}>
        {overlay === "share" && <Share room={room} />}
        {overlay === "export" && shown && room.canvases[shown] && <Export canvas={room.canvases[shown]} />}
        {lost && <ImportLost />}
      </Suspense>
      {canEdit && <DropZone onFiles={take} onAttach={give} />}
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
        useDesk.setState({ canvas: newest.id, sheet: "peek" });
      }
      madeHere.delete(room);
      return;
    }
    const fresh = Object.values(canvases).find((canvas) => !before.ids.has(canvas.id) && !canvas.deleted);
    if (fresh) useDesk.getState().show(fresh.id);
  }, [canvases, phase, room]);
}
