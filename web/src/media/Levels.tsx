/** The reading-level ladder: the page at several levels side by side, each measured, each to be taken. */
import { Square } from "lucide-react";
import { useState } from "react";
import { sentence } from "../api";
import { i18n } from "../i18n";
import type { Canvas } from "../room/state";
import { Button } from "../ui/button";
import type { AlignedView } from "../wire.gen";
import { Table, Take, Told, useAligned, useMaking } from "./Beside";

const ALL = ["plain", "short", "year9", "year6", "year3"] as const;
const NAMES = (): Record<string, string> => ({
  plain: i18n.t("Plain words"),
  short: i18n.t("Short sentences"),
  year9: i18n.t("School year 9"),
  year6: i18n.t("School year 6"),
  year3: i18n.t("School year 3"),
});

export default function Levels({ canvas }: { canvas: Canvas }) {
  const seen = useAligned(canvas.id, ALL, "");
  const { making, failed, make, cease } = useMaking(canvas.id, "");
  const [asked, ask] = useState<readonly string[]>([]);
  if (seen.isError) return <p className="p-6 text-13 text-danger">{sentence(seen.error)}</p>;
  if (!seen.data) return <div aria-hidden className="skeleton m-6 h-40 max-w-3xl animate-skeleton" />;
  if (seen.data.measure === null) return <p className="p-8 text-14 text-muted">{i18n.t("There is no prose on this page to put into other words yet.")}</p>;
  const names = NAMES();
  const whole = seen.data.parts.filter((part) => !part.kept).length;
  const on = (at: number) => {
    const column = seen.data.columns[at]!;
    return column.by === "rules" || column.left < whole || asked.includes(column.id);
  };
  const order = seen.data.columns.map((_, at) => at).filter(on);
  const shown: AlignedView = {
    ...seen.data,
    columns: order.map((at) => ({ ...seen.data.columns[at]!, title: names[seen.data.columns[at]!.id] ?? "" })),
    parts: seen.data.parts.map((part) => ({ ...part, versions: order.map((at) => part.versions[at]!) })),
  };
  const others = seen.data.columns.filter((column) => column.by === "model" && column.left > 0);
  const start = (column: string, left: number) => {
    ask((now) => [...new Set([...now, column])]);
    void make(column, left);
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex flex-wrap items-center gap-1.5 border-b border-line px-3 py-2">
        <span className="me-1 text-13 text-muted">{i18n.t("Write it for")}</span>
        {others.map((column) => (
          <Button key={column.id} size="sm" disabled={!seen.data.model || making !== null} onClick={() => start(column.id, column.left)}>
            {names[column.id]}
            {column.left < whole && <span className="text-muted">{i18n.t("({left} to do)", { left: column.left })}</span>}
          </Button>
        ))}
        {making && (
          <span role="status" className="flex items-center gap-2 text-13 text-agent">
            {i18n.t("Writing: {left} to do", { left: making.left })}
            <Button size="sm" onClick={cease}>
              <Square size={12} /> {i18n.t("Stop")}
            </Button>
          </span>
        )}
      </div>
      <Told needs={seen.data.needs} failed={failed} />
      <Table
        canvas={canvas}
        seen={shown}
        label={i18n.t("The page at several reading levels")}
        head={
          <>
            <Head title={i18n.t("As it is")} measure={seen.data.measure} formula={seen.data.formula} />
            {shown.columns.map((column) => (
              <Head key={column.id} title={column.title} measure={column.measure} formula={seen.data.formula} by={column.by}>
                <Take canvas={canvas} column={column} />
              </Head>
            ))}
          </>
        }
      />
    </div>
  );
}

function Head(props: { title: string; measure: number | null; formula: string; by?: string; children?: React.ReactNode }) {
  return (
    <div className="cell">
      <span className="flex items-center justify-between gap-2">
        <b className="text-14 font-medium">{props.title}</b>
        {props.children}
      </span>
      <span className="block text-12 text-muted">
        {props.measure === null
          ? i18n.t("Measured when it is whole")
          : props.formula === "LIX"
            ? i18n.t("LIX {value} · {words}", { value: props.measure, words: lix(props.measure) })
            : i18n.t("Flesch-Kincaid {value}: school year {year}", { value: props.measure, year: Math.max(1, Math.round(props.measure)) })}
        {props.by && ` · ${props.by === "rules" ? i18n.t("by rules") : i18n.t("by a model")}`}
      </span>
    </div>
  );
}

/** What Björnsson's numbers mean. */
function lix(value: number): string {
  if (value < 30) return i18n.t("very easy");
  if (value < 40) return i18n.t("easy");
  if (value < 50) return i18n.t("middling");
  return value < 60 ? i18n.t("hard") : i18n.t("very hard");
}
