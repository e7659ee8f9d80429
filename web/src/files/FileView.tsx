/** The words of an attached file, page by page, with the passage marked that a quote comes from. */
import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight, Download } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { api, sentence } from "../api";
import { i18n } from "../i18n";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Note } from "../ui/field";
import type { FilePageView } from "../wire.gen";
import { lookAt, type Looking } from "./open";
import { countName, partName } from "./words";

export default function FileView({ looking }: { looking: Looking }) {
  const [page, setPage] = useState<number | null>(looking.page ?? null);
  useEffect(() => setPage(looking.page ?? null), [looking]);
  const quote = page === null ? (looking.quote ?? "") : "";
  const found = useQuery({
    queryKey: ["file", looking.file, page, quote],
    queryFn: () => api.get<FilePageView>(`/attached/${looking.file}/text?page=${page ?? 1}${quote ? `&quote=${encodeURIComponent(quote.slice(0, 3000))}` : ""}`),
    staleTime: Infinity,
    placeholderData: (before) => before,
  });
  const view = found.data;
  return (
    <Dialog open wide title={view?.name ?? i18n.t("File")} {...(view ? { about: about(view) } : {})} onClose={() => lookAt(null)}>
      {found.isError && <Note kind="danger">{sentence(found.error)}</Note>}
      {view && quote !== "" && view.start === null && (
        <div className="mb-3">
          <Note kind="warn">{i18n.t("These words do not stand in the file letter for letter.")}</Note>
        </div>
      )}
      {view && <Words view={view} />}
      {view && (
        <nav aria-label={i18n.t("Pages of the file")} className="sticky bottom-0 mt-4 flex items-center gap-2 border-t border-line bg-surface pt-3">
          {view.pages > 1 && (
            <>
              <Button size="sm" kind="muted" disabled={view.page <= 1} onClick={() => setPage(view.page - 1)}>
                <ChevronLeft size={14} className="rtl:-scale-x-100" /> {i18n.t("Back")}
              </Button>
              <Button size="sm" kind="muted" disabled={view.page >= view.pages} onClick={() => setPage(view.page + 1)}>
                {i18n.t("Next")} <ChevronRight size={14} className="rtl:-scale-x-100" />
              </Button>
            </>
          )}
          <span className="flex-1" />
          <a href={`/api/files/${view.id}`} download={view.name} className="flex items-center gap-1.5 text-12 text-muted underline underline-offset-2 hover:text-fg">
            <Download size={13} /> {i18n.t("The file itself")}
          </a>
        </nav>
      )}
    </Dialog>
  );
}

function about(view: FilePageView): string {
  const part = partName(view.unit, view.page);
  const where = part ? i18n.t("{part} of {pages}", { part, pages: view.pages }) : countName(view.unit, view.pages);
  const said = i18n.t("Its words as they were read, without pictures and layout.");
  return where ? `${where}. ${said}` : said;
}

function Words({ view }: { view: FilePageView }) {
  const mark = useRef<HTMLElement>(null);
  useEffect(() => {
    void mark.current?.scrollIntoView({ block: "center" });
  }, [view]);
  // Offsets are code points; the text of a page is short enough to be taken apart.
  const letters = [...view.text];
  const [start, end] = [view.start ?? 0, view.end ?? 0];
  const cut = (from: number, to: number) => letters.slice(from, to).join("");
  return (
    <div dir="auto" tabIndex={0} className="font-serif text-16 leading-[27px] whitespace-pre-wrap wrap-anywhere">
      {end > start ? (
        <>
          {cut(0, start)}
          <mark ref={mark} className="rounded-xs bg-accent-soft px-0.5 text-fg outline-1 outline-accent">
            {cut(start, end)}
          </mark>
          {cut(end, letters.length)}
        </>
      ) : (
        view.text
      )}
    </div>
  );
}
