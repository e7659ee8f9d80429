/** A vertical slider with named stops, for settings that go up and down: length and reading level. Nothing is done before "Apply". */
import { Slider } from "radix-ui";
import { useState } from "react";
import { i18n } from "../i18n";
import { Button } from "../ui/button";
import { cx } from "../ui/cx";

export interface Stop {
  /** null: as it is. */
  readonly id: string | null;
  readonly words: string;
}

const STEP_PX = 34;
/** The thumb stays within the track, so that its middle never reaches the ends. */
const THUMB_PX = 20;

/** `stops` from the lowest to the highest. */
export function Steps(props: { label: string; stops: readonly Stop[]; onApply(id: string): void }) {
  const { label, stops, onApply } = props;
  const rest = stops.findIndex((stop) => stop.id === null);
  const [at, setAt] = useState(rest);
  const chosen = stops[at]?.id ?? null;
  const height = STEP_PX * (stops.length - 1);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen !== null) onApply(chosen);
      }}
      className="px-2 pt-3 pb-1"
    >
      <div className="flex gap-3 py-4">
        <Slider.Root
          orientation="vertical"
          min={0}
          max={stops.length - 1}
          step={1}
          value={[at]}
          onValueChange={([value]) => setAt(value ?? rest)}
          className="relative flex w-8 shrink-0 touch-none flex-col items-center select-none coarse:w-11"
          style={{ height: height + THUMB_PX }}
        >
          <Slider.Track className="relative w-1 grow rounded-full bg-line">
            <span
              aria-hidden
              className="absolute inset-x-0 rounded-full bg-agent"
              style={{
                bottom: `${(100 * Math.min(at, rest)) / (stops.length - 1)}%`,
                top: `${100 - (100 * Math.max(at, rest)) / (stops.length - 1)}%`,
              }}
            />
          </Slider.Track>
          <Slider.Thumb
            aria-label={label}
            aria-valuetext={stops[at]?.words ?? ""}
            onKeyDown={(event) => {
              if (event.key === "Enter" && chosen !== null) onApply(chosen);
            }}
            className="block size-5 rounded-full border-2 border-agent bg-surface shadow-float"
          />
        </Slider.Root>
        <ul aria-hidden className="relative min-w-0 flex-1" style={{ height: height + THUMB_PX }}>
          {stops.map((stop, index) => (
            <li key={stop.words} className="absolute inset-x-0 -translate-y-1/2" style={{ top: THUMB_PX / 2 + height - index * STEP_PX }}>
              <button
                type="button"
                tabIndex={-1}
                onClick={() => setAt(index)}
                className={cx(
                  "flex min-h-7 w-full items-center rounded-md px-2 text-start text-13 hover:bg-hover",
                  index === at ? "font-medium text-fg" : "text-muted",
                )}
              >
                <span className="truncate">{stop.words}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
      <Button kind="primary" type="submit" disabled={chosen === null} className="mt-1 mb-1 w-full">
        {chosen === null ? i18n.t("Move the slider") : i18n.t("Apply")}
      </Button>
    </form>
  );
}
