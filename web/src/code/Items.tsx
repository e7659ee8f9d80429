/** What a run gave, piece by piece. */
import { Wrench } from "lucide-react";
import { useEffect, useRef } from "react";
import { storedPicture } from "../canvas/pictureAddress";
import { i18n } from "../i18n";
import { Button } from "../ui/button";
import { cx } from "../ui/cx";
import type { CodeItem, CodeView } from "../wire.gen";
import { Table } from "./Table";

const PRE = "font-mono text-12 leading-5 whitespace-pre-wrap [overflow-wrap:anywhere]";

interface Acts {
  readonly onFix: ((error: CodeItem) => void) | undefined;
  readonly onLine: (item: CodeItem) => void;
}

/** All output of a code canvas, which stays at its end while it grows. */
export function Items({ view, ...acts }: { view: CodeView } & Acts) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    place.current?.scrollTo({ top: place.current.scrollHeight });
  }, [view.changes]);
  const items = view.items.filter((item) => item.cell === 0);
  return (
    <div ref={place} role="log" tabIndex={0} aria-label={i18n.t("Output")} className="min-h-0 overflow-y-auto border-t border-line bg-sunken px-3 py-2.5" dir="ltr">
      {items.map((item, at) => (
        <Item key={`${view.run} ${at}`} item={item} {...acts} />
      ))}
    </div>
  );
}

/** Under a fence. `stale`: the code has changed since. */
export function CellItems({ items, state, stale, ...acts }: { items: readonly CodeItem[]; state: string; stale: boolean } & Acts) {
  return (
    <div role="log" aria-label={i18n.t("Output")} className={cx("max-h-128 overflow-auto [font-family:var(--ui)] border-s-2 border-line ps-4 pe-1 py-1.5 my-1 text-fg", stale && "opacity-70")} dir="ltr">
      {items.map((item, at) => (
        <Item key={at} item={item} {...acts} />
      ))}
      <p className="text-12 text-muted">{stale ? i18n.t("The code has changed since it ran.") : state}</p>
    </div>
  );
}

function Item({ item, ...acts }: { item: CodeItem } & Acts) {
  if (item.kind === "picture") {
    const address = storedPicture(item.file, undefined);
    // Drawn with twice as many points as it is shown at.
    return address && <img src={address} srcSet={`${address} 2x`} alt={item.text || i18n.t("Picture drawn by the code")} className="my-2 max-h-80 max-w-full rounded-md border border-line bg-[white]" />;
  }
  if (item.kind === "table") return item.table && <Table table={item.table} />;
  if (item.kind === "error") return <Wrong error={item} {...acts} />;
  if (item.kind === "test") return <Test test={item} {...acts} />;
  if (item.kind === "note") return <p className="my-1 text-12 text-muted">{item.text}</p>;
  return <pre className={cx(PRE, item.kind === "err" && "text-warn", item.kind === "value" && "text-accent")}>{item.text}</pre>;
}

function Test({ test, onLine }: { test: CodeItem } & Acts) {
  return (
    <p className="my-0.5 flex flex-wrap items-baseline gap-x-2 text-12">
      <span className={cx("font-semibold", test.ok ? "text-ok" : "text-danger")}>{test.ok ? `✓ ${i18n.t("passes")}` : `✗ ${i18n.t("fails")}`}</span>
      <button type="button" className="font-mono hover:underline coarse:py-3" onClick={() => onLine(test)}>
        {test.name}
      </button>
      {!test.ok && <span className="min-w-0 basis-full font-mono text-muted [overflow-wrap:anywhere] ps-4">{test.text}</span>}
    </p>
  );
}

function Wrong({ error, onFix, onLine }: { error: CodeItem } & Acts) {
  const { line } = error;
  return (
    <div className="my-1 rounded-md border border-line bg-surface p-2.5">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <p className={cx(PRE, "min-w-0 flex-1 basis-56 text-danger")}>
          <b className="font-semibold">{error.name}</b>
          {error.text && `: ${error.text}`}
        </p>
        <span className="flex flex-wrap gap-2">
          {line !== null && (
            <Button size="sm" kind="muted" onClick={() => onLine(error)}>
              {i18n.t("Line {line}", { line })}
            </Button>
          )}
          {onFix && error.name !== "KeyboardInterrupt" && (
            <Button size="sm" className="text-agent" onClick={() => onFix(error)}>
              <Wrench size={13} /> {i18n.t("Fix this error")}
            </Button>
          )}
        </span>
      </div>
      {error.trace.includes("\n") && (
        <details className="mt-1.5">
          <summary className="w-fit cursor-pointer text-12 text-muted select-none coarse:py-3">{i18n.t("Trace")}</summary>
          <pre className={cx(PRE, "mt-1.5 text-muted")}>{error.trace.trimEnd()}</pre>
        </details>
      )}
    </div>
  );
}
