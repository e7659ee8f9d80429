/** What a call did outside: the link it made, for people alone, and taking it back. */
import { Copy, Undo2 } from "lucide-react";
import { i18n } from "../i18n";
import { copy } from "../room/actions";
import type { Call } from "../room/state";
import { Button } from "../ui/button";
import { sayError } from "../ui/toast";
import { undoCall } from "./data";

export default function Outside({ call, room }: { call: Call; room: string }) {
  const path = call.handle.split(" ").find((part) => part.startsWith("/s/"));
  if (call.undone) return <p className="text-13 text-muted">{call.undone}</p>;
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {path && (
        <Button size="sm" onClick={() => copy(new URL(path, location.href).href)}>
          <Copy size={13} /> {i18n.t("Copy the link")}
        </Button>
      )}
      <Button size="sm" onClick={() => void undoCall(room, call.id).catch(sayError)}>
        <Undo2 size={13} /> {i18n.t("Take it back")}
      </Button>
    </div>
  );
}
