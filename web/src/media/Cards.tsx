/** Cards to learn from the page: turned and judged by key, or asked as a quiz; what is known comes back later. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Check, Download, RotateCcw, TextCursorInput, X } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { api, sentence } from "../api";
import { i18n } from "../i18n";
import type { Canvas } from "../room/state";
import { download } from "../shell/TopBar";
import { Button, IconButton } from "../ui/button";
import { cx } from "../ui/cx";
import { Menu, MenuItem } from "../ui/menu";
import type { FlashCardView } from "../wire.gen";
import { answered, due, forgetAll, keep, read } from "./leitner";
import { showPassage } from "./passage";

type Way = "cards" | "quiz";

export default function Cards({ canvas }: { canvas: Canvas }) {
  const found = useQuery({
    queryKey: ["flash-cards", canvas.id],
    queryFn: () => api.get<FlashCardView[]>(`/canvases/${canvas.id}/flash_cards`),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  if (found.isError) return <p className="p-6 text-13 text-danger">{sentence(found.error)}</p>;
  if (!found.data) return <div aria-hidden className="skeleton m-6 h-40 max-w-xl animate-skeleton" />;
  if (found.data.length === 0) return <Nothing />;
  return <Learning canvas={canvas} cards={found.data} />;
}

function Nothing() {
  return (
    <div className="mx-auto max-w-lg p-8 text-14 text-muted">
      <p className="font-medium text-fg">{i18n.t("There is nothing to ask in this text yet.")}</p>
      <p className="mt-2">
        {i18n.t("Cards are made of bold words, sentences such as “A holt is the den of an otter”, years, short lists and tables of two columns.")}
      </p>
    </div>
  );
}

function Learning({ canvas, cards }: { canvas: Canvas; cards: FlashCardView[] }) {
  const [way, setWay] = useState<Way>("cards");
  const [progress, setProgress] = useState(() => read(canvas.id));
  const asked = way === "quiz" ? cards.filter((card) => card.choices.length > 0) : cards;
  const ids = asked.map((card) => card.id);
  // A quiz asks everything; cards ask what is due.
  const waiting = way === "quiz" ? ids : due(ids, progress, Date.now());
  const [queue, setQueue] = useState<string[] | null>(null);
  const left = (queue ?? waiting).filter((id) => ids.includes(id));
  const card = asked.find((each) => each.id === left[0]);
  const known = cards.filter((each) => (progress[each.id]?.box ?? 0) > 0).length;
  const judge = (good: boolean) => {
    if (!card) return;
    const next = answered(progress, card.id, good, Date.now());
    setProgress(next);
    keep(canvas.id, next);
    // What was not known is asked again at the end.
    setQueue(good ? left.slice(1) : [...left.slice(1), card.id]);
  };
  const begin = (all: boolean) => setQueue(all ? ids : due(ids, progress, Date.now()));
  const go = (to: Way) => {
    setWay(to);
    setQueue(null);
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto p-4">
      <div className="mx-auto flex w-full max-w-2xl flex-wrap items-center gap-1">
        {(["cards", "quiz"] as const).map((each) => (
          <Button key={each} size="sm" kind={each === way ? "plain" : "muted"} aria-pressed={each === way} onClick={() => go(each)}>
            {each === "cards" ? i18n.t("Turn over") : i18n.t("Choose the answer")}
          </Button>
        ))}
        <span className="flex-1" />
        <p className="text-12 text-muted" role="status">
          {i18n.t("{left} to go · {known} of {all} known", { left: left.length, known, all: cards.length })}
        </p>
        <Menu
          label={i18n.t("Save the cards")}
          trigger={
            <IconButton label={i18n.t("Save the cards")}>
              <Download size={15} />
            </IconButton>
          }
        >
          {([["apkg", i18n.t("For Anki")], ["txt", i18n.t("Text with tabs")], ["csv", i18n.t("CSV")]] as const).map(([format, name]) => (
            <MenuItem key={format} onSelect={() => download(`/api/canvases/${canvas.id}/flash_cards/file?format=${format}`)}>
              {name}
            </MenuItem>
          ))}
          <MenuItem
            icon={<RotateCcw size={14} />}
            onSelect={() => {
              forgetAll(canvas.id);
              setProgress({});
              setQueue(null);
            }}
          >
            {i18n.t("Begin anew")}
          </MenuItem>
        </Menu>
      </div>
      {card ? (
        way === "cards" ? (
          <Turning key={card.id + left.length} card={card} onJudge={judge} />
        ) : (
          <Choosing key={card.id + left.length} card={card} onJudge={judge} />
        )
      ) : (
        <div ref={(end) => end?.focus()} tabIndex={-1} className="mx-auto mt-12 max-w-md text-center outline-none">
          <p className="text-16 font-medium">{ids.length ? i18n.t("All done for today.") : i18n.t("There is too little here to choose from.")}</p>
          <p className="mt-1 mb-4 text-13 text-muted">
            {ids.length ? i18n.t("What you knew comes back in some days, later each time.") : i18n.t("A quiz needs three answers of one kind; turn the cards over instead.")}
          </p>
          {ids.length > 0 && <Button onClick={() => begin(true)}>{i18n.t("Once more, all of them")}</Button>}
        </div>
      )}
    </div>
  );
}

function Face({ card, children }: { card: FlashCardView; children?: React.ReactNode }) {
  return (
    <>
      <p className="flex items-center gap-1 text-12 text-muted">
        <span className="min-w-0 flex-1 truncate">{card.heading}</span>
        <IconButton label={i18n.t("Show its passage")} onClick={() => showPassage(card.start, card.end)}>
          <TextCursorInput size={14} />
        </IconButton>
      </p>
      <p dir="auto" className="mt-2 font-serif text-22 whitespace-pre-line wrap-anywhere">
        {card.front}
      </p>
      {children}
    </>
  );
}

const BOX = "card mx-auto mt-4 w-full max-w-2xl rounded-lg border border-line bg-surface p-6 outline-none max-md:p-4";

function Turning({ card, onJudge }: { card: FlashCardView; onJudge(known: boolean): void }) {
  const [turned, turn] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => void box.current?.focus(), []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== box.current || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " " || event.key === "Enter") turn(true);
    else if (turned && (event.key === "1" || event.key === "ArrowLeft")) onJudge(false);
    else if (turned && (event.key === "2" || event.key === "ArrowRight")) onJudge(true);
    else return;
    event.preventDefault();
  };
  return (
    <div ref={box} tabIndex={0} role="group" aria-label={i18n.t("Card")} className={BOX} onKeyDown={onKeyDown}>
      <Face card={card}>
        <div aria-live="polite" className="mt-4 min-h-24 border-t border-line pt-4">
          {turned && (
            <p dir="auto" className="text-18 whitespace-pre-line wrap-anywhere">
              {card.back}
            </p>
          )}
        </div>
      </Face>
      <div className="mt-4 flex flex-wrap gap-2">
        {turned ? (
          <>
            <Button onClick={() => onJudge(false)}>
              <X size={14} /> {i18n.t("Not yet")} <kbd className="text-11 text-muted">1</kbd>
            </Button>
            <Button kind="primary" onClick={() => onJudge(true)}>
              <Check size={14} /> {i18n.t("I knew it")} <kbd className="text-11">2</kbd>
            </Button>
          </>
        ) : (
          <Button kind="primary" onClick={() => (turn(true), box.current?.focus())}>
            {i18n.t("Turn the card")} <kbd className="text-11">{i18n.t("Space")}</kbd>
          </Button>
        )}
      </div>
    </div>
  );
}

function Choosing({ card, onJudge }: { card: FlashCardView; onJudge(known: boolean): void }) {
  const [picked, pick] = useState<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => void box.current?.focus(), []);
  const right = picked === card.back;
  const go = () => picked !== null && onJudge(right);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const chosen = card.choices[Number(event.key) - 1];
    if (chosen !== undefined && picked === null) pick(chosen);
    else if (event.key === "Enter" && picked !== null) go();
    else return;
    event.preventDefault();
  };
  return (
    <div ref={box} tabIndex={0} role="group" aria-label={i18n.t("Question")} className={BOX} onKeyDown={onKeyDown}>
      <Face card={card} />
      <ol className="mt-4 grid gap-2">
        {card.choices.map((choice, number) => (
          <li key={choice}>
            <button
              type="button"
              disabled={picked !== null}
              onClick={() => (pick(choice), box.current?.focus())}
              className={cx(
                "flex w-full items-start gap-3 rounded-md border px-3 py-2 text-start text-14",
                picked === null && "border-line hover:bg-hover",
                picked !== null && choice === card.back && "border-ok bg-ok-soft",
                picked === choice && !right && "border-danger bg-danger-soft",
                picked !== null && choice !== card.back && choice !== picked && "border-line text-muted",
              )}
            >
              <kbd className="text-12 text-muted">{number + 1}</kbd>
              <span dir="auto" className="wrap-anywhere">
                {choice}
              </span>
              {picked !== null && choice === card.back && <Check size={15} aria-label={i18n.t("Right")} className="ms-auto shrink-0 text-ok" />}
              {picked === choice && !right && <X size={15} aria-label={i18n.t("Wrong")} className="ms-auto shrink-0 text-danger" />}
            </button>
          </li>
        ))}
      </ol>
      <div aria-live="polite" className="mt-4 flex min-h-8 items-center gap-3">
        {picked !== null && (
          <>
            <p className={cx("text-13 font-medium", right ? "text-ok" : "text-danger")}>{right ? i18n.t("Right.") : i18n.t("Not quite: it is asked again.")}</p>
            <Button kind="primary" onClick={go}>
              {i18n.t("Next")} <kbd className="text-11">{i18n.t("Enter")}</kbd>
            </Button>
          </>
        )}
      </div>
    </div>
  );
}
