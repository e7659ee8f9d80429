/** A query in SQL, what it gives, and keeping it. */
import { Play } from "lucide-react";
import { useState } from "react";
import { api, failure, sentence } from "../api";
import { i18n } from "../i18n";
import { useActions } from "../room/actions";
import { Button } from "../ui/button";
import { Field, INPUT, Note } from "../ui/field";
import { cx } from "../ui/cx";
import { sayError } from "../ui/toast";
import type { CardView, TableView } from "../wire.gen";
import { ResultTable } from "./ResultTable";
import { ask, forgetCards } from "./use";

export interface Draft {
  readonly sql: string;
  readonly title: string;
  /** The kept query that is being changed. */
  readonly card: CardView | null;
}

export const NEW: Draft = { sql: "SELECT * FROM data LIMIT 100", title: "", card: null };

export function Sql({ canvas, draft, onDraft, onKept }: { canvas: string; draft: Draft; onDraft(draft: Draft): void; onKept(): void }) {
  const { canEdit } = useActions();
  const [table, setTable] = useState<TableView | null>(null);
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const during = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setWrong("");
    try {
      await work();
    } catch (error) {
      setWrong(sentence(error));
    } finally {
      setBusy(false);
    }
  };
  const run = () => void during(async () => setTable(await ask(canvas, draft.sql)));
  const keep = (drawn: boolean) =>
    void during(async () => {
      const { card, sql, title } = draft;
      const body = { sql, title: title || card?.title || i18n.t("Query"), draw: drawn };
      await (card ? api.put(`/canvases/${canvas}/data/cards/${card.id}`, body) : api.post(`/canvases/${canvas}/data/cards`, body));
      forgetCards();
      onKept();
    });
  return (
    <div className="grid gap-3 p-4 max-md:p-3">
      <label className="sr-only" htmlFor="data-sql">
        {i18n.t("Query in SQL")}
      </label>
      <textarea
        id="data-sql"
        dir="ltr"
        rows={6}
        spellCheck={false}
        className={cx(INPUT, "block h-auto resize-y py-2 font-mono text-12 leading-5 coarse:h-auto")}
        value={draft.sql}
        onChange={(event) => onDraft({ ...draft, sql: event.target.value })}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          run();
        }}
      />
      <div className="flex flex-wrap items-end gap-2">
        <Button kind="primary" disabled={busy} onClick={run}>
          <Play size={12} fill="currentColor" /> {i18n.t("Run")}
        </Button>
        <Button disabled={busy} onClick={() => void save(canvas, draft.sql).catch(sayError)}>
          {i18n.t("Save as CSV")}
        </Button>
        <p role="status" className="text-12 text-muted">{busy ? i18n.t("Running…") : i18n.t("The table is called “data”.")}</p>
      </div>
      {wrong && <Note kind="danger">{wrong}</Note>}
      {table && <ResultTable table={table} label={i18n.t("Result")} />}
      {canEdit && table && (
        <div className="flex flex-wrap items-end gap-2 border-t border-line pt-3">
          <Field label={i18n.t("Title")} className="min-w-48 flex-1" value={draft.title} maxLength={200} onChange={(event) => onDraft({ ...draft, title: event.target.value })} />
          <Button disabled={busy} onClick={() => keep(true)}>
            {draft.card ? i18n.t("Keep as this chart") : i18n.t("Keep as a chart")}
          </Button>
          <Button disabled={busy} onClick={() => keep(false)}>
            {i18n.t("Keep as a table")}
          </Button>
        </div>
      )}
    </div>
  );
}

async function save(canvas: string, sql: string): Promise<void> {
  const answer = await fetch(`/api/canvases/${canvas}/data/save`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ sql }),
  });
  if (!answer.ok) throw await failure(answer);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = "query.csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
