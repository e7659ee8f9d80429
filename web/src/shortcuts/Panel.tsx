/** What the shortcuts of a page are, in a panel over its corner: a list, and for those with settings a second step. */
import {
  BookOpen, Bug, ChevronLeft, ChevronRight, FileSearch, Languages, MessageSquareText, MessagesSquare, MoveVertical, Repeat,
  ScrollText, Settings2, Smile, Sparkle, Wand,
} from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { useLocation } from "wouter";
import { i18n } from "../i18n";
import { useDesk } from "../room/desk";
import type { Canvas } from "../room/state";
import { cx } from "../ui/cx";
import type { BuiltInShortcut } from "../wire.gen";
import { useShortcuts } from "./data";
import { optionName, shortcutName } from "./names";
import { Steps } from "./Steps";
import { applyShortcut } from "./use";

const ICONS: Record<string, typeof Wand> = {
  suggest: MessageSquareText, length: MoveVertical, level: BookOpen, polish: Sparkle, emoji: Smile, translate: Languages,
  review: FileSearch, logs: ScrollText, comments: MessagesSquare, fix: Bug, port: Repeat,
};
const ROW = "flex min-h-8 w-full items-center gap-2.5 rounded-md px-2 py-1 text-start text-13 outline-offset-[-2px] hover:bg-hover coarse:min-h-11";

export default function Panel({ canvas, onDone }: { canvas: Canvas; onDone(): void }) {
  const { data } = useShortcuts();
  const [, go] = useLocation();
  const selection = useDesk((desk) => desk.selection);
  const [step, setStep] = useState<BuiltInShortcut | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const from = useRef<string | null>(null);
  useEffect(() => {
    const back = step === null && from.current ? `[data-shortcut="${from.current}"]` : null;
    const wanted = [back, "[role=slider]", "[data-first] button", "button"].flatMap((each) => (each ? [each] : []));
    // The slider's thumb is not shown before it knows its place.
    const frame = requestAnimationFrame(() => wanted.map((each) => list.current?.querySelector<HTMLElement>(each)).find(Boolean)?.focus());
    return () => cancelAnimationFrame(frame);
  }, [step, data]);
  const use = (id: string, option: string | null) => {
    applyShortcut(id, option);
    onDone();
  };
  const mine = (data?.own ?? []).filter((own) => own.kind === "any" || own.kind === canvas.kind);
  if (step) {
    const back = () => {
      from.current = step.id;
      setStep(null);
    };
    const named = step.options.map((option) => ({ id: option.id, words: optionName(step.id, option.id, option.title) }));
    return (
      <div
        ref={list}
        data-inner
        onKeyDown={(event) => {
          if (event.key === "Escape" || event.key === "ArrowLeft") {
            if (event.key === "ArrowLeft" && event.target instanceof Element && event.target.role === "slider") return;
            event.preventDefault();
            event.stopPropagation();
            back();
          } else move(event);
        }}
      >
        <button type="button" onClick={back} className={cx(ROW, "font-medium")}>
          <ChevronLeft size={14} className="shrink-0 text-muted rtl:-scale-x-100" />
          {shortcutName(step.id, step.title)}
        </button>
        {step.id === "length" || step.id === "level" ? (
          <Steps
            label={shortcutName(step.id, step.title)}
            stops={withRest(step.id, named)}
            onApply={(option) => use(step.id, option)}
          />
        ) : (
          <div data-first className="max-h-[46vh] overflow-y-auto">
            {named.map((option) => (
              <button key={option.id} type="button" className={cx(ROW, "ps-8")} onClick={() => use(step.id, option.id)}>
                {option.words}
              </button>
            ))}
          </div>
        )}
      </div>
    );
  }
  return (
    <div ref={list} onKeyDown={move}>
      <p className="truncate px-2 pt-1.5 pb-1 text-11 text-muted">
        {selection?.canvas === canvas.id ? i18n.t("For what is selected") : i18n.t("For the whole page")}
      </p>
      {(data?.built_in ?? [])
        .filter((each) => each.kind === canvas.kind)
        .map((each) => (
          <Row
            key={each.id}
            id={each.id}
            more={each.options.length > 0}
            onClick={() => (each.options.length > 0 ? setStep(each) : use(each.id, null))}
          >
            {shortcutName(each.id, each.title)}
          </Row>
        ))}
      {mine.length > 0 && <hr className="mx-2 my-1 border-line" />}
      {mine.map((own) => (
        <Row key={own.id} id={own.id} onClick={() => use(own.id, null)}>
          {own.name}
        </Row>
      ))}
      <hr className="mx-2 my-1 border-line" />
      <button
        type="button"
        className={cx(ROW, "text-muted")}
        onClick={() => {
          onDone();
          go("/settings/shortcuts");
        }}
      >
        <Settings2 size={14} className="shrink-0" />
        {i18n.t("Shortcuts of your own…")}
      </button>
    </div>
  );
}

function Row(props: { id: string; more?: boolean; children: ReactNode; onClick(): void }) {
  const Icon = ICONS[props.id] ?? Wand;
  return (
    <button
      type="button"
      data-shortcut={props.id}
      {...(props.more ? { "aria-haspopup": "true" as const } : {})}
      className={ROW}
      onClick={props.onClick}
      onKeyDown={(event) => {
        if (props.more && event.key === "ArrowRight") {
          event.preventDefault();
          props.onClick();
        }
      }}
    >
      <Icon size={14} className="shrink-0 text-muted" />
      <span className="min-w-0 flex-1 truncate">{props.children}</span>
      {props.more && <ChevronRight size={14} className="shrink-0 text-muted rtl:-scale-x-100" />}
    </button>
  );
}

/** The arrows go from button to button, as in a menu. */
function move(event: KeyboardEvent<HTMLElement>): void {
  const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (by === 0 || (event.target instanceof Element && event.target.role === "slider")) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>("button:not([tabindex='-1'])")];
  const at = buttons.indexOf(document.activeElement as HTMLElement);
  buttons[(at + by + buttons.length) % buttons.length]?.focus();
  event.preventDefault();
}

/** The stops from low to high, with "as it is" where the slider rests. */
function withRest(id: string, named: readonly { id: string; words: string }[]): { id: string | null; words: string }[] {
  const middle = id === "length" ? named.filter((each) => each.id.startsWith("-")).length : 3;
  return [...named.slice(0, middle), { id: null, words: i18n.t("As it is") }, ...named.slice(middle)];
}
