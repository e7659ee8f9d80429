/** The button over the lower corner of a page that opens its shortcuts. It floats: the text never moves for it. */
import { WandSparkles } from "lucide-react";
import { lazy, Suspense, useRef } from "react";
import { i18n } from "../i18n";
import { pane, useDesk } from "../room/desk";
import type { Canvas } from "../room/state";
import { Hint } from "../ui/button";

const Float = lazy(() => import("../ui/Float"));
const Panel = lazy(() => import("./Panel"));

export function Corner({ canvas }: { canvas: Canvas }) {
  const { overlay, open } = useDesk();
  const button = useRef<HTMLButtonElement>(null);
  const shown = overlay === "page";
  const close = () => open(null);
  return (
    <>
      <Hint label={i18n.t("Shortcuts")} keys="Alt ⇧ S" side="left">
        <button
          ref={button}
          type="button"
          aria-label={i18n.t("Shortcuts")}
          aria-haspopup="dialog"
          aria-expanded={shown}
          onClick={() => open(shown ? null : "page")}
          className="absolute end-4 bottom-12 z-10 coarse:end-3 coarse:bottom-15 grid size-9 place-items-center rounded-full border border-line bg-surface text-agent shadow-float transition-colors duration-(--fast) hover:border-line-strong aria-expanded:border-agent coarse:size-11"
        >
          <WandSparkles size={16} />
        </button>
      </Hint>
      <Suspense fallback={null}>
        {shown && (
          <Float anchor={button} label={i18n.t("Shortcuts")} side="top" className="w-64" ownFocus onClose={close} onLeave={() => pane.current?.focus()}>
            <Panel canvas={canvas} onDone={close} />
          </Float>
        )}
      </Suspense>
    </>
  );
}
