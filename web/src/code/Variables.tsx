/** What the code has defined, and a table of it opened. */
import { useEffect, useState } from "react";
import { api } from "../api";
import { i18n } from "../i18n";
import { Button } from "../ui/button";
import { sayError } from "../ui/toast";
import type { CodeValueView, CodeView } from "../wire.gen";
import { Table } from "./Table";

const LOOKED_AT = /^(?:DataFrame|Series|ndarray|dict|list|tuple|set|str)$/;

export function Variables({ canvas, view }: { canvas: string; view: CodeView }) {
  const [open, setOpen] = useState<{ name: string; value: CodeValueView } | null>(null);
  useEffect(() => setOpen(null), [view.run]);

  const look = (name: string, had?: CodeValueView) => {
    const first = had?.table?.rows.length ?? 0;
    api.get<CodeValueView>(`/canvases/${canvas}/variables/${encodeURIComponent(name)}?first=${first}`).then((value) => {
      if (!had?.table || !value.table) return setOpen({ name, value });
      const rows = [...had.table.rows, ...value.table.rows];
      setOpen({ name, value: { ...value, table: { ...value.table, rows, index: [...had.table.index, ...value.table.index] } } });
    }, sayError);
  };

  if (view.variables.length === 0) {
    return <p className="p-3 text-12 text-muted">{i18n.t("Nothing is defined now. What code defines is here after it has run.")}</p>;
  }
  return (
    <div className="p-3" dir="ltr">
      <table className="w-full text-12">
        <thead className="sr-only">
          <tr>
            <th>{i18n.t("Name")}</th>
            <th>{i18n.t("Type")}</th>
            <th>{i18n.t("Size")}</th>
            <th>{i18n.t("Value")}</th>
          </tr>
        </thead>
        <tbody>
          {view.variables.map(({ name, type, shape, value }) => (
            <tr key={name} className="border-b border-line align-baseline last:border-0">
              <th scope="row" className="py-1 pe-3 text-start font-mono font-semibold">
                {LOOKED_AT.test(type) ? (
                  <button type="button" className="text-accent hover:underline coarse:py-3" aria-expanded={open?.name === name} onClick={() => (open?.name === name ? setOpen(null) : look(name))}>
                    {name}
                  </button>
                ) : (
                  name
                )}
              </th>
              <td className="py-1 pe-3 whitespace-nowrap text-muted">{type}</td>
              <td className="py-1 pe-3 whitespace-nowrap text-muted max-md:hidden">{shape}</td>
              <td className="w-full py-1 font-mono [overflow-wrap:anywhere]">{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {open && (
        <section aria-label={open.name} className="mt-3">
          <h3 className="font-mono text-12 font-semibold">{open.name}</h3>
          {open.value.table ? (
            <Table
              table={open.value.table}
              more={
                open.value.table.rows.length < open.value.table.height && (
                  <Button size="sm" kind="muted" onClick={() => look(open.name, open.value)}>
                    {i18n.t("More rows")}
                  </Button>
                )
              }
            />
          ) : (
            <pre className="mt-1 font-mono text-12 whitespace-pre-wrap [overflow-wrap:anywhere]">{open.value.text}</pre>
          )}
        </section>
      )}
    </div>
  );
}
