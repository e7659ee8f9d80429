/** Tasks from elsewhere: lines of a crontab or a calendar file, pasted or chosen, seen before anything is made. */
import { FileUp } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { sentence } from "../api";
import { i18n } from "../i18n";
import { chooseFiles } from "../shell/files";
import { Button } from "../ui/button";
import { Area, Note, Tick } from "../ui/field";
import { say } from "../ui/toast";
import { makeTask, readImport, type TaskImport } from "./data";
import { taskIn } from "./drafts";
import { Previewed } from "./Preview";
import { zoneHere } from "./times";

const MOST_BYTES = 1_000_000;

export function Import() {
  const [, go] = useLocation();
  const [text, setText] = useState("");
  const [found, setFound] = useState<TaskImport | null>(null);
  const [left, setLeft] = useState<ReadonlySet<number>>(new Set());
  const [failed, setFailed] = useState("");
  const [busy, setBusy] = useState(false);
  const chosen = (found?.tasks ?? []).flatMap((task, at) => {
    const made = left.has(at) ? null : taskIn(task, null);
    return made ? [{ at, made }] : [];
  });

  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setFailed("");
    await work().catch((error: unknown) => setFailed(sentence(error)));
    setBusy(false);
  };
  const read = (words: string) =>
    attempt(async () => {
      setFound(await readImport(words, zoneHere()));
      setLeft(new Set());
    });
  const take = (files: File[]) =>
    attempt(async () => {
      const [file] = files;
      if (!file) return;
      if (file.size > MOST_BYTES) throw new Error(i18n.t("“{name}” is larger than 1 MB. Take out what is long past and try again.", { name: file.name }));
      const words = await file.text();
      setText(words);
      await read(words);
    });
  const make = () =>
    attempt(async () => {
      for (const { at, made } of chosen) {
        await makeTask(made);
        // Not again, should the next one fail.
        setLeft((now) => new Set([...now, at]));
      }
      say(i18n.t("{count, plural, one {# task} other {# tasks}} created.", { count: chosen.length }));
      go("/tasks");
    });

  return (
    <>
      <p className="mb-4 max-w-[60ch] text-13 text-muted">
        {i18n.t("Paste lines of a crontab or the text of a calendar (.ics). You see what each becomes before anything is made.")}
      </p>
      <Area
        label={i18n.t("Lines or calendar")}
        rows={6}
        spellCheck={false}
        placeholder={"0 19 * * 1-5  Search for the latest AI news\n30 8 1 * *  Write the monthly report"}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setFound(null);
        }}
        className="[&_textarea]:font-mono"
      />
      <div className="mt-3 flex flex-wrap gap-2">
        <Button kind={found ? "plain" : "primary"} disabled={busy || !text.trim()} onClick={() => void read(text)}>
          {i18n.t("Show what it becomes")}
        </Button>
        <Button disabled={busy} onClick={() => chooseFiles((files) => void take(files))}>
          <FileUp size={14} /> {i18n.t("Choose a file…")}
        </Button>
      </div>
      <div aria-live="polite" className="mt-6 space-y-3">
        {failed && <Note kind="danger">{failed}</Note>}
        {found && found.tasks.length === 0 && found.refused.length === 0 && <Note kind="plain">{i18n.t("There is nothing in it that is due at a time.")}</Note>}
        {found?.tasks.map((task, at) => (
          <Previewed
            key={at}
            task={task}
            side={
              <Tick
                label={i18n.t("Take it")}
                checked={!left.has(at)}
                onChange={(on) => setLeft(new Set(on ? [...left].filter((each) => each !== at) : [...left, at]))}
              />
            }
          />
        ))}
        {found && found.refused.length > 0 && (
          <section aria-label={i18n.t("Not understood")}>
            <h2 className="mt-6 mb-2 text-13 font-medium">{i18n.t("Not understood")}</h2>
            <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
              {found.refused.map((each, at) => (
                <li key={at} className="px-3 py-2 text-13">
                  <code dir="ltr" className="block truncate font-mono text-12">
                    {each.line}
                  </code>
                  <span className="text-12 text-warn">{each.why}</span>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
      {found && found.tasks.length > 0 && (
        <Button kind="primary" className="mt-4" disabled={busy || chosen.length === 0} onClick={() => void make()}>
          {i18n.t("Create {count, plural, one {# task} other {# tasks}}", { count: chosen.length })}
        </Button>
      )}
    </>
  );
}
