/**
 * Lenses made on the fly: what is to be measured, and the words that tell it. Such a lens is its name, so what is kept on
 * the shelf of this browser is text, which can be edited, copied and given to somebody else.
 */
import { useState } from "react";
import { api, sentence } from "../api";
import { i18n } from "../i18n";
import { useDesk } from "../room/desk";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { say } from "../ui/toast";
import type { LensView } from "../wire.gen";

const KEY = "gesso.lenses.shelf";
const MOST = 40;
const PREVIEWED = 3;

export const isMade = (lens: string): boolean => lens.startsWith("words:");

export function shelf(): string[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? found.filter((each): each is string => typeof each === "string" && isMade(each)) : [];
  } catch {
    return [];
  }
}

const keep = (names: readonly string[]) => localStorage.setItem(KEY, JSON.stringify([...new Set(names)].slice(-MOST)));

export function parsed(name: string): { title: string; words: string } {
  const [title = "", ...words] = name.slice("words:".length).split(":");
  return { title, words: words.join(":") };
}

const nameOf = (title: string, words: string) => `words:${title.replace(/:/g, " ").trim()}${words.trim() ? `:${words.trim()}` : ""}`;

export function Make({ canvas, lens, onDone }: { canvas: string; lens: string; onDone: () => void }) {
  const [open, setOpen] = useState(lens === "");
  const [title, setTitle] = useState(parsed(lens).title);
  const [words, setWords] = useState(parsed(lens).words);
  const [shown, setShown] = useState<LensView | null>(null);
  const [wrong, setWrong] = useState("");
  const openLens = useDesk((desk) => desk.openLens);
  const kept = shelf().includes(lens);
  const name = nameOf(title, words);
  const preview = () =>
    api.get<LensView>(`/canvases/${canvas}/lenses/${encodeURIComponent(name)}`).then(
      (found) => {
        setShown(found);
        setWrong("");
        // The words that the server took for the title are there to be read and changed.
        if (!words.trim()) setWords(found.view.measures[0]?.by ?? "");
      },
      (error: unknown) => setWrong(sentence(error)),
    );
  if (!open) {
    return (
      <div className="mt-2 flex flex-wrap items-center gap-1">
        <Button size="sm" kind="quiet" onClick={() => setOpen(true)}>
          {i18n.t("Edit its words")}
        </Button>
        <Button
          size="sm"
          kind="quiet"
          onClick={() => void navigator.clipboard.writeText(lens).then(() => say(i18n.t("Copied. Pasted as a message, an agent can use it; pasted here, anybody.")))}
        >
          {i18n.t("Copy it")}
        </Button>
        <Button
          size="sm"
          kind="quiet"
          onClick={() => {
            keep(kept ? shelf().filter((each) => each !== lens) : [...shelf(), lens]);
            openLens(kept ? "outline" : lens);
          }}
        >
          {kept ? i18n.t("Take it off the shelf") : i18n.t("Keep it")}
        </Button>
      </div>
    );
  }
  return (
    <form
      className="mt-2 space-y-3 rounded-lg border border-line bg-surface p-3"
      onSubmit={(event) => {
        event.preventDefault();
        void preview();
      }}
    >
      <Field
        label={i18n.t("What should be measured in each scene?")}
        placeholder={i18n.t("How frightening it is")}
        value={title}
        maxLength={80}
        autoFocus
        onChange={(event) => {
          const pasted = event.target.value;
          if (isMade(pasted)) {
            setTitle(parsed(pasted).title);
            setWords(parsed(pasted).words);
          } else setTitle(pasted);
          setShown(null);
        }}
      />
      <Field
        label={i18n.t("Words that tell it")}
        note={i18n.t("With commas between them; scream* also finds screamed. Left empty, a ready list is taken where there is one.")}
        error={wrong || undefined}
        value={words}
        maxLength={1_000}
        onChange={(event) => {
          setWords(event.target.value);
          setShown(null);
        }}
      />
      {shown && (
        <div role="status">
          <p className="text-12 text-muted">{shown.view.summary}</p>
          <ul className="mt-1 space-y-1">
            {shown.view.measures.slice(0, PREVIEWED).map((measure) => (
              <li key={measure.key} className="flex items-center gap-2 text-12">
                <span dir="auto" className="w-40 truncate">{measure.title}</span>
                <span className="h-1.5 flex-1 rounded-full bg-sunken">
                  <span className="block h-full rounded-full bg-accent" style={{ width: `${Math.min(100, (100 * (measure.value ?? 0)) / measure.most)}%` }} />
                </span>
                <span className="w-8 text-end tabular-nums">{measure.value}</span>
              </li>
            ))}
          </ul>
          <p className="mt-1 text-11 text-muted">{i18n.t("Estimated by these words. It costs nothing: no model is asked.")}</p>
        </div>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button size="sm" kind="quiet" onClick={() => (lens === "" ? onDone() : setOpen(false))}>
          {i18n.t("Cancel")}
        </Button>
        <Button size="sm" type="submit" kind={shown ? "plain" : "primary"} disabled={!title.trim()}>
          {i18n.t("Try it")}
        </Button>
        {shown && (
          <Button
            size="sm"
            kind="primary"
            onClick={() => {
              const made = nameOf(title, words);
              keep([...shelf().filter((each) => each !== lens), made]);
              onDone();
              openLens(made);
            }}
          >
            {i18n.t("Keep and open it")}
          </Button>
        )}
      </div>
    </form>
  );
}
