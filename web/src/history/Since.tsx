/** One quiet line over the page: what others changed since this person was here, and the way to see it. */
import { X } from "lucide-react";
import { useState } from "react";
import { useSession } from "../data";
import { i18n } from "../i18n";
import { useDesk } from "../room/desk";
import type { RoomState } from "../room/state";
import { Button, IconButton } from "../ui/button";
import { useSince } from "./data";
import { names } from "./words";

export default function Since({ room, canvas }: { room: RoomState; canvas: string }) {
  const since = useSince(canvas).data;
  const me = useSession().data?.user?.id;
  const [closed, setClosed] = useState(false);
  if (closed || !since?.visit || since.versions === 0) return null;
  const values = { count: since.versions, names: names(room, since.who, me) };
  const visit = since.visit.version;
  return (
    <div role="status" className="flex min-h-9 shrink-0 items-center gap-2 border-b border-line bg-sunken px-4 text-12 text-muted">
      <span className="min-w-0 flex-1 truncate">
        {since.more
          ? i18n.t("More than {count} changes by {names} since you were here", values)
          : since.versions === 1
            ? i18n.t("1 change by {names} since you were here", values)
            : i18n.t("{count} changes by {names} since you were here", values)}
      </span>
      <Button
        size="sm"
        kind="quiet"
        className="text-accent!"
        onClick={() => {
          setClosed(true);
          useDesk.getState().openHistory(visit);
        }}
      >
        {i18n.t("Show")}
      </Button>
      <IconButton label={i18n.t("Dismiss")} onClick={() => setClosed(true)}>
        <X size={14} />
      </IconButton>
    </div>
  );
}
