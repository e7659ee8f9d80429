/** Rows under columns, sorted as the reader likes; the widget itself stays as it is. */
import { ArrowDown, ArrowUp, Copy } from "lucide-react";
import { useMemo, useState } from "react";
import { i18n } from "../i18n";
import { IconButton } from "../ui/button";
import { say } from "../ui/toast";
import type { Table } from "./catalogue.gen";

type Cell = Table["rows"][number][number];

const number = new Intl.NumberFormat(undefined, { maximumFractionDigits: 6 });

export function shown(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "boolean") return cell ? i18n.t("yes") : i18n.t("no");
  // A year is a number without groups.
  return typeof cell === "number" ? (Number.isInteger(cell) && cell >= 1000 && cell < 2200 ? String(cell) : number.format(cell)) : cell;
}

/** A cell as a number where it reads as one, also with a unit: “12.4 %”, “€ 1,200”. */
function weight(cell: Cell): number | null {
  if (typeof cell === "number") return cell;
  if (typeof cell !== "string") return null;
  const bare = cell.replace(/[\s€$£%,]/g, "");
  return bare !== "" && Number.isFinite(Number(bare)) ? Number(bare) : null;
}

const compare = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

function order(a: Cell, b: Cell): number {
  const [left, right] = [weight(a), weight(b)];
  if (left !== null && right !== null) return left - right;
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return compare.compare(shown(a), shown(b));
}

export function TableView({ widget }: { widget: Pick<Table, "columns" | "rows" | "label"> }) {
  const [sort, setSort] = useState<{ readonly column: number; readonly down: boolean } | null>(null);
  const numbers = useMemo(() => widget.columns.map((_, at) => widget.rows.every((row) => row[at] === null || weight(row[at]!) !== null)), [widget]);
  const rows = useMemo(() => {
    if (!sort) return widget.rows;
    return [...widget.rows].sort((a, b) => order(a[sort.column]!, b[sort.column]!) * (sort.down ? -1 : 1));
  }, [widget, sort]);
  const turn = (column: number) => setSort((now) => (now?.column !== column ? { column, down: false } : now.down ? null : { column, down: true }));
  return (
    <>
      <div className="w-scroll" tabIndex={0} role="group" aria-label={widget.label}>
        <table className="w-table">
          <thead>
            <tr>
              {widget.columns.map((name, at) => (
                <th key={at} scope="col" data-number={numbers[at] || undefined} aria-sort={sort?.column === at ? (sort.down ? "descending" : "ascending") : undefined}>
                  <button type="button" onClick={() => turn(at)}>
                    {name}
                    {sort?.column === at && (sort.down ? <ArrowDown size={12} aria-hidden /> : <ArrowUp size={12} aria-hidden />)}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, line) => (
              <tr key={line}>
                {row.map((cell, at) => (
                  <td key={at} data-number={numbers[at] || undefined} dir="auto">
                    {shown(cell)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="w-foot">
        {i18n.t("{rows} rows", { rows: widget.rows.length })}
        <IconButton label={i18n.t("Copy the table")} onClick={() => copyTable(widget)}>
          <Copy size={13} />
        </IconButton>
      </p>
    </>
  );
}

/** As a spreadsheet takes it. A cell that a spreadsheet would run as a formula is kept as words. */
function copyTable({ columns, rows }: Pick<Table, "columns" | "rows">): void {
  const plain = (cell: Cell) => (typeof cell === "number" ? String(cell) : shown(cell).replace(/[\t\r\n]+/g, " ").replace(/^(?=[=+@-])/, "'"));
  const lines = [columns, ...rows].map((row) => row.map(plain).join("\t"));
  navigator.clipboard.writeText(lines.join("\n")).then(
    () => say(i18n.t("Copied.")),
    () => say(i18n.t("The browser did not allow copying.")),
  );
}
