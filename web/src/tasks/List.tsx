/** All tasks: one sentence makes another; what is due next comes first. Empty, it teaches with three to try. */
import { Bell, CalendarClock, Ellipsis, FileText, Newspaper, Pause, Play } from "lucide-react";
import { useEffect, useState } from "react";
import { Link, useSearch } from "wouter";
import { sentence } from "../api";
import { i18n } from "../i18n";
import { Coming } from "../lab/parts";
import { Button, IconButton } from "../ui/button";
import { cx } from "../ui/cx";
import { Note } from "../ui/field";
import { Menu } from "../ui/menu";
import { say, sayError } from "../ui/toast";
import { TaskItems } from "./actions";
import { useNow } from "./clockwork";
import { Create } from "./Create";
import { moveTo, pauseAll, useTasks, type TaskView } from "./data";
import { Sign, stateName } from "./states";
import { dayName, elsewhere, clock, fromNow, moment, zoneHere } from "./times";

export function List() {
  const tasks = useTasks();
  const wanted = new URLSearchParams(useSearch()).get("say");
  const [said, setSaid] = useState(wanted ? { text: wanted } : null);
  const list = tasks.data?.tasks ?? [];
  const behind = list.some((task) => task.timetable?.follows && task.zone !== zoneHere());
  useEffect(() => {
    if (behind) void moveTo(zoneHere()).catch(sayError);
  }, [behind]);
  const parts: [string, TaskView[]][] = [
    ["", list.filter((task) => task.state === "active").sort(byNext)],
    [i18n.t("Paused"), list.filter((task) => task.state === "paused")],
    [i18n.t("Ended"), list.filter((task) => task.state === "ended")],
  ];
  return (
    <>
      <Create said={said} autoFocus={tasks.data !== undefined && list.length === 0} />
      {!tasks.data && (
        <div className="mt-8">
          <Coming error={tasks.error} />
        </div>
      )}
      {tasks.data && tasks.error && (
        <div className="mt-6">
          <Note kind="warn">{sentence(tasks.error)}</Note>
        </div>
      )}
      {tasks.data?.paused_all && <PausedAll />}
      {tasks.data && list.length === 0 && <Examples onTry={(text) => setSaid({ text })} />}
      {parts.map(
        ([name, some], at) =>
          some.length > 0 && (
            <section key={name} className="mt-8" aria-label={name || i18n.t("Active")}>
              <div className="mb-2 flex min-h-7 items-center gap-3">
                <h2 className="flex-1 text-13 font-medium text-muted">{name || i18n.t("{count, plural, one {# task} other {# tasks}}", { count: some.length })}</h2>
                {at === 0 && some.length > 1 && !tasks.data?.paused_all && (
                  <Button size="sm" kind="muted" onClick={() => void holdAll(true)}>
                    <Pause size={13} /> {i18n.t("Pause all")}
                  </Button>
                )}
              </div>
              <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
                {some.map((task) => (
                  <Row key={task.id} task={task} held={tasks.data?.paused_all ?? false} />
                ))}
              </ul>
            </section>
          ),
      )}
    </>
  );
}

const byNext = (a: TaskView, b: TaskView) => (a.next[0]?.utc ?? "~").localeCompare(b.next[0]?.utc ?? "~");

async function holdAll(on: boolean): Promise<void> {
  try {
    await pauseAll(on);
    say(on ? i18n.t("All tasks are paused.") : i18n.t("Tasks go on."), { label: i18n.t("Undo"), run: () => void holdAll(!on) });
  } catch (error) {
    sayError(error);
  }
}

function PausedAll() {
  return (
    <div className="mt-6">
      <Note
        kind="warn"
        action={
          <Button size="sm" onClick={() => void holdAll(false)}>
            <Play size={13} /> {i18n.t("Resume all")}
          </Button>
        }
      >
        {i18n.t("All tasks are paused. Nothing runs until you resume.")}
      </Note>
    </div>
  );
}

