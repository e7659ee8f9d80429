/** A drag by mouse, pen or finger from a press on a handle to its end. Knows nothing of what is dragged. */

interface Drag {
  move(x: number, y: number): void;
  /** `dropped` is false when the drag was given up: Esc, a second finger, a press without movement. */
  end(dropped: boolean): void;
}

const STARTS_AFTER_PX = 4;

export function dragging(press: PointerEvent, drag: Drag): void {
  if (press.button !== 0) return;
  press.preventDefault();
  const handle = press.currentTarget as HTMLElement;
  handle.setPointerCapture(press.pointerId);
  let started = false;
  const move = (event: PointerEvent) => {
    started ||= Math.hypot(event.clientX - press.clientX, event.clientY - press.clientY) > STARTS_AFTER_PX;
    if (started) drag.move(event.clientX, event.clientY);
  };
  let ended = false;
  const finish = (dropped: boolean) => {
    if (ended) return;
    ended = true;
    handle.removeEventListener("pointermove", move);
    handle.removeEventListener("pointerup", up);
    handle.removeEventListener("pointercancel", cancel);
    handle.removeEventListener("lostpointercapture", cancel);
    removeEventListener("keydown", key, true);
    drag.end(dropped && started);
  };
  const up = () => finish(true);
  const cancel = () => finish(false);
  const key = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    finish(false);
  };
  handle.addEventListener("pointermove", move);
  handle.addEventListener("pointerup", up);
  handle.addEventListener("pointercancel", cancel);
  handle.addEventListener("lostpointercapture", cancel);
  addEventListener("keydown", key, true);
}
