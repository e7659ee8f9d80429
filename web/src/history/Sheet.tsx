/** The text of version `to` with what differs in it from version `from`, older or newer; what was shown stays until the next is there. */
import { useEffect, useRef } from "react";
import { sentence } from "../api";
import { i18n } from "../i18n";
import type { Canvas } from "../room/state";
import { cx } from "../ui/cx";
import { useComparison, useText } from "./data";
import { mount, type Look } from "./preview";

export function Sheet(props: { canvas: Canvas; from: number; to: number; look: Look }) {
  const { canvas, look } = props;
  const before = useText(canvas.id, props.from);
  const after = useText(canvas.id, props.to);
  const comparison = useComparison(canvas.id, props.from, props.to);
  const place = useRef<HTMLDivElement>(null);
  const a = before.data?.text;
  const b = after.data?.text;
  const compared = comparison.data;
  const { kind, language } = canvas;
  useEffect(() => {
    if (a === undefined || b === undefined || !compared || !place.current) return;
    const inside = document.createElement("div");
    inside.className = "hi-sheet";
    let gone = false;
    let view: { destroy(): void } | undefined;
    const labels = [i18n.t("Text before"), i18n.t("Text of the version")] as const;
    void mount(inside, { look, code: kind === "code", language, before: a, after: b, comparison: compared, labels }).then((made) => {
      if (gone) return made.destroy();
      view = made;
      place.current?.replaceChildren(inside);
    });
    return () => {
      gone = true;
      // Taken out only when the next is put in, so that playing through time does not flicker.
      setTimeout(() => view?.destroy(), 1000);
    };
  }, [a, b, compared, look, kind, language]);
  const error = before.error ?? after.error ?? comparison.error;
  return (
    <>
      <p className="shrink-0 px-4 pt-2 text-12 text-muted" role="status">
        {error
          ? sentence(error)
          : compared &&
            (compared.hunks.length === 0 ? i18n.t("No word differs.") : i18n.t("Words in: {added} · out: {removed}", { added: compared.words_added, removed: compared.words_removed }))}
      </p>
      <div ref={place} className={cx("hi-place min-h-0 flex-1", kind === "code" ? "hi-code" : "hi-document", look === "side" && "hi-two")} />
    </>
  );
}
