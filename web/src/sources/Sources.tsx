/** Under a reply: the pages that were read for it, their words as they were read, and whether its quotes stand there. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, sentence } from "../api";
import { i18n } from "../i18n";
import { lookAt } from "../files/open";
import { Button } from "../ui/button";
import type { CitationView, SourceTextView, SourceView } from "../wire.gen";

export default function Sources({ room, turn }: { room: string; turn: string }) {
  const found = useQuery({
    queryKey: ["sources", room, turn],
    queryFn: () => api.get<SourceView[]>(`/rooms/${room}/sources?turn=${encodeURIComponent(turn)}`),
    staleTime: Infinity,
  });
  const [open, setOpen] = useState(false);
  if (!found.data?.length) return null;
  return (
    <details className="text-13" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="cursor-pointer text-muted hover:text-fg">{found.data.every(isFile) ? i18n.t("{count, plural, one {# file was looked in} other {# files were looked in}}", { count: found.data.length }) : i18n.t("{count, plural, one {# page was read} other {# pages were read}}", { count: found.data.length })}</summary>
      {open && <Quotes room={room} turn={turn} />}
      <ol aria-label={i18n.t("Sources")} className="mt-2 space-y-2">
        {found.data.map((source) => (
          <Source key={source.id} source={source} />
        ))}
      </ol>
    </details>
  );
}

const isFile = (source: SourceView) => source.url.startsWith("file:");

/** What code found: never what the model says of itself. */
function Quotes({ room, turn }: { room: string; turn: string }) {
  const found = useQuery({ queryKey: ["citations", room, turn], queryFn: () => api.get<CitationView[]>(`/rooms/${room}/turns/${turn}/citations`) });
  const quotes = found.data?.filter((each) => each.kind === "quote" && each.cites.length > 0) ?? [];
  const wrong = quotes.filter((each) => each.verdict !== "found");
  if (quotes.length === 0) return null;
  return (
    <div className="mt-2">
      <p className={wrong.length > 0 ? "text-warn" : "text-muted"}>{i18n.t("{found} of {all} quotes stand there word for word.", { found: quotes.length - wrong.length, all: quotes.length })}</p>
      <ul>
        {wrong.map((each, index) => (
          <li key={index} className="mt-1 text-12">
            <q dir="auto">{each.text}</q> <span className="text-muted">{each.verdict === "elsewhere" ? i18n.t("stands in another source than the one it cites") : i18n.t("stands in none of them")}</span>
            {each.near && (
              <span dir="auto" className="block text-muted">
                {i18n.t("Nearest: {words}", { words: each.near })}
              </span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Source({ source }: { source: SourceView }) {
  const [open, setOpen] = useState(false);
  const web = /^https?:/.test(source.url);
  const title = source.title || source.url;
  return (
    <li className="rounded-lg border border-line bg-surface px-3 py-2">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <span className="text-muted">[{source.number}]</span>
        {web ? (
          <a dir="auto" href={source.url} target="_blank" rel="noreferrer noopener" className="min-w-0 truncate font-medium underline">
            {title}
          </a>
        ) : (
          <span dir="auto" className="min-w-0 truncate font-medium">
            {title}
          </span>
        )}
        <span className="text-12 text-muted">{i18n.t("read {when}", { when: i18n.date(new Date(source.at), { dateStyle: "medium", timeStyle: "short" }) })}</span>
      </p>
      {isFile(source) ? (
        <Button size="sm" kind="muted" onClick={() => lookAt({ file: source.url.slice("file:".length) })}>
          {i18n.t("As it was read")}
        </Button>
      ) : (
        <Button size="sm" kind="muted" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? i18n.t("Hide its words") : i18n.t("As it was read")}
        </Button>
      )}
      {open && <Words source={source.id} />}
    </li>
  );
}

function Words({ source }: { source: string }) {
  const found = useQuery({ queryKey: ["source", source], queryFn: () => api.get<SourceTextView>(`/sources/${source}`), staleTime: Infinity });
  if (found.isError) return <p className="text-danger">{sentence(found.error)}</p>;
  return (
    <div dir="auto" tabIndex={0} aria-busy={!found.data} className="mt-2 max-h-60 overflow-y-auto text-12 whitespace-pre-wrap">
      {found.data?.text}
    </div>
  );
}
