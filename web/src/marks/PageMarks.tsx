/** What lies on an open page besides its text: the button of comments, and the lazily loaded comments and review. */
import { MessageSquare } from "lucide-react";
import { lazy, Suspense, useEffect, useMemo } from "react";
import type { NoteMark } from "../canvas/types";
import { i18n } from "../i18n";
import type { Canvas, RoomState } from "../room/state";
import { IconButton } from "../ui/button";
import { clearBoard, useBoard } from "./board";
import { OfferBar } from "./OfferBar";

const Comments = lazy(() => import("./Comments"));
const Review = lazy(() => import("./Review"));

export function useNoteMarks(room: RoomState, canvas: string): readonly NoteMark[] {
  return useMemo(
    () =>
      Object.values(room.notes)
        .filter((note) => note.canvas === canvas && note.state !== "deleted")
        .map((note) => ({ id: note.id, by: note.by, machine: note.turn !== null, open: note.state === "open", drawn: note.drawn })),
    [room.notes, canvas],
  );
}

export function CommentsButton({ marks }: { marks: readonly NoteMark[] }) {
  const open = marks.filter((mark) => mark.open).length;
  const shown = useBoard(({ manner, beside, list }) => (manner === "margin" ? beside && marks.length > 0 : list));
  const toggle = () => {
    const { manner } = useBoard.getState();
    // Beside a text without comments there is nothing to show: one begins with the page itself.
    if (manner === "margin" && marks.length === 0) useBoard.setState({ draft: "whole", beside: true });
    else useBoard.setState((board) => (manner === "margin" ? { beside: !board.beside } : { list: !board.list, active: null }));
  };
  const label = open === 0 ? i18n.t("Comments") : open === 1 ? i18n.t("Comments: 1 open") : i18n.t("Comments: {count} open", { count: open });
  return (
    <IconButton label={label} aria-pressed={shown} onClick={toggle} className="w-auto! min-w-7 gap-1 px-1.5">
      <MessageSquare size={15} />
      {open > 0 && <span className="text-11 font-medium tabular-nums">{open}</span>}
    </IconButton>
  );
}

export function PageMarks({ room, canvas, margin, me }: { room: RoomState; canvas: Canvas; margin: HTMLElement | null; me: string | undefined }) {
  const review = useBoard((board) => board.review);
  useEffect(() => clearBoard, [canvas.id]);
  return (
    <>
      <OfferBar room={room} canvas={canvas.id} />
      <Suspense fallback={null}>
        {margin && <Comments room={room} canvas={canvas.id} margin={margin} me={me} />}
      </Suspense>
      <Suspense fallback={null}>
        {margin && review !== null && <Review key={review} canvas={canvas.id} code={canvas.kind === "code"} proposal={review} />}
      </Suspense>
    </>
  );
}
