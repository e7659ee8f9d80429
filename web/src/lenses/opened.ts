/** A lens that an agent opens for the person who asked is opened by the command that Ctrl-K has. */
import { useEffect, useRef } from "react";
import { useSession } from "../data";
import { useDesk } from "../room/desk";
import { useRoom } from "../room/store";

export function useOpenedLens(): void {
  const me = useSession().data?.user?.id;
  const room = useRoom((state) => state.room);
  const live = useRoom((state) => state.phase) === "live";
  // What was opened before one looked stays closed.
  const known = useRef<{ readonly room: string; readonly calls: Set<string> } | null>(null);
  useEffect(() => {
    if (!live) return;
    const first = known.current?.room !== room.id;
    if (first) known.current = { room: room.id, calls: new Set() };
    const calls = known.current!.calls;
    for (const turn of Object.values(room.turns)) {
      for (const call of turn.steps.flatMap((step) => step.calls)) {
        if (call.name !== "open_lens" || call.result === null || calls.has(call.id)) continue;
        calls.add(call.id);
        const { lens, canvas } = call.args ?? {};
        if (first || !call.ok || typeof lens !== "string" || room.messages[turn.parent]?.by !== me) continue;
        if (typeof canvas === "string" && canvas !== useDesk.getState().canvas && room.canvases[canvas]) useDesk.getState().show(canvas);
        if (useDesk.getState().canvas) useDesk.getState().openLens(lens);
      }
    }
  }, [room, live, me]);
}
