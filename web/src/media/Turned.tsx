/**
 * The page in another form, over the page: slides, cards, read aloud, in other words, a comic. The editor stays as it is underneath. A lazy chunk.
 */
import { X } from "lucide-react";
import { lazy, Suspense, useEffect, useRef } from "react";
import { i18n } from "../i18n";
import { pane, useDesk, type Form } from "../room/desk";
import type { Canvas } from "../room/state";
import { IconButton } from "../ui/button";
import { cx } from "../ui/cx";
import "./media.css";

const FORMS = {
  slides: lazy(() => import("./Slides")),
  cards: lazy(() => import("./Cards")),
  aloud: lazy(() => import("./Aloud")),
  levels: lazy(() => import("./Levels")),
  translation: lazy(() => import("./Translation")),
  storyboard: lazy(() => import("./Storyboard")),
};
const NAMES = (): Record<Form, string> => ({
  slides: i18n.t("Slides"),
  cards: i18n.t("Cards"),
  aloud: i18n.t("Read aloud"),
  levels: i18n.t("Reading levels"),
  translation: i18n.t("Translation"),
  storyboard: i18n.t("Storyboard"),
});

export default function Turned({ canvas, form }: { canvas: Canvas; form: Form }) {
  const panel = useRef<HTMLDivElement>(null);
  const turnInto = useDesk((desk) => desk.turnInto);
  useEffect(() => {
    panel.current?.focus();
    return () => pane.current?.focus();
  }, []);
  const names = NAMES();
  const Shown = FORMS[form];
  return (
    <div
      ref={panel}
      role="dialog"
      aria-label={i18n.t("“{title}” as {form}", { title: canvas.title, form: names[form] })}
      tabIndex={-1}
      className="turned absolute inset-0 z-600 flex flex-col bg-surface outline-none"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented || document.fullscreenElement) return;
        event.preventDefault();
        event.stopPropagation();
        turnInto(null);
      }}
    >
      <header className="flex min-h-11 shrink-0 items-center gap-1 overflow-x-auto border-b border-line ps-3 pe-2 [scrollbar-width:none]">
        <nav aria-label={i18n.t("Turn into")} className="flex min-w-0 flex-1 gap-0.5 overflow-x-auto [scrollbar-width:none]">
          {Object.entries(names)
            .filter(([id]) => canvas.kind === "document" || id === "slides")
            .map(([id, name]) => (
            <button
              key={id}
              type="button"
              aria-current={id === form ? "page" : undefined}
              onClick={() => turnInto(id as Form)}
              className={cx("h-8 shrink-0 rounded-md px-2.5 text-13 coarse:h-11", id === form ? "bg-hover font-medium" : "text-muted hover:bg-hover hover:text-fg")}
            >
              {name}
            </button>
          ))}
        </nav>
        <IconButton label={i18n.t("Back to the text")} keys="Esc" onClick={() => turnInto(null)}>
          <X size={16} />
        </IconButton>
      </header>
      <Suspense fallback={null}><Shown canvas={canvas} /></Suspense>
    </div>
  );
}
