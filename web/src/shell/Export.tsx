/** Exporting a page: choose a format, see what the file would not keep, save it. Also what an import did not keep. */
import { useQuery } from "@tanstack/react-query";
import { Check, Download } from "lucide-react";
import { useState } from "react";
import { api, sentence } from "../api";
import { i18n } from "../i18n";
import { useDesk } from "../room/desk";
import type { Canvas } from "../room/state";
import { Button } from "../ui/button";
import { cx } from "../ui/cx";
import { Dialog } from "../ui/dialog";
import type { LostView } from "../wire.gen";
import { useLost } from "./files";
import { download } from "./TopBar";

const FORMATS = () =>
  [
    ["docx", "Word", i18n.t("Comments, and suggestions as tracked changes")],
    ["pdf", "PDF", i18n.t("Pages to read and print")],
    ["html", "HTML", i18n.t("One page that needs nothing else")],
    ["pptx", "PowerPoint", i18n.t("Slides, with the rest as notes")],
    ["slides", i18n.t("Slides as a page"), i18n.t("For any browser, with arrow keys")],
    ["md", "Markdown", i18n.t("The text as it is")],
    ["folder", i18n.t("Markdown with pictures"), i18n.t("A zip")],
    ["ipynb", i18n.t("Notebook"), i18n.t("For Jupyter, code as cells")],
  ] as const;

const CODE = () =>
  [
    ["code", i18n.t("Code file"), i18n.t("The text as it is")],
    ["pdf", "PDF", i18n.t("Pages to read and print")],
    ["html", "HTML", i18n.t("One page that needs nothing else")],
    ["ipynb", i18n.t("Notebook"), i18n.t("For Jupyter, code as cells")],
  ] as const;

export default function Export({ canvas }: { canvas: Canvas }) {
  const open = useDesk((desk) => desk.open);
  const formats = canvas.kind === "code" ? CODE() : FORMATS();
  const [format, setFormat] = useState<string>(formats[0][0]);
  const losses = useQuery({
    queryKey: ["losses", canvas.id, format],
    queryFn: () => api.get<LostView[]>(`/canvases/${canvas.id}/export/losses?format=${format}`),
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <Dialog open title={i18n.t("Export “{title}”", { title: canvas.title })} onClose={() => open(null)}>
      <fieldset>
        <legend className="sr-only">{i18n.t("Format")}</legend>
        <div className="grid grid-cols-1 gap-1.5 md:grid-cols-2">
          {formats.map(([id, name, about]) => (
            <label
              key={id}
              className={cx(
                "flex cursor-pointer flex-col rounded-md border px-3 py-2 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent",
                id === format ? "border-accent bg-hover" : "border-line hover:bg-hover",
              )}
            >
              <input type="radio" name="format" value={id} checked={id === format} onChange={() => setFormat(id)} className="sr-only" />
              <span className="text-13 font-medium">{name}</span>
              <span className="text-12 text-muted">{about}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <section aria-live="polite" className="mt-4 min-h-16">
        {losses.isError ? (
          <p className="text-13 text-danger">{sentence(losses.error)}</p>
        ) : losses.data?.length === 0 ? (
          <p className="flex items-center gap-2 text-13 text-ok">
            <Check size={14} aria-hidden /> {i18n.t("Everything is kept.")}
          </p>
        ) : losses.data ? (
          <Losses lost={losses.data} some={i18n.t("The file would not keep:")} />
        ) : (
          <div aria-hidden className="skeleton h-4 w-2/5 animate-skeleton" />
        )}
      </section>
      <div className="mt-4 flex justify-end">
        <Button
          kind="primary"
          onClick={() => {
            download(`/api/canvases/${canvas.id}/export?format=${format}`);
            open(null);
          }}
        >
          <Download size={14} /> {i18n.t("Export")}
        </Button>
      </div>
    </Dialog>
  );
}

/** What an import could not keep: shown once, after the pages are there. */
export function ImportLost() {
  const { lost } = useLost();
  const close = () => useLost.setState({ lost: [] });
  const titles = [...new Set(lost.map((item) => item.title))];
  const [title] = titles;
  if (title === undefined) return null;
  const one = titles.length === 1;
  const words = one ? i18n.t("Imported “{title}”", { title }) : i18n.t("Imported, with some things left out");
  return (
    <Dialog open title={words} about={i18n.t("What has no place in a page was left out. The file itself is as it was.")} onClose={close}>
      <div className="space-y-4">
        {titles.map((each) => (
          <Losses key={each} lost={lost.filter((item) => item.title === each)} some={one ? i18n.t("Left out or changed:") : each} />
        ))}
      </div>
      <div className="mt-6 flex justify-end">
        <Button kind="primary" onClick={close}>
          {i18n.t("Show the page")}
        </Button>
      </div>
    </Dialog>
  );
}

function Losses({ lost, some }: { lost: readonly LostView[]; some: string }) {
  return (
    <section>
      <h3 className="text-13 font-medium">{some}</h3>
      <ul className="mt-1.5 max-h-56 list-disc space-y-1 overflow-y-auto ps-5 text-13 text-muted">
        {lost.map((item, at) => (
          <li key={at} className="wrap-anywhere">
            {item.what}
            {item.where && ` · ${item.where}`}
            {item.count > 1 && ` · ${item.count}×`}
          </li>
        ))}
      </ul>
    </section>
  );
}
