/** A chart with what it shows in words. */
import { useEffect, useRef, useState } from "react";
import { i18n } from "../i18n";
import { useTheme } from "../theme";

export function Chart({ spec, words }: { spec: Record<string, unknown>; words: string }) {
  const place = useRef<HTMLDivElement>(null);
  const theme = useTheme((state) => state.shown);
  const [failed, setFailed] = useState(false);
  // The cards are fetched again and again; what is the same need not be drawn anew.
  const said = JSON.stringify(spec);
  useEffect(() => {
    let gone = false;
    let away: (() => void) | undefined;
    void import("./vega")
      .then(({ draw }) => (place.current && !gone ? draw(place.current, JSON.parse(said) as Record<string, unknown>) : undefined))
      .then((undo) => (gone ? undo?.() : (away = undo)))
      .catch(() => setFailed(true));
    return () => {
      gone = true;
      away?.();
    };
  }, [said, theme]);
  return (
    <>
      {/* Vega names the element it draws into by itself, so that one is inside and hidden. */}
      <div role="img" aria-label={words} tabIndex={0} dir="ltr" className="w-full overflow-x-auto">
        <div ref={place} aria-hidden className="min-h-40 w-full" />
      </div>
      {failed && <p className="text-12 text-warn">{i18n.t("The chart could not be drawn here; its numbers are in the table.")}</p>}
    </>
  );
}
