/** "2 of 3": the versions of a message or of an answer, to go between. */
import { ChevronLeft, ChevronRight } from "lucide-react";
import { i18n } from "../i18n";
import { useActions } from "../room/actions";
import { siblings, type Message, type RoomState } from "../room/state";
import { IconButton } from "../ui/button";

export function Branches({ message, room }: { message: Message; room: RoomState }) {
  const { showBranch, canTalk } = useActions();
  const all = siblings(room, message);
  if (all.length < 2) return null;
  const at = all.findIndex((other) => other.id === message.id);
  const go = (to: number) => {
    const other = all[to];
    if (other) void showBranch(other.id);
  };
  return (
    <span className="flex items-center text-12 text-muted">
      <IconButton label={i18n.t("Earlier version")} disabled={at === 0 || !canTalk} onClick={() => go(at - 1)}>
        <ChevronLeft size={14} className="rtl:-scale-x-100" />
      </IconButton>
      <span aria-label={i18n.t("Version {at} of {count}", { at: at + 1, count: all.length })} className="tabular-nums">
        {at + 1}/{all.length}
      </span>
      <IconButton label={i18n.t("Later version")} disabled={at === all.length - 1 || !canTalk} onClick={() => go(at + 1)}>
        <ChevronRight size={14} className="rtl:-scale-x-100" />
      </IconButton>
    </span>
  );
}
