/** The bar between conversation and canvas: dragged, or moved with the arrow keys; double click puts it back. */
import { useRef } from "react";
import { i18n } from "../i18n";
import { useDesk } from "../room/desk";

export function Split() {
  const { split, setSplit } = useDesk();
  const dragging = useRef(false);
  const rtl = () => document.documentElement.dir === "rtl";
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={i18n.t("Width of the conversation")}
      aria-valuemin={25}
      aria-valuemax={70}
      aria-valuenow={Math.round(split * 100)}
      tabIndex={0}
      onDoubleClick={() => setSplit(0.42)}
      onKeyDown={(event) => {
        const step = event.key === "ArrowRight" ? 0.02 : event.key === "ArrowLeft" ? -0.02 : 0;
        if (step === 0) return;
        event.preventDefault();
        setSplit(split + (rtl() ? -step : step));
      }}
      onPointerDown={(event) => {
        dragging.current = true;
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerUp={() => {
        dragging.current = false;
      }}
      onPointerMove={(event) => {
        const row = event.currentTarget.parentElement;
        if (!dragging.current || !row) return;
        const box = row.getBoundingClientRect();
        setSplit((rtl() ? box.right - event.clientX : event.clientX - box.left) / box.width);
      }}
      className="group relative z-10 hidden w-px shrink-0 cursor-col-resize touch-none bg-line hover:bg-line-strong focus-visible:bg-accent md:block"
    >
      <span className="absolute inset-y-0 -start-1.5 -end-1.5" />
    </div>
  );
}
