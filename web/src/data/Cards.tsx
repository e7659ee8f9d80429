/** The queries kept with the data, each drawn or as a table, with the query that made it. */
import { BarChart3, MoreHorizontal, Pencil, Table2, Trash2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { api } from "../api";
import { i18n } from "../i18n";
import { send, useActions } from "../room/actions";
import { Button, IconButton } from "../ui/button";
import { Note } from "../ui/field";
import { Menu, MenuItem } from "../ui/menu";
import { sayError } from "../ui/toast";
import type { CardView, DataView } from "../wire.gen";
import { Chart } from "./Chart";
import { ResultTable } from "./ResultTable";
import { forgetCards } from "./use";

interface CardsProps {
  readonly room: string;
  readonly file: DataView;
  readonly cards: readonly CardView[] | undefined;
  onEdit(card: CardView): void;
}

export function Cards({ room, file, cards, onEdit }: CardsProps) {
  const last = useRef<HTMLDivElement>(null);
  const count = cards?.length ?? 0;
  const before = useRef(count);
  useEffect(() => {
    // A chart that was just made is what the person wants to see.
    if (count > before.current && before.current > 0) last.current?.scrollIntoView({ block: "nearest" });
    before.current = count;
  }, [count]);
  if (cards === undefined) return null;
  if (count === 0) return <Empty room={room} file={file} />;
  return (
    <div className="grid grid-cols-1 gap-4 p-4 max-md:p-3">
      {cards.map((card, at) => (
        <div key={card.id} ref={at === count - 1 ? last : undefined}>
          <Card canvas={file.canvas} card={card} onEdit={() => onEdit(card)} />
        </div>
      ))}
    </div>
  );
}

function Card({ canvas, card, onEdit }: { canvas: string; card: CardView; onEdit(): void }) {
  const { canEdit } = useActions();
  const [table, setTable] = useState(false);
  const drop = () => void api.delete(`/canvases/${canvas}/data/cards/${card.id}`).then(forgetCards, sayError);
  return (
    <article aria-label={card.title} data-card={card.id} data-going={card.id} className="rounded-lg border border-line bg-surface p-4 max-md:p-3">
      <header className="mb-2 flex items-start gap-2">
        <h3 dir="auto" className="min-w-0 flex-1 text-14 font-semibold">
          {card.title || card.id}
        </h3>
        {card.spec && card.table && (
          <IconButton label={table ? i18n.t("Show the chart") : i18n.t("Show the numbers")} aria-pressed={table} onClick={() => setTable(!table)}>
            {table ? <BarChart3 size={14} /> : <Table2 size={14} />}
          </IconButton>
        )}
        {canEdit && (
          <Menu trigger={<IconButton label={i18n.t("More")}><MoreHorizontal size={14} /></IconButton>}>
            <MenuItem icon={<Pencil size={14} />} onSelect={onEdit}>
              {i18n.t("Change the query")}
            </MenuItem>
            <MenuItem icon={<Trash2 size={14} />} danger onSelect={drop}>
              {i18n.t("Remove")}
            </MenuItem>
          </Menu>
        )}
      </header>
      {card.wrong && <Note kind="warn">{card.wrong}</Note>}
      {card.spec && !table ? (
        <>
          <Chart spec={card.spec} words={card.words} />
          <p className="mt-2 text-12 text-muted">{card.words}</p>
        </>
      ) : (
        card.table && <ResultTable table={card.table} label={card.title || card.id} />
      )}
      <details className="mt-2 text-12">
        <summary className="cursor-pointer text-muted hover:text-fg">{i18n.t("The query that made it")}</summary>
        <pre dir="ltr" className="mt-2 overflow-x-auto rounded-md bg-sunken p-2.5 font-mono text-12 leading-5 whitespace-pre-wrap">{card.sql}</pre>
      </details>
    </article>
  );
}

/** Teaches one thing, with the person's own columns. */
function Empty({ room, file }: { room: string; file: DataView }) {
  const { canTalk } = useActions();
  const asks = suggestions(file);
  return (
    <div className="mx-auto max-w-md px-4 py-12 text-center">
      <p className="text-14 font-medium">{i18n.t("No charts yet")}</p>
      <p className="mt-1 mb-4 text-13 text-muted">{i18n.t("Ask for one in the conversation. What is made keeps its query, and is drawn again when the file is replaced.")}</p>
      {canTalk && (
        <div className="flex flex-wrap justify-center gap-2">
          {asks.map((words) => (
            <Button key={words} size="sm" onClick={() => void send(room, words, { canvas: file.canvas })}>
              {words}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}

export function suggestions(file: DataView): string[] {
  const of = (kind: string) => file.columns.find((column) => column.kind === kind && !/\bid$/i.test(column.name))?.name;
  const numbers = file.columns.filter((column) => column.kind === "number" && !/(^|[_ ])id$/i.test(column.name));
  const measure = numbers.at(-1)?.name;
  const [text, time] = [of("text"), of("time")];
  return [
    ...(measure && time ? [i18n.t("Chart {measure} by month", { measure })] : []),
    ...(measure && text ? [i18n.t("Average of {measure} per {text}", { measure, text })] : []),
    i18n.t("Analyse this"),
  ];
}
