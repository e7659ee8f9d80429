/** What a person is about to make: the understood task, and the same once they changed it by form. Pure. */
import type { TaskIn, TaskPreviewed, TaskSettings, TaskView } from "./data";
import { formOf, timetableOf, type Form } from "./form";
import { dayIn } from "./times";

export interface Draft {
  readonly title: string;
  readonly instruction: string;
  readonly when: Form;
  readonly settings: TaskSettings;
}

export function draftOf(task: TaskPreviewed | TaskView, zone: string, now: Date): Draft {
  return {
    title: task.title,
    instruction: task.instruction,
    when: formOf(task.timetable, dayIn(now, zone), zone),
    settings: task.settings,
  };
}

/** What is sent for a task as understood, with what the form changed. Null while the form says no time or nothing to do. */
export function taskIn(task: TaskPreviewed, draft: Draft | null): TaskIn | null {
  const settings = draft?.settings ?? task.settings;
  const follows = settings.after !== null;
  const timetable = follows ? null : draft ? timetableOf(draft.when, task.timetable) : task.timetable;
  const instruction = (draft?.instruction ?? task.instruction).trim();
  if (!instruction || (!timetable && !follows)) return null;
  const title = (draft?.title ?? task.title).trim();
  return { ...(title ? { title } : {}), instruction, timetable, settings };
}
