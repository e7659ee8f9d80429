/** The shapes in which a lens shows what it found: list, tree, lanes over the length of the text, and a plane. */
import { useMemo } from "react";
import { i18n } from "../i18n";
import { cx } from "../ui/cx";
import type { Datum, View } from "../wire.gen";
import type { Doing } from "./Panel";
import { said } from "./said";

export interface Shown {
  readonly view: View;
  readonly doing: Doing;
}

const TONES: Readonly<Record<Datum["tone"], string>> = { plain: "bg-line-strong", good: "bg-ok", warn: "bg-warn", bad: "bg-danger" };
const SAID: Readonly<Record<Datum["tone"], () => string>> = {
  plain: () => "",
  good: () => i18n.t("good"),
  warn: () => i18n.t("worth a look"),
  bad: () => i18n.t("wrong"),
};

export function Estimated({ by }: { by: string }) {
  return (
    <span title={by} className="shrink-0 rounded-full border border-dashed border-line-strong px-1.5 text-11 font-normal text-muted">
      {i18n.t("estimated")}
      {by && <span className="sr-only">: {by}</span>}
    </span>
  );
}

/** One thing found: its words go to the passage, its other passages are numbered, its commands propose. */
export function Item({ datum, doing, row = false }: { datum: Datum; doing: Doing; row?: boolean }) {
  const lit = doing.chosen === datum.id;
  return (
    <div className={cx("group rounded-md px-2 py-1.5", lit ? "bg-hover" : "hover:bg-hover")}>
      <div className="flex flex-wrap items-baseline gap-x-2">
        {datum.tone !== "plain" && (
          <span className={cx("size-1.5 shrink-0 -translate-y-px rounded-full", TONES[datum.tone])} title={SAID[datum.tone]()}>
            <span className="sr-only">{SAID[datum.tone]()}</span>
          </span>
        )}
        <button
          type="button"
          aria-current={lit || undefined}
          disabled={datum.anchors.length === 0}
          onClick={() => doing.go(datum)}
          className="min-w-0 flex-1 basis-1/2 text-start text-13 [overflow-wrap:anywhere] coarse:min-h-9"
          dir="auto"
        >
          {datum.label}
        </button>
        {row && datum.detail && <span className="text-12 text-muted">{datum.detail}</span>}
        {datum.grade === "estimated" && <Estimated by={datum.by} />}
        <Acts datum={datum} doing={doing} lit={lit} />
      </div>
      {!row && datum.detail && (
        <p dir="auto" className="mt-0.5 text-12 text-muted [overflow-wrap:anywhere]">
          {datum.detail}
        </p>
      )}
      {datum.anchors.length > 1 && (
        <div className="mt-1 flex flex-wrap items-center gap-x-1 gap-y-0.5">
          {datum.anchors.slice(0, 12).map((anchor, at) => (
            <button
              key={`${anchor.start}-${at}`}
              type="button"
              title={anchor.quote.slice(0, 160)}
              aria-label={i18n.t("Passage {number}: {quote}", { number: at + 1, quote: anchor.quote.slice(0, 80) })}
              onClick={() => doing.go(datum, at)}
              className="h-5 min-w-5 rounded-sm bg-sunken px-1 text-11 text-muted tabular-nums hover:text-fg coarse:h-9 coarse:min-w-9"
            >
              {at + 1}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

/** Seen where one points, works or has chosen: a long list stays quiet. */
function Acts({ datum, doing, lit }: { datum: Datum; doing: Doing; lit: boolean }) {
  if (!doing.able || datum.acts.length === 0) return null;
  return (
    <span data-lit={lit || undefined} className="lens-acts flex flex-wrap gap-1">
      {datum.acts.map((act) => (
        <button
          key={`${act.command}${JSON.stringify(act.args)}`}
          type="button"
          onClick={() => doing.act(act)}
          className="-my-0.5 h-6 rounded-sm px-1.5 text-12 text-accent hover:bg-accent-soft coarse:h-9"
        >
          {said(act.label)}
        </button>
      ))}
    </span>
  );
}

export function List({ view, doing }: Shown) {
  const groups = useMemo(() => Object.entries(Object.groupBy(view.data, (datum) => datum.group) as Record<string, Datum[]>), [view.data]);
  return (
    <div className="-mx-2 mt-3 space-y-4">
      {groups.map(([group, data]) => (
        <div key={group}>
          {group && <h3 className="mb-1 px-2 text-12 font-semibold text-muted">{said(group)}</h3>}
          {data.map((datum) => (
            <Item key={datum.id} datum={datum} doing={doing} />
          ))}
        </div>
      ))}
    </div>
  );
}

export function Tree({ view, doing }: Shown) {
  return (
    <div role="list" className="-mx-2 mt-3">
      {view.data.map((datum) => (
        <div key={datum.id} role="listitem" aria-level={datum.level + 1} style={{ paddingInlineStart: Math.min(datum.level, 6) * 16 }}>
          <Item datum={datum} doing={doing} row />
        </div>
      ))}
    </div>
  );
}

const percent = (share: number) => `${Math.round(1000 * Math.min(1, Math.max(0, share))) / 10}%`;

/** Each lane is the whole text from its beginning to its end; under it what was found, in words. */
export function Lanes({ view, doing }: Shown) {
  return (
    <div className="mt-3 space-y-5">
      {view.lanes.map((lane) => {
        const data = view.data.filter((datum) => datum.group === lane.key);
        return (
          <section key={lane.key} aria-label={said(lane.title)}>
            <h3 className="flex items-baseline gap-2 text-13 font-medium">
              <span dir="auto" className="min-w-0 truncate">{said(lane.title)}</span>
              <span className="text-12 font-normal text-muted">{lane.note}</span>
            </h3>
            <div className="relative mt-1.5 mb-1 h-4 rounded-sm bg-sunken">
              {data.map((datum) =>
                datum.at === null ? null : (
                  <button
                    key={datum.id}
                    type="button"
                    tabIndex={-1}
                    aria-hidden
                    title={datum.label}
                    onClick={() => doing.go(datum)}
                    style={{ insetInlineStart: percent(datum.at), width: `max(5px, ${percent((datum.to ?? datum.at) - datum.at)})`, opacity: 0.35 + 0.65 * datum.weight }}
                    className={cx("absolute inset-y-0.5 rounded-sm hover:outline-2 hover:outline-accent", datum.tone === "plain" ? "bg-accent" : TONES[datum.tone])}
                  />
                ),
              )}
            </div>
            <div className="-mx-2">
              {data.map((datum) => (
                <Item key={datum.id} datum={datum} doing={doing} />
              ))}
            </div>
          </section>
        );
      })}
    </div>
  );
}

export function Plane({ view, doing }: Shown) {
  const [x, y] = view.axes;
  const placed = view.data.filter((datum) => datum.x !== null && datum.y !== null);
  return (
    <div className="mt-3">
      {x && y && (
        <div className="mb-4">
          <p className="mb-1 flex justify-between text-11 text-muted">
            <span>↑ {y.high}</span>
            <span>{y.grade === "estimated" && i18n.t("estimated")}</span>
          </p>
          <div className="relative aspect-[4/3] w-full rounded-md border border-line bg-surface">
            <span aria-hidden className="absolute inset-x-0 top-1/2 border-t border-dashed border-line" />
            <span aria-hidden className="absolute inset-y-0 start-1/2 border-s border-dashed border-line" />
            {placed.map((datum, at) => (
              <button
                key={datum.id}
                type="button"
                title={datum.label}
                aria-label={datum.label}
                onClick={() => doing.go(datum)}
                style={{ insetInlineStart: percent(0.04 + 0.92 * datum.x!), bottom: percent(0.04 + 0.92 * datum.y!) }}
                className={cx(
                  "absolute flex size-6 -translate-x-1/2 translate-y-1/2 items-center justify-center rounded-full border text-11 tabular-nums rtl:translate-x-1/2 coarse:size-9",
                  doing.chosen === datum.id ? "border-accent bg-accent text-on-accent" : "border-line-strong bg-bg hover:border-accent",
                )}
              >
                {at + 1}
              </button>
            ))}
          </div>
          <p className="mt-1 flex justify-between gap-4 text-11 text-muted">
            <span>
              ↓ {y.low} · ← {x.low}
            </span>
            <span>{x.high} →</span>
          </p>
        </div>
      )}
      <List view={view} doing={doing} />
    </div>
  );
}
