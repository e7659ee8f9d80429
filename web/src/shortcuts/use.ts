/** Using a shortcut: an ordinary message that names it, about what is selected on the page, else about all of it. */
import { send } from "../room/actions";
import { pane, useDesk } from "../room/desk";
import { useRoom } from "../room/store";

export function applyShortcut(id: string, option: string | null): void {
  const { canvas } = useDesk.getState();
  const room = useRoom.getState().room.id;
  if (!canvas || !room) return;
  const meant = pane.current?.selection() ?? null;
  void send(room, "", {
    canvas,
    shortcut: { id, option },
    ...(meant ? { selection: { canvas: meant.canvas, start: meant.start, end: meant.end, version: meant.version } } : {}),
  });
}
