/** What can be done to a task from anywhere it is shown, each with what is said afterwards. */
import { AlarmClock, Pause, Play, Trash2, Zap } from "lucide-react";
import { i18n } from "../i18n";
import { MenuHeading, MenuItem, MenuLine } from "../ui/menu";
import { say, sayError } from "../ui/toast";
import { deleteTask, pauseTask, resumeTask, runNow, snoozeTask, undoTask, type TaskView } from "./data";
import { moment, zoneHere } from "./times";

const next = (task: TaskView): string => (task.next[0] ? moment(task.next[0].utc, zoneHere(), new Date()) : "");

export const act = {
  run: (task: TaskView) => runNow(task.id).then(() => say(i18n.t("“{title}” is starting.", { title: task.title })), sayError),
  pause: (task: TaskView) =>
    pauseTask(task.id).then(
      () => say(i18n.t("Paused “{title}”.", { title: task.title }), { label: i18n.t("Resume"), run: () => void act.resume(task) }),
      sayError,
    ),
  resume: (task: TaskView) =>
    resumeTask(task.id).then((now) => say(next(now) ? i18n.t("Goes on: {date}.", { date: next(now) }) : i18n.t("Goes on.")), sayError),
  snooze: (task: TaskView, minutes: number) =>
    snoozeTask(task.id, minutes).then(
      (now) => say(next(now) ? i18n.t("Snoozed until {date}.", { date: next(now) }) : i18n.t("Snoozed.")),
      sayError,
    ),
  undo: (task: TaskView) => undoTask(task.id).then(() => say(i18n.t("The last change was taken back.")), sayError),
};

export const snoozes = (): [number, string][] => [
  [10, i18n.t("10 minutes")],
  [60, i18n.t("1 hour")],
  [180, i18n.t("3 hours")],
  [1440, i18n.t("1 day")],
  [10080, i18n.t("1 week")],
];

/** The items of a task's menu. */
export function TaskItems({ task, onDeleted }: { task: TaskView; onDeleted?(): void }) {
  return (
    <>
      <MenuItem icon={<Zap size={14} />} onSelect={() => void act.run(task)}>
        {i18n.t("Run now")}
      </MenuItem>
      {task.state === "active" && (
        <MenuItem icon={<Pause size={14} />} onSelect={() => void act.pause(task)}>
          {i18n.t("Pause")}
        </MenuItem>
      )}
      {task.state === "paused" && (
        <MenuItem icon={<Play size={14} />} onSelect={() => void act.resume(task)}>
          {i18n.t("Resume")}
        </MenuItem>
      )}
      <MenuLine />
      <MenuHeading>{i18n.t("Snooze for")}</MenuHeading>
      {snoozes().map(([minutes, words]) => (
        <MenuItem key={minutes} icon={<AlarmClock size={14} />} onSelect={() => void act.snooze(task, minutes)}>
          {words}
        </MenuItem>
      ))}
      <MenuLine />
      <MenuItem
        danger
        icon={<Trash2 size={14} />}
        onSelect={() => {
          void deleteTask(task);
          onDeleted?.();
        }}
      >
        {i18n.t("Delete")}
      </MenuItem>
    </>
  );
}
