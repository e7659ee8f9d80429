/** All rows of the table, of which only those in sight are there; sorted and filtered by the server. */
import { ArrowDown, ArrowUp, Filter, X } from "lucide-react";
import { useQueries } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { i18n } from "../i18n";
import { Button, IconButton } from "../ui/button";
import { cx } from "../ui/cx";
import { Choice, Field, Note } from "../ui/field";
import type { DataColumn, DataView, FilterIn } from "../wire.gen";
import { fetchRows, PAGE, rowsKey, shown, type Look } from "./use";
import { columnsIn, heightOf, rowsIn, ROW_PX, widthOf } from "./window";

type Op = FilterIn["op"];

export function Rows({ file }: { file: DataView }) {
  const [look, setLook] = useState<Look>({ sort: null, down: false, filters: [] });
  const [adding, setAdding] = useState(false);
  const filters = look.filters ?? [];
  const without = (at: number) => setLook({ ...look, filters: filters.filter((_, place) => place !== at) });
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line px-3 py-1.5">
        <Button size="sm" kind="quiet" aria-expanded={adding} onClick={() => setAdding(!adding)}>
          <Filter size={13} /> {i18n.t("Filter")}
        </Button>
        {filters.map((each, at) => (
          <span key={at} className="inline-flex items-center gap-1 rounded-full border border-line ps-2.5 pe-1 text-12">
            {each.column} {OPS()[each.op]} {each.value}
            <IconButton label={i18n.t("Remove this filter")} onClick={() => without(at)}>
              <X size={12} />
            </IconButton>
          </span>
        ))}
      </div>
      {adding && <NewFilter columns={file.columns} onAdd={(made) => (setLook({ ...look, filters: [...filters, made] }), setAdding(false))} />}
      <Grid key={JSON.stringify(look)} file={file} look={look} onLook={setLook} />
    </div>
  );
}

const OPS = (): Record<Op, string> => ({
  is: i18n.t("is"),
  is_not: i18n.t("is not"),
  has: i18n.t("contains"),
  above: i18n.t("is above"),
  below: i18n.t("is below"),
  missing: i18n.t("is missing"),
  present: i18n.t("is present"),
});

function NewFilter({ columns, onAdd }: { columns: readonly DataColumn[]; onAdd(made: FilterIn): void }) {
  const [column, setColumn] = useState(columns[0]?.name ?? "");
  const [op, setOp] = useState<Op>("is");
  const [value, setValue] = useState("");
  const bare = op === "missing" || op === "present";
  return (
    <form
      className="flex shrink-0 flex-wrap items-end gap-2 border-b border-line bg-sunken px-3 py-2"
      onSubmit={(event) => {
        event.preventDefault();
        onAdd({ column, op, value: bare ? "" : value });
      }}
    >
      <Choice label={i18n.t("Column")} value={column} options={columns.map((each) => [each.name, each.name])} onChange={setColumn} className="min-w-32" />
      <Choice label={i18n.t("Condition")} value={op} options={Object.entries(OPS())} onChange={(chosen) => setOp(chosen as Op)} className="min-w-32" />
      {!bare && <Field label={i18n.t("Value")} value={value} onChange={(event) => setValue(event.target.value)} className="min-w-32 flex-1" />}
      <Button type="submit">{i18n.t("Add")}</Button>
    </form>
  );
}

