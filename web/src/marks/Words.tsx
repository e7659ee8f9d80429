/** Where a comment is written: grows with its words, Enter sends, `@` offers who is here. */
import { useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import { hueOf } from "../canvas/hues";
import { i18n } from "../i18n";
import { Button } from "../ui/button";
import { cx } from "../ui/cx";
import { matching, mentionAt, type Mentionable } from "./mentions";

interface WordsProps {
  readonly value?: string;
  readonly label: string;
  readonly send: string;
  readonly people: readonly Mentionable[];
  readonly focus?: boolean;
  /** Gives false when it was not taken: the words stay. */
  onSend(words: string): Promise<boolean>;
  onCancel(): void;
}

export function Words({ value = "", label, send, people, focus = false, onSend, onCancel }: WordsProps) {
  const [words, setWords] = useState(value);
  const [caret, setCaret] = useState(value.length);
  const [pick, setPick] = useState(0);
  const [closed, setClosed] = useState(false);
  const [busy, setBusy] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const list = useId();
  const at = closed ? null : mentionAt(words, caret);
  const offered = at ? matching(people, at.letters) : [];
  const chosen = offered[Math.min(pick, offered.length - 1)];

  useLayoutEffect(() => {
    const box = area.current!;
    box.style.height = "auto";
    box.style.height = `${Math.min(180, box.scrollHeight)}px`;
  }, [words]);
  useLayoutEffect(() => {
    if (!focus) return;
    area.current!.focus({ preventScroll: true });
    area.current!.setSelectionRange(value.length, value.length);
  }, [focus, value]);

  const put = (who: Mentionable) => {
    const before = `${words.slice(0, at!.from)}@${who.handle} `;
    setWords(before + words.slice(caret));
    setCaret(before.length);
    requestAnimationFrame(() => area.current?.setSelectionRange(before.length, before.length));
  };
  const finish = async () => {
    const said = words.trim();
    if (said === "" || busy) return;
    setBusy(true);
    if (await onSend(said)) setWords("");
    setBusy(false);
  };
  const key = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    if (chosen && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      setPick((pick + (event.key === "ArrowDown" ? 1 : offered.length - 1)) % offered.length);
    } else if (chosen && (event.key === "Enter" || event.key === "Tab")) put(chosen);
    else if (chosen && event.key === "Escape") setClosed(true);
    else if (event.key === "Enter" && !event.shiftKey) void finish();
    else if (event.key === "Escape") onCancel();
    else return;
    event.preventDefault();
  };

  return (
    <div className="relative">
      <textarea
        ref={area}
        rows={1}
        dir="auto"
        value={words}
        aria-label={label}
        placeholder={label}
        maxLength={10_000}
        role="combobox"
        aria-expanded={chosen !== undefined}
        aria-controls={list}
        aria-autocomplete="list"
        {...(chosen ? { "aria-activedescendant": `${list}-${chosen.id}` } : {})}
        onChange={(event) => {
          setWords(event.target.value);
          setCaret(event.target.selectionStart);
          setPick(0);
          setClosed(false);
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onKeyDown={key}
        className="block w-full resize-none rounded-md border border-line bg-surface px-2 py-1.5 text-13 outline-none placeholder:text-muted focus:border-accent focus:ring-1 focus:ring-accent coarse:text-16"
      />
      {chosen && (
        <ul id={list} role="listbox" aria-label={i18n.t("Who to mention")} className="absolute inset-x-0 top-full z-30 mt-1 rounded-lg border border-line bg-surface p-1 shadow-float">
          {offered.map((who) => (
            <li
              key={who.id}
              id={`${list}-${who.id}`}
              role="option"
              aria-selected={who === chosen}
              onMouseDown={(event) => {
                event.preventDefault();
                put(who);
              }}
              className={cx("flex min-h-7 items-center gap-2 rounded-md px-2 text-13 coarse:min-h-11", who === chosen && "bg-hover")}
            >
              <span aria-hidden className="note-dot" data-hue={who.machine ? "agent" : hueOf(who.id)} />
              <span className={cx("min-w-0 flex-1 truncate", who.machine && "text-agent")}>{who.name}</span>
              <span className="text-11 text-muted">{who.machine ? i18n.t("answers") : ""}</span>
            </li>
          ))}
        </ul>
      )}
      {(words.trim() !== "" || focus) && (
        <div className="mt-1.5 flex justify-end gap-1">
          <Button size="sm" kind="muted" onClick={onCancel}>
            {i18n.t("Cancel")}
          </Button>
          <Button size="sm" kind="primary" disabled={busy || words.trim() === ""} onClick={() => void finish()}>
            {send}
          </Button>
        </div>
      )}
    </div>
  );
}
