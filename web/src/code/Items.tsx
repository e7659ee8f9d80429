/** What a run gave, piece by piece. */
import { Wrench } from "lucide-react";
import { useEffect, useRef } from "react";
import { storedPicture } from "../canvas/pictureAddress";
import { i18n } from "../i18n";
import { pane } from "../room/desk";
import { Button } from "../ui/button";
import { cx } from "../ui/cx";
import type { CodeItem, CodeView } from "../wire.gen";

const PRE = "font-mono text-12 leading-5 whitespace-pre-wrap [overflow-wrap:anywhere]";

export function Items({ view, onFix }: { view: CodeView; onFix: ((error: CodeItem) => void) | undefined }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    place.current?.scrollTo({ top: place.current.scrollHeight });
  }, [view.changes]);
  return (
    <div ref={place} role="log" tabIndex={0} aria-label={i18n.t("Output")} className="min-h-0 overflow-y-auto border-t border-line bg-sunken px-3 py-2.5" dir="ltr">
      {view.items.map((item, at) => (
        <Item key={`${view.run} ${at}`} item={item} onFix={onFix} />
      ))}
    </div>
  );
}

function Item({ item, onFix }: { item: CodeItem; onFix: ((error: CodeItem) => void) | undefined }) {
  if (item.kind === "picture") {
    const address = storedPicture(item.file, undefined);
    return address && <img src={address} alt={i18n.t("Picture drawn by the code")} className="my-2 max-w-full rounded-md border border-line bg-[white]" />;
  }
  if (item.kind === "error") return <Wrong error={item} onFix={onFix} />;
  if (item.kind === "note") return <p className="my-1 text-12 text-muted">{item.text}</p>;
  return <pre className={cx(PRE, item.kind === "err" && "text-warn", item.kind === "value" && "text-accent")}>{item.text}</pre>;
}

function Wrong({ error, onFix }: { error: CodeItem; onFix: ((error: CodeItem) => void) | undefined }) {
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
            <Button size="sm" kind="muted" onClick={() => pane.current?.goToLine(line)}>
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