function Grid({ file, look, onLook }: { file: DataView; look: Look; onLook(look: Look): void }) {
  const place = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, left: 0, width: 800, height: 500 });
  const columns = file.columns.slice(0, 200);
  const count = useRef(file.rows ?? 0);
  const sight = rowsIn(view.top, view.height, count.current);
  const pages = Array.from({ length: Math.floor(Math.max(0, sight.end - 1) / PAGE) - Math.floor(sight.start / PAGE) + 1 }, (_, at) => Math.floor(sight.start / PAGE) + at);
  const found = useQueries({
    queries: pages.map((page) => ({ queryKey: rowsKey(file.canvas, file.number, look, page), queryFn: () => fetchRows(file.canvas, look, page), staleTime: Infinity })),
  });
  const known = found.find((each) => each.data)?.data?.count;
  if (known !== undefined) count.current = known;
  const wrong = found.find((each) => each.error)?.error;

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const measure = () => setView({ top: element.scrollTop, left: Math.abs(element.scrollLeft), width: element.clientWidth, height: element.clientHeight });
    const resized = new ResizeObserver(measure);
    resized.observe(element);
    return () => resized.disconnect();
  }, []);

  const widths = columns.map(widthOf);
  const across = columnsIn(view.left, view.width, widths);
  const rowAt = (row: number) => found[Math.floor(row / PAGE) - (pages[0] ?? 0)]?.data?.rows[row % PAGE];
  const sort = (name: string) => onLook(look.sort !== name ? { ...look, sort: name, down: false } : look.down ? { ...look, sort: null, down: false } : { ...look, down: true });
  return (
    <>
      {wrong && <Note kind="danger">{wrong.message}</Note>}
      <div
        ref={place}
        role="grid"
        tabIndex={0}
        dir="ltr"
        aria-label={file.name}
        aria-rowcount={count.current + 1}
        aria-colcount={columns.length}
        className="relative min-h-0 flex-1 overflow-auto text-12 tabular-nums"
        onScroll={(event) => {
          const { scrollTop, scrollLeft, clientWidth, clientHeight } = event.currentTarget;
          setView({ top: scrollTop, left: Math.abs(scrollLeft), width: clientWidth, height: clientHeight });
        }}
      >
        <div role="presentation" style={{ width: across.total, height: heightOf(count.current) + ROW_PX }} className="relative min-w-full">
          <div role="row" aria-rowindex={1} className="sticky top-0 z-10 border-b border-line bg-sunken" style={{ height: ROW_PX }}>
            {across.shown.map(({ at, left, width }) => {
              const column = columns[at];
              if (!column) return null;
              const sorted = look.sort === column.name;
              return (
                <div key={at} role="columnheader" aria-colindex={at + 1} aria-sort={!sorted ? "none" : look.down ? "descending" : "ascending"} className="absolute" style={{ left, width, height: ROW_PX }}>
                  <button type="button" onClick={() => sort(column.name)} className={cx("flex h-full w-full items-center gap-1 px-2.5 font-medium hover:bg-hover", column.kind === "number" && "justify-end")}>
                    <span className="truncate">{column.name}</span>
                    {sorted && (look.down ? <ArrowDown size={12} aria-hidden /> : <ArrowUp size={12} aria-hidden />)}
                  </button>
                </div>
              );
            })}
          </div>
          {Array.from({ length: sight.end - sight.start }, (_, step) => {
            const row = sight.start + step;
            const cells = rowAt(row);
            return (
              <div key={row} role="row" aria-rowindex={row + 2} className="absolute inset-x-0 border-b border-line" style={{ top: ROW_PX + sight.top + step * ROW_PX, height: ROW_PX }}>
                {across.shown.map(({ at, left, width }) => (
                  <div key={at} role="gridcell" aria-colindex={at + 1} dir="auto" style={{ left, width, height: ROW_PX, lineHeight: `${ROW_PX}px` }} className={cx("absolute truncate px-2.5", columns[at]?.kind === "number" && "text-end", cells?.[at] === null && "text-muted")}>
                    {cells === undefined ? "" : cells[at] === null ? "–" : shown(cells[at])}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
      <p role="status" className="shrink-0 border-t border-line px-3 py-1.5 text-12 text-muted">
        {i18n.t("{count, plural, one {# row} other {# rows}}", { count: count.current })}
        {columns.length < file.columns.length && ` · ${i18n.t("The first {shown} of {all} columns are shown; SQL reads them all.", { shown: columns.length, all: file.columns.length })}`}
      </p>
    </>
  );
}