function Row({ task, held }: { task: TaskView; held: boolean }) {
  const now = useNow();
  const here = zoneHere();
  const next = task.state === "active" && !held ? task.next[0] : undefined;
  const last = task.last_run;
  return (
    <li className="group/row relative flex items-start gap-3 py-3 ps-4 pe-2 hover:bg-hover">
      <div className="min-w-0 flex-1">
        <Link href={`/tasks/t/${task.id}`} dir="auto" className="block truncate text-14 font-medium before:absolute before:inset-0">
          {task.title || task.instruction}
        </Link>
        <p dir="auto" className="mt-0.5 line-clamp-2 text-13 text-muted first-letter:uppercase">
          {task.sentence}
        </p>
        <p className="mt-1.5 flex flex-wrap items-center gap-x-4 gap-y-1 text-12">
          {next && (
            <span className="flex items-center gap-1.5 tabular-nums">
              <CalendarClock size={13} aria-hidden className="text-muted" />
              <span>
                {dayName(next.utc, here, now)}, {clock(next.utc, here)}
                <span className="text-muted"> · {[elsewhere(next.utc, task.zone, here), fromNow(next.utc, now)].filter(Boolean).join(" · ")}</span>
              </span>
            </span>
          )}
          {task.state === "paused" && (
            <span className="flex items-center gap-1.5">
              <Pause size={13} aria-hidden className="text-muted" /> {task.paused_why || i18n.t("Paused")}
            </span>
          )}
          {last && (
            <span className={cx("flex min-w-0 items-center gap-1.5", last.state === "failed" || last.state === "missed" ? "" : "text-muted")}>
              <Sign state={last.state} size={13} />
              <span className="truncate">
                {stateName(last.state)} · {moment(last.started_utc ?? last.scheduled_utc, here, now)}
              </span>
            </span>
          )}
        </p>
      </div>
      <div className="relative">
        <Menu
          label={task.title}
          width={180}
          trigger={
            <IconButton label={i18n.t("More for “{title}”", { title: task.title })} side="left">
              <Ellipsis size={15} />
            </IconButton>
          }
        >
          <TaskItems task={task} />
        </Menu>
      </div>
    </li>
  );
}

function Examples({ onTry }: { onTry(text: string): void }) {
  const examples = [
    { icon: <Newspaper size={16} />, text: i18n.t("Every weekday at 7 pm, search for the latest AI news and summarise it with sources"), about: i18n.t("A message in its own conversation, each evening") },
    { icon: <Bell size={16} />, text: i18n.t("Remind me tomorrow at 9 am to water the plants"), about: i18n.t("Once, without a model") },
    { icon: <FileText size={16} />, text: i18n.t("Every Sunday at 18:00, continue the story from last week"), about: i18n.t("It knows what it wrote before") },
  ];
  return (
    <div className="mt-6">
      <h2 className="text-14 font-semibold">{i18n.t("Say it once, and it is done then")}</h2>
      <p className="mt-1 max-w-[56ch] text-13 text-muted">
        {i18n.t("Write what is to be done and when, in one sentence. You see the next five dates before anything is made. Try one:")}
      </p>
      <ul className="mt-4 grid gap-2 md:grid-cols-3" aria-label={i18n.t("Things to try")}>
        {examples.map((example) => (
          <li key={example.text}>
            <button
              type="button"
              onClick={() => onTry(example.text)}
              className="flex h-full w-full flex-row items-start gap-3 rounded-lg border border-line px-3.5 py-3 text-start transition-colors duration-(--fast) hover:border-line-strong hover:bg-surface md:flex-col md:gap-2"
            >
              <span className="mt-0.5 text-muted md:mt-0">{example.icon}</span>
              <span>
                <span className="block text-13">{example.text}</span>
                <span className="mt-1 block text-12 text-muted">{example.about}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
