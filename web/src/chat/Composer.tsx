/**
 * Where a person writes to the room. Enter or Ctrl/Cmd-Enter sends, Shift-Enter makes a line; while a turn runs the
 * button stops it. What was written is kept for each room until it is sent.
 */
import { ArrowUp, ListChecks, Paperclip, Square, TextCursorInput, X } from "lucide-react";
import { lazy, Suspense, useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import { i18n, withTaskWords } from "../i18n";
import { useActions } from "../room/actions";
import { pane, useDesk } from "../room/desk";
import { atWork, runningTurn, runningTurns } from "../room/state";
import { useRoom } from "../room/store";
import { Button, Hint, IconButton } from "../ui/button";
import { usePhone } from "../shell/sheet";
import { cx } from "../ui/cx";
import type { MessageIn } from "../wire.gen";
import { Speak, spoken } from "../voice/Speak";
import { ModelMenu } from "./ModelMenu";

const FileBar = lazy(withTaskWords(() => import("../files/FileBar")));
const Pairing = lazy(withTaskWords(() => import("../code/Pairing")));
const MentionList = lazy(() => import("./MentionList"));

const drafts = new Map<string, string>();
const keyOf = (room: string) => `gesso.draft.${room}`;

export interface ComposerProps {
  readonly room: string;
  readonly autoFocus?: boolean;
  readonly prefill?: { readonly text: string } | null;
  /** Resolves to false when the words were not taken. */
  onSend(text: string, extra: Partial<MessageIn>): Promise<boolean>;
  /** Makes the conversation that files are attached to, where there is none yet. */
  onRoom?(): Promise<string | null>;
}

export function Composer({ room, autoFocus, prefill, onSend, onRoom }: ComposerProps) {
  const [text, setText] = useState(() => drafts.get(room) ?? sessionStorage.getItem(keyOf(room)) ?? "");
  const [sending, setSending] = useState(false);
  const [caret, setCaret] = useState(0);
  const goTo = useRef<number | null>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const forList = useRef<((event: KeyboardEvent) => boolean) | null>(null);
  const turn = useRoom((state) => (state.room.id === room ? (runningTurn(state.room)?.id ?? null) : null));
  const { canvas, selection, setAside, putSelectionAside, sheet } = useDesk();
  const coding = useRoom((state) => (canvas && state.room.canvases[canvas]?.kind === "code" ? canvas : null));
  const { stop, stopAll } = useActions();
  const several = useRoom((state) => state.room.id === room && (runningTurns(state.room) > 1 || atWork(state.room)));
  const put = (words: string, at: number) => {
    setText(words);
    setCaret(at);
    goTo.current = at;
  };
  // Low over a page there is one line for it all.
  const compact = usePhone() && canvas !== null && sheet === "peek";
  const acting = selection && selection !== setAside && selection.canvas === canvas ? selection : null;

  useEffect(() => {
    // Who began to write elsewhere while this was loading goes on there.
    const elsewhere = document.activeElement?.closest("textarea, input, [contenteditable=true]");
    if (autoFocus && !elsewhere && !window.matchMedia("(pointer: coarse)").matches) area.current?.focus();
  }, [autoFocus]);
  useEffect(() => {
    drafts.set(room, text);
    if (text) sessionStorage.setItem(keyOf(room), text);
    else sessionStorage.removeItem(keyOf(room));
  }, [room, text]);
  useEffect(() => {
    if (!prefill) return;
    setText(prefill.text);
    area.current?.focus();
  }, [prefill]);
  useLayoutEffect(() => {
    if (goTo.current === null) return;
    area.current?.setSelectionRange(goTo.current, goTo.current);
    goTo.current = null;
  }, [text]);
  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.height = "0";
    element.style.height = `${Math.min(element.scrollHeight, 260)}px`;
  }, [text, compact]);

  const submit = async (planned = false) => {
    const said = text.trim();
    if (said === "" || sending) return;
    // Said in so many words, so that the conversation shows what was asked.
    const words = planned ? `${said}${/[.!?…]$/.test(said) ? "" : "."} Make a plan first.` : said;
    setSending(true);
    setText("");
    // Asked for now: what the chip shows waits for a pause, and its words may have been deleted meanwhile.
    const meant = acting && pane.current ? pane.current.selection() : acting;
    const extra: Partial<MessageIn> = {
      ...(canvas ? { canvas } : {}),
      ...(meant ? { selection: { canvas: meant.canvas, start: meant.start, end: meant.end, version: meant.version } } : {}),
    };
    const taken = await onSend(words, extra);
    setSending(false);
    if (!taken) setText((now) => (now ? `${words}\n${now}` : words));
    else if (acting) putSelectionAside();
  };

  return (
    <form
      ref={form}
      aria-label={i18n.t("Message")}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      className={cx(compact && "grid grid-cols-[minmax(0,1fr)_auto] items-end", "rounded-lg border border-line bg-surface shadow-[0_1px_2px_rgb(0_0_0/0.04)] transition-colors duration-(--fast) focus-within:border-accent hover:border-line-strong focus-within:hover:border-accent")}
    >
      {/@[\p{L}\p{N}_-]*$/u.test(text.slice(0, caret)) && (
        <Suspense fallback={null}>
          <MentionList text={text} caret={caret} area={area} over={form} keys={forList} put={put} />
        </Suspense>
      )}
      <Suspense fallback={null}>
        <FileBar room={room} form={form} />
      </Suspense>
      {acting && (
        <div className={cx("flex px-2 pt-2", compact && "col-span-2")}>
          <span className="flex min-w-0 items-center gap-1.5 rounded-md bg-accent-soft py-0.5 ps-2 pe-0.5 text-12">
            <TextCursorInput size={13} className="shrink-0 text-accent" />
            <span className="truncate">{i18n.t("Selection: “{quote}”", { quote: shorten(acting.quote) })}</span>
            <IconButton label={i18n.t("Do not use the selection")} onClick={putSelectionAside} className="size-5">
              <X size={12} />
            </IconButton>
          </span>
        </div>
      )}
      <textarea
        ref={area}
        id="composer"
        dir="auto"
        rows={1}
        value={text}
        maxLength={400_000}
        aria-label={i18n.t("Write a message")}
        placeholder={acting ? i18n.t("What should change here?") : i18n.t("Ask, or say what to make")}
        aria-autocomplete="list"
        onChange={(event) => {
          setText(event.target.value);
          setCaret(event.target.selectionStart);
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onBlur={() => setCaret(0)}
        onKeyDown={(event) => {
          if (forList.current?.(event)) return;
          if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
          // A phone's keyboard has no Shift-Enter; there Enter makes a line and the button sends.
          const phone = window.matchMedia("(pointer: coarse)").matches;
          if (phone && !event.ctrlKey && !event.metaKey) return;
          event.preventDefault();
          void submit();
        }}
        className={cx("block w-full resize-none bg-transparent px-3.5 text-14 outline-none placeholder:text-muted coarse:text-16", compact ? "py-2.5" : "pt-3 pb-1")}
      />
      <div className={cx("flex items-center gap-1", compact ? "pe-0.5" : "px-1.5 pb-1.5")}>
        <IconButton label={i18n.t("Attach files")} onClick={() => void chooseFor(room, onRoom)}>
          <Paperclip size={16} />
        </IconButton>
        {!compact && <ModelMenu />}
        {!compact && coding && (
          <Suspense fallback={null}>
            <Pairing canvas={coding} />
          </Suspense>
        )}
        <span className="flex-1" />
        <Speak
          onText={(words) => {
            setText((now) => spoken(now, words));
            area.current?.focus();
          }}
        />
        {!compact && text.trim() !== "" && (
          <IconButton label={i18n.t("Delegate: make a plan first")} side="top" onClick={() => void submit(true)}>
            <ListChecks size={15} />
          </IconButton>
        )}
        {several && (
          <Button size="sm" kind="muted" onClick={() => void stopAll()}>
            {i18n.t("Stop all")}
          </Button>
        )}
        {turn ? (
          <Hint label={i18n.t("Stop")} keys="Esc" side="top">
            <button
              type="button"
              aria-label={i18n.t("Stop")}
              onClick={() => void stop(turn)}
              className="grid size-8 place-items-center rounded-md border border-line-strong text-fg hover:bg-hover coarse:size-11"
            >
              <Square size={12} fill="currentColor" />
            </button>
          </Hint>
        ) : null}
        {(!turn || text.trim() !== "") && (
          <Hint label={i18n.t("Send")} keys="Enter" side="top">
            <button
              type="submit"
              aria-label={i18n.t("Send")}
              disabled={text.trim() === "" || sending}
              className={cx(
                "grid size-8 place-items-center rounded-md bg-accent text-on-accent transition-opacity duration-(--fast) disabled:opacity-35 coarse:size-11",
              )}
            >
              <ArrowUp size={16} strokeWidth={2.25} />
            </button>
          </Hint>
        )}
      </div>
    </form>
  );
}

/** Asks for files and attaches them; a conversation is made for them where there is none. */
async function chooseFor(room: string, onRoom: ComposerProps["onRoom"]): Promise<void> {
  const { attachFiles, chooseToAttach } = await withTaskWords(() => import("../files/attach"))();
  chooseToAttach(async (files) => {
    const into = onRoom ? await onRoom() : room;
    if (into) await attachFiles(into, files);
  });
}

function shorten(quote: string): string {
  const line = quote.replace(/\s+/g, " ").trim();
  const letters = [...line];
  return letters.length > 60 ? `${letters.slice(0, 57).join("")}…` : line;
}
