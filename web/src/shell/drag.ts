/**
 * Dragging the sheet by its head, or by its messages pulled down from their beginning. Heights are written to the
 * element once a frame; React hears of it when the finger has let go. One finger at a time.
 */
import { resisted, restFor, type Detent, type Heights } from "./detents";

/** Less is a tap. */
const SLOP_PX = 6;
/** Speed is that of the last moments only: somebody who stops before letting go does not flick. */
const SPEED_OVER_MS = 90;

interface Hold {
  readonly pointer: number;
  readonly x: number;
  y: number;
  readonly height: number;
  readonly heights: Heights;
  /** Begun on the messages: only downwards is the sheet's, upwards scrolls. */
  readonly downOnly: boolean;
  dragging: boolean;
  path: { readonly at: number; readonly y: number }[];
}

export interface Draggable {
  heights(): Heights;
  rest(detent: Detent): void;
}

/** Whether a press there may become a drag of the sheet, and of which sort. */
function grip(event: PointerEvent): "head" | "messages" | null {
  if (!event.isPrimary || event.button !== 0 || !(event.target instanceof Element)) return null;
  if (event.target.closest("input, textarea")) return null;
  if (event.target.closest("[data-sheet-head]")) return "head";
  const list = event.target.closest("[data-at-top]");
  return list && event.pointerType !== "mouse" ? "messages" : null;
}

function speedOf(path: Hold["path"]): number {
  const last = path.at(-1);
  const first = path.find((each) => last && last.at - each.at <= SPEED_OVER_MS);
  return last && first && last.at > first.at ? (first.y - last.y) / (last.at - first.at) : 0;
}

/** The click that the browser makes of the end of a drag is not meant for the button under it. */
function swallowClick(): void {
  const swallow = (event: MouseEvent) => {
    event.stopPropagation();
    event.preventDefault();
  };
  addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", swallow, { capture: true }), 0);
}

export function draggable(sheet: HTMLElement, { heights, rest }: Draggable): () => void {
  let hold: Hold | null = null;
  let frame = 0;
  let wanted = 0;

  const down = (event: PointerEvent) => {
    const on = hold ? null : grip(event);
    if (!on) return;
    const { pointerId: pointer, clientX: x, clientY: y } = event;
    hold = { pointer, x, y, height: sheet.offsetHeight, heights: heights(), downOnly: on === "messages", dragging: false, path: [] };
  };
  const move = (event: PointerEvent) => {
    if (hold?.pointer !== event.pointerId) return;
    const by = event.clientY - hold.y;
    if (!hold.dragging) {
      const aside = Math.abs(event.clientX - hold.x);
      if (Math.max(aside, Math.abs(by)) < SLOP_PX) return;
      if (aside > Math.abs(by) || (hold.downOnly && by < 0)) {
        hold = null;
        return;
      }
      hold.dragging = true;
      hold.y = event.clientY;
      sheet.setPointerCapture(hold.pointer);
      sheet.toggleAttribute("data-dragging", true);
    }
    hold.path.push({ at: event.timeStamp, y: event.clientY });
    wanted = resisted(hold.heights, hold.height - (event.clientY - hold.y));
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      sheet.style.height = `${wanted}px`;
    });
  };
  const end = (event: PointerEvent) => {
    if (hold?.pointer !== event.pointerId) return;
    const { dragging, heights: at, path } = hold;
    hold = null;
    if (!dragging) return;
    cancelAnimationFrame(frame);
    frame = 0;
    sheet.toggleAttribute("data-dragging", false);
    if (event.type === "pointerup") swallowClick();
    rest(restFor(at, wanted, event.type === "pointerup" ? speedOf(path) : 0));
  };

  sheet.addEventListener("pointerdown", down);
  sheet.addEventListener("pointermove", move);
  sheet.addEventListener("pointerup", end);
  sheet.addEventListener("pointercancel", end);
  return () => {
    cancelAnimationFrame(frame);
    sheet.toggleAttribute("data-dragging", false);
    sheet.removeEventListener("pointerdown", down);
    sheet.removeEventListener("pointermove", move);
    sheet.removeEventListener("pointerup", end);
    sheet.removeEventListener("pointercancel", end);
  };
}
