/** Rows of a table that the code made. */
import type { ReactNode } from "react";
import { i18n } from "../i18n";
import { cx } from "../ui/cx";
import type { CodeTable } from "../wire.gen";

const CELL = "px-2.5 py-1 whitespace-nowrap";

export function Table({ table, more }: { table: CodeTable; more?: ReactNode }) {
  const cut = table.rows.length < table.height || table.columns.length < table.width;
  const size = { rows: table.height, columns: table.width, first: table.rows.length };
  return (
    <figure className="my-2">
      <div className="overflow-x-auto rounded-md border border-line bg-surface" tabIndex={0} role="group" aria-label={i18n.t("Table")}>
        <table className="w-full border-collapse text-12 tabular-nums">
          <thead>
            <tr className="border-b border-line text-start">
              <td className={CELL} />
              {table.columns.map((name, at) => (
                <th key={at} scope="col" className={cx(CELL, "font-semibold", table.numbers[at] ? "text-end" : "text-start")}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row, line) => (
              <tr key={line} className="border-b border-line last:border-0">
                <th scope="row" className={cx(CELL, "text-start font-normal text-muted")}>
                  {table.index[line]}
                </th>
                {row.map((cell, at) => (
                  <td key={at} className={cx(CELL, table.numbers[at] && "text-end")}>
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <figcaption className="mt-1 flex items-center gap-2 text-12 text-muted">
        {cut ? i18n.t("The first {first} of {rows} rows, {columns} columns", size) : i18n.t("{rows} rows, {columns} columns", size)}
        {more}
      </figcaption>
    </figure>
  );
}
