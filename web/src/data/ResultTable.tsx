/** A small result as a table. */
import { i18n } from "../i18n";
import { cx } from "../ui/cx";
import type { TableView } from "../wire.gen";
import { shown } from "./use";

export function ResultTable({ table, label, most = 200 }: { table: TableView; label: string; most?: number }) {
  const cut = table.more || table.rows.length > most;
  return (
    <div role="region" aria-label={label} tabIndex={0} className="max-h-80 overflow-auto rounded-md border border-line" dir="ltr">
      <table className="w-full border-collapse text-12 tabular-nums">
        <thead>
          <tr>
            {table.columns.map((column, at) => (
              <th key={at} scope="col" className={cx("sticky top-0 bg-sunken px-2.5 py-1.5 font-medium whitespace-nowrap", column.kind === "number" ? "text-end" : "text-start")}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.slice(0, most).map((row, at) => (
            <tr key={at} className="border-t border-line">
              {row.map((cell, place) => (
                <td key={place} dir="auto" className={cx("max-w-80 truncate px-2.5 py-1", table.columns[place]?.kind === "number" ? "text-end" : "text-start", cell === null && "text-muted")}>
                  {cell === null ? "–" : shown(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {cut && <p className="border-t border-line px-2.5 py-1.5 text-12 text-muted">{i18n.t("The first {count} rows.", { count: Math.min(most, table.rows.length) })}</p>}
    </div>
  );
}
