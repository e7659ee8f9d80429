/** The small bar at the foot of a page with suggestions: how many, from one to the next, all at once, or the review. */
import { ArrowDown, ArrowUp, Check, ListChecks, X } from "lucide-react";
import { i18n } from "../i18n";
import { useActions } from "../room/actions";
import { pane } from "../room/desk";
import type { RoomState } from "../room/state";
import { Button, IconButton } from "../ui/button";
import { useBoard } from "./board";
import { settle } from "./decide";

export function OfferBar({ room, canvas }: { room: RoomState; canvas: string }) {
  const { canEdit } = useActions();
  const hidden = useBoard((board) => board.list || board.review !== null);
  const count = Object.values(room.suggestions).filter((each) => each.canvas === canvas && each.state === "open").length;
  if (count === 0 || hidden) return null;
  return (
    <div
      role="toolbar"
      aria-label={i18n.t("Suggestions on this page")}
      className="absolute inset-x-0 bottom-11 coarse:bottom-14 z-10 mx-auto flex w-max max-w-[calc(100%-16px)] animate-rise items-center gap-0.5 rounded-lg border border-line bg-surface p-0.5 shadow-float"
    >
      <span aria-hidden className="ms-2.5 size-1.5 shrink-0 rounded-full bg-agent" />
      <span role="status" className="ps-1.5 pe-1 text-12 whitespace-nowrap">
        {count === 1 ? i18n.t("1 suggestion") : i18n.t("{count} suggestions", { count })}
      </span>
      <IconButton label={i18n.t("Suggestion before")} keys="Alt [" side="top" onClick={() => pane.current?.go(-1)}>
        <ArrowUp size={14} />
      </IconButton>
      <IconButton label={i18n.t("Next suggestion")} keys="Alt ]" side="top" onClick={() => pane.current?.go(1)}>
        <ArrowDown size={14} />
      </IconButton>
      {canEdit && count > 1 && (
        <>
          <Button size="sm" kind="quiet" onClick={() => void settle(canvas, {}, "accepted")}>
            <Check size={13} className="text-agent max-md:hidden" /> {i18n.t("Accept all")}
          </Button>
          <Button size="sm" kind="muted" className="max-md:hidden" onClick={() => void settle(canvas, {}, "rejected")}>
            <X size={13} /> {i18n.t("Reject all")}
          </Button>
        </>
      )}
      <Button size="sm" kind="quiet" onClick={() => useBoard.setState({ review: "" })}>
        <ListChecks size={13} className="max-md:hidden" /> {i18n.t("Review")}
      </Button>
    </div>
  );
}
