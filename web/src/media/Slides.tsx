/** The page as slides: a strip of all, one large with its notes, arrow keys, the whole screen, files to save. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight, Download, Maximize, TextCursorInput } from "lucide-react";
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { api, sentence } from "../api";
import { i18n } from "../i18n";
import type { Canvas } from "../room/state";
import { download } from "../shell/TopBar";
import { Button, IconButton } from "../ui/button";
import { cx } from "../ui/cx";
import type { DeckView, LostView, SlideView } from "../wire.gen";
import { showPassage } from "./passage";
import { safe } from "./safe";

const LOOK_MS = 4000;
const STEPS: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1, Home: -1e9, End: 1e9 };

export default function Slides({ canvas }: { canvas: Canvas }) {
  const deck = useQuery({
    queryKey: ["slides", canvas.id],
    queryFn: () => api.get<DeckView>(`/canvases/${canvas.id}/slides`),
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_MS,
    staleTime: 0,
  });
  if (deck.isError) return <p className="p-6 text-13 text-danger">{sentence(deck.error)}</p>;
  if (!deck.data) return <div aria-hidden className="skeleton m-6 aspect-video max-w-3xl animate-skeleton" />;
  return <Deck canvas={canvas} deck={deck.data} />;
}

function Deck({ canvas, deck }: { canvas: Canvas; deck: DeckView }) {
  const [chosen, choose] = useState(0);
  const stage = useRef<HTMLDivElement>(null);
  const strip = useRef<HTMLOListElement>(null);
  const last = deck.slides.length - 1;
  const at = Math.min(chosen, last);
  const slide = deck.slides[at];
  const step = (by: number) => choose(Math.max(0, Math.min(last, at + by)));
  useEffect(() => stage.current?.focus(), []);
  useEffect(() => {
    // It gives a promise in newer browsers, which an effect must not.
    void strip.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [at]);
  const onKeyDown = (event: KeyboardEvent) => {
    const by = STEPS[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey || (event.key === " " && event.target !== stage.current)) return;
    event.preventDefault();
    step(by);
  };
  if (!slide) return null;
  return (
    <div className="flex min-h-0 flex-1 flex-col" onKeyDown={onKeyDown}>
      <div className="flex min-h-0 flex-1 max-md:flex-col-reverse">
        <ol ref={strip} aria-label={i18n.t("All slides")} className="strip flex shrink-0 gap-2 overflow-auto border-line bg-sunken p-3">
          {deck.slides.map((each, number) => (
            <li key={number}>
              <button
                type="button"
                tabIndex={-1}
                aria-current={number === at}
                aria-label={i18n.t("Slide {number}: {title}", { number: number + 1, title: each.title })}
                onClick={() => (choose(number), stage.current?.focus())}
                className={cx("block w-full rounded-md border-2", number === at ? "border-accent" : "border-transparent hover:border-line-strong")}
              >
                <Sheet slide={each} number={number + 1} />
              </button>
            </li>
          ))}
        </ol>
        <div className="flex min-h-0 min-w-0 flex-1 flex-col overflow-y-auto p-4 max-md:p-3">
          <div
            ref={stage}
            tabIndex={0}
            role="group"
            aria-roledescription={i18n.t("Slide")}
            aria-label={i18n.t("Slide {number} of {count}", { number: at + 1, count: last + 1 })}
            className="stage mx-auto w-full max-w-4xl shrink-0 rounded-lg"
          >
            <Sheet slide={slide} number={at + 1} />
          </div>
          <div className="mx-auto mt-3 w-full max-w-4xl">
            <div className="flex flex-wrap items-center gap-1">
              <IconButton label={i18n.t("Slide before")} keys="←" disabled={at === 0} onClick={() => step(-1)}>
                <ChevronLeft size={16} className="rtl:-scale-x-100" />
              </IconButton>
              <p role="status" className="min-w-14 text-center text-12 text-muted tabular-nums">
                {i18n.t("{number} of {count}", { number: at + 1, count: last + 1 })}
              </p>
              <IconButton label={i18n.t("Next slide")} keys="→" disabled={at === last} onClick={() => step(1)}>
                <ChevronRight size={16} className="rtl:-scale-x-100" />
              </IconButton>
              <IconButton label={i18n.t("Whole screen")} onClick={() => void stage.current?.requestFullscreen().then(() => stage.current?.focus())}>
                <Maximize size={15} />
              </IconButton>
              <IconButton label={i18n.t("Show its passage")} onClick={() => showPassage(slide.start, slide.start)}>
                <TextCursorInput size={15} />
              </IconButton>
              <span className="flex-1" />
              <Button size="sm" onClick={() => download(`/api/canvases/${canvas.id}/export?format=slides`)}>
                <Download size={13} /> {i18n.t("As a page")}
              </Button>
              <Button size="sm" kind="primary" onClick={() => download(`/api/canvases/${canvas.id}/export?format=pptx`)}>
                <Download size={13} /> {i18n.t("PowerPoint")}
              </Button>
            </div>
            <Notes slide={slide} />
            <Lost lost={deck.lost} />
          </div>
        </div>
      </div>
    </div>
  );
}

function Sheet({ slide, number }: { slide: SlideView; number: number }) {
  const inside = useMemo(() => safe(slide.html), [slide.html]);
  return (
    <div className={cx("slide", slide.kind)}>
      <div className="in" dir="auto" dangerouslySetInnerHTML={inside} />
      <span className="number" aria-hidden>
        {number}
      </span>
    </div>
  );
}

function Notes({ slide }: { slide: SlideView }) {
  const inside = useMemo(() => safe(slide.notes), [slide.notes]);
  return (
    <section aria-label={i18n.t("Speaker's notes")} className="mt-4 border-t border-line pt-3">
      <h3 className="text-12 font-medium text-muted">{i18n.t("Speaker's notes")}</h3>
      {slide.notes ? (
        <div className="notes mt-1 text-14" dir="auto" dangerouslySetInnerHTML={inside} />
      ) : (
        <p className="mt-1 text-13 text-muted">{i18n.t("All of this passage stands on the slide.")}</p>
      )}
    </section>
  );
}

function Lost({ lost }: { lost: readonly LostView[] }) {
  if (lost.length === 0) return null;
  return (
    <section className="mt-4 text-12 text-muted">
      <h3 className="font-medium">{i18n.t("A file of these slides would not keep:")}</h3>
      <ul className="mt-1 list-disc ps-5">
        {lost.map((item, number) => (
          <li key={number} className="wrap-anywhere">
            {item.what}
            {item.where && ` · ${item.where}`}
            {item.count > 1 && ` · ${item.count}×`}
          </li>
        ))}
      </ul>
    </section>
  );
}
