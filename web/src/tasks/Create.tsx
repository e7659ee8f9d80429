/** A task said in one sentence. What it was taken to mean is shown while one types; one question is asked where it is needed. */
import { ArrowUp } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { sentence } from "../api";
import { i18n } from "../i18n";
import { Button } from "../ui/button";
import { Note } from "../ui/field";
import { say, sayError } from "../ui/toast";
import { Speak, spoken } from "../voice/Speak";
import { useRested } from "./clockwork";
import { deleteTask, dropTask, makeTask, useDescribed, usePreview, type TaskPreviewed, type TaskView } from "./data";
import { Details, Disclosed } from "./Details";
import { draftOf, taskIn, type Draft } from "./drafts";
import { timetableOf } from "./form";
import { Previewed, Question } from "./Preview";
import { moment, zoneHere } from "./times";

const REST_MS = 250;
const MOST = 4000;

/** `said` fills the field anew whenever it is another object. */
export function Create({ said, autoFocus }: { said: { readonly text: string } | null; autoFocus: boolean }) {
  const [text, setText] = useState("");
  const [answers, setAnswers] = useState<readonly string[]>([]);
  const [drafts, setDrafts] = useState<Readonly<Record<number, Draft>>>({});
  const [opened, setOpened] = useState<readonly number[]>([]);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const write = (now: string | ((before: string) => string)) => {
    setText(now);
    setAnswers([]);
    setDrafts({});
    setOpened([]);
  };
  useEffect(() => {
    if (!said) return;
    write(said.text);
    field.current?.focus();
  }, [said]);

  const zone = zoneHere();
  const rested = useRested(text.trim(), REST_MS);
  const messages = [rested, ...answers];
  const preview = usePreview(messages.at(-1) ?? "", messages.slice(0, -1), zone);
  const fresh = rested === text.trim() && !preview.isPlaceholderData;
  const shown = rested && text.trim() ? preview.data : undefined;
  const question = shown?.question ?? null;
  const made = shown?.tasks.map((task, at) => taskIn(task, drafts[at] ?? null)) ?? [];
  const ready = fresh && made.length > 0 && made.every((task) => task !== null) && (question === null || Object.keys(drafts).length === made.length);

  const make = async () => {
    if (!ready || busy) return;
    setBusy(true);
    const done: TaskView[] = [];
    try {
      for (const task of made) if (task) done.push(await makeTask(task));
      write("");
      told(done);
    } catch (error) {
      // All of a sentence or nothing: what was made would be made again with the next try.
      await Promise.allSettled(done.map((task) => dropTask(task.id)));
      sayError(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <div>
      <form
        className="rounded-lg border border-line bg-surface focus-within:border-accent"
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <div className="flex flex-wrap items-end justify-end gap-2 p-2 md:flex-nowrap">
          <textarea
            ref={field}
            autoFocus={autoFocus}
            dir="auto"
            rows={2}
            value={text}
            maxLength={MOST}
            aria-label={i18n.t("A new task")}
            placeholder={i18n.t("What, and when? “Every weekday at 7 pm, search for the latest AI news”")}
            onChange={(event) => write(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
              event.preventDefault();
              void make();
            }}
            className="field-sizing-content max-h-48 min-h-11 min-w-0 flex-1 basis-full resize-none md:basis-0 bg-transparent px-2 py-1 text-14 outline-none placeholder:text-muted coarse:text-16"
          />
          <Speak
            onText={(words) => {
              write((before) => spoken(before, words).slice(0, MOST));
              field.current?.focus();
            }}
          />
          <Button kind="primary" type="submit" disabled={!ready || busy}>
            <ArrowUp size={14} /> {made.length > 1 ? i18n.t("Create {count} tasks", { count: made.length }) : i18n.t("Create")}
          </Button>
        </div>
      </form>
      <div aria-live="polite" className="mt-3 space-y-3 empty:mt-0">
        {preview.isError && text.trim() !== "" && <Note kind="danger">{sentence(preview.error)}</Note>}
        {shown && shown.tasks.length === 0 && !question && (
          <Note kind="plain">{i18n.t("Say also when: “every weekday at 19:00”, “tomorrow at 9 am”, “every 2 hours”.")}</Note>
        )}
        {question && <Question key={question + answers.length} question={question} onAnswer={(answer) => setAnswers([...answers, answer])} />}
        {shown?.tasks.map((task, at) => (
          <Card
            key={at}
            task={task}
            draft={drafts[at] ?? null}
            open={opened.includes(at)}
            onOpen={(open) => setOpened(open ? [...opened, at] : opened.filter((each) => each !== at))}
            onDraft={(draft) => setDrafts({ ...drafts, [at]: draft })}
          />
        ))}
      </div>
    </div>
  );
}

function told(tasks: readonly TaskView[]): void {
  const [first] = tasks;
  if (!first) return;
  const next = first.next[0];
  const words =
    tasks.length > 1
      ? i18n.t("{count} tasks created.", { count: tasks.length })
      : next
        ? i18n.t("Created. First on {date}.", { date: moment(next.utc, zoneHere(), new Date()) })
        : i18n.t("Created.");
  say(words, { label: i18n.t("Undo"), run: () => tasks.forEach((task) => void deleteTask(task)) });
}

interface CardProps {
  readonly task: TaskPreviewed;
  readonly draft: Draft | null;
  readonly open: boolean;
  onOpen(open: boolean): void;
  onDraft(draft: Draft): void;
}

function Card({ task, draft, open, onOpen, onDraft }: CardProps) {
  const timetable = draft && draft.settings.after === null ? timetableOf(draft.when, task.timetable) : null;
  const described = useDescribed(useRested(timetable, REST_MS));
  const found = timetable ? described.data?.tasks[0] : undefined;
  const shown: TaskPreviewed = draft
    ? { ...task, instruction: draft.instruction, timetable, sentence: found?.sentence ?? "", next: found?.next ?? [], assumptions: [], note: found?.note ?? null, settings: draft.settings }
    : task;
  return (
    <Previewed task={shown}>
      <Disclosed open={open} onOpen={onOpen}>
        {described.isError && draft && (
          <div className="mb-4">
            <Note kind="danger">{sentence(described.error)}</Note>
          </div>
        )}
        <Details draft={draft ?? draftOf(task, zoneHere(), new Date())} onDraft={onDraft} />
      </Disclosed>
    </Previewed>
  );
}
