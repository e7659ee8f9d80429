/** What the pages of tasks know from the API, and what they ask it to do. Kept by TanStack Query under "tasks". */
import { useQuery } from "@tanstack/react-query";
import { api } from "../api";
import { forget } from "../data";
import { i18n } from "../i18n";
import { say, sayError } from "../ui/toast";

export type TaskState = "active" | "paused" | "ended" | "deleted";
export type RunState = "queued" | "running" | "waiting" | "done" | "nothing_new" | "skipped" | "missed" | "failed" | "cancelled";

export interface Day {
  readonly weekday: number;
  readonly nth: number | null;
}
export interface Once {
  readonly type: "once";
  readonly at: string;
}
export interface CalendarRule {
  readonly type: "calendar";
  readonly start: string;
  readonly freq: "daily" | "weekly" | "monthly" | "yearly";
  readonly times: readonly string[];
  readonly interval: number;
  readonly days: readonly Day[];
  readonly monthdays: readonly number[];
  readonly months: readonly number[];
  readonly positions: readonly number[];
  readonly until: string | null;
  readonly count: number | null;
  readonly skip: readonly string[];
}
export interface Interval {
  readonly type: "interval";
  readonly start: string;
  readonly every_s: number;
  readonly weekdays: readonly number[];
  readonly between: readonly [string, string] | null;
  readonly until: string | null;
  readonly count: number | null;
  readonly skip: readonly string[];
}
export interface Timetable {
  readonly schedule: Once | CalendarRule | Interval;
  readonly zone: string;
  readonly follows: boolean;
}

export interface TaskSettings {
  readonly kind: "ask" | "reminder" | "watch";
  readonly model: string | null;
  readonly output: { readonly kind: "message" | "document" | "append" | "suggest"; readonly canvas: string | null };
  readonly tools: readonly string[] | null;
  readonly requires: readonly string[];
  readonly watch: { readonly url?: string | null; readonly canvas?: string | null } | null;
  readonly overlap: "skip" | "queue" | "cancel" | number;
  readonly max_minutes: number;
  readonly max_cost_usd: number | null;
  readonly notify: "always" | "changed" | "failures" | "never";
  readonly after: string | null;
}

export interface TaskNext {
  readonly utc: string;
  readonly local: string;
  readonly note: string;
}
export interface Check {
  readonly what: string;
  readonly ok: boolean;
  readonly why: string;
}
export interface RunView {
  readonly id: string;
  readonly task: string;
  readonly title: string;
  readonly version: number;
  readonly scheduled_utc: string;
  readonly scheduled_local: string;
  readonly note: string;
  readonly state: RunState;
  readonly reason: string;
  readonly late_s: number | null;
  readonly started_utc: string | null;
  readonly ended_utc: string | null;
  readonly room: string | null;
  readonly turn: string | null;
  readonly canvas: string | null;
  readonly checks: readonly Check[];
  readonly cost_usd: number | null;
  readonly output: string;
}
export interface TaskView {
  readonly id: string;
  readonly title: string;
  readonly instruction: string;
  readonly state: TaskState;
  readonly paused_why: string;
  readonly room: string;
  readonly zone: string;
  readonly sentence: string;
  readonly timetable: Timetable | null;
  readonly settings: TaskSettings;
  readonly version: number;
  readonly next: readonly TaskNext[];
  readonly last_run: RunView | null;
  readonly created_at: string;
  readonly failures: number;
}
export interface TaskList {
  readonly tasks: readonly TaskView[];
  readonly paused_all: boolean;
}
export interface TaskPreviewed {
  readonly title: string;
  readonly instruction: string;
  readonly timetable: Timetable | null;
  readonly sentence: string;
  readonly next: readonly TaskNext[];
  readonly assumptions: readonly string[];
  readonly note: string | null;
  readonly settings?: Partial<TaskSettings>;
}
export interface TaskPreview {
  readonly tasks: readonly TaskPreviewed[];
  readonly question: string | null;
  readonly uncovered: readonly unknown[];
}
export interface TaskImport extends TaskPreview {
  readonly refused: readonly { readonly line: string; readonly why: string }[];
}
export interface TaskPlanned {
  readonly task: string;
  readonly title: string;
  readonly utc: string;
  readonly local: string;
  readonly note: string;
}
export interface TaskIn {
  readonly title?: string;
  readonly instruction: string;
  readonly timetable: Timetable | null;
  readonly settings?: Partial<TaskSettings>;
}
export interface TaskPatch {
  readonly title?: string;
  readonly instruction?: string;
  readonly timetable?: Timetable;
  readonly settings?: Partial<TaskSettings>;
  readonly text?: string;
}

/** While something runs it is asked for often; else often enough that a page left open is not wrong for long. */
const pace = (moving: boolean) => (moving ? 2_000 : 20_000);
const moving = (run: RunView | null | undefined) => run?.state === "queued" || run?.state === "running";

export const useTasks = () =>
  useQuery({
    queryKey: ["tasks", "list"],
    queryFn: () => api.get<TaskList>("/tasks"),
    refetchInterval: (query) => pace(query.state.data?.tasks.some((task) => moving(task.last_run)) ?? false),
  });

export const useTask = (id: string) =>
  useQuery({
    queryKey: ["tasks", "one", id],
    queryFn: () => api.get<TaskView>(`/tasks/${id}`),
    refetchInterval: (query) => pace(moving(query.state.data?.last_run)),
  });

export const useRuns = (id: string, limit: number, running: boolean) =>
  useQuery({
    queryKey: ["tasks", "runs", id, limit],
    queryFn: () => api.get<{ runs: RunView[]; more: boolean }>(`/tasks/${id}/runs?limit=${limit}`),
    placeholderData: (before) => before,
    refetchInterval: pace(running),
  });

export const useDoctor = (id: string, open: boolean) =>
  useQuery({ queryKey: ["tasks", "doctor", id], queryFn: () => api.get<{ lines: Check[] }>(`/tasks/${id}/doctor`), enabled: open, staleTime: 0 });

export const useCalendar = (from: string, to: string) =>
  useQuery({
    queryKey: ["tasks", "calendar", from, to],
    queryFn: () => api.get<{ runs: RunView[]; planned: TaskPlanned[] }>(`/tasks/calendar?${new URLSearchParams({ from, to })}`),
    placeholderData: (before) => before,
    refetchInterval: pace(false),
  });

/** What `text` would make, `earlier` being the messages that it answers. */
export const usePreview = (text: string, earlier: readonly string[], zone: string) =>
  useQuery({
    queryKey: ["tasks", "preview", text, earlier, zone],
    queryFn: () => api.post<TaskPreview>("/tasks/preview", { text, zone, earlier }),
    enabled: text !== "",
    placeholderData: (before) => before,
  });

/** The sentence and the dates of a timetable made by form. */
export const useDescribed = (timetable: Timetable | null) =>
  useQuery({
    queryKey: ["tasks", "described", timetable],
    queryFn: () => api.post<TaskPreview>("/tasks/preview", { timetable, zone: timetable?.zone }),
    enabled: timetable !== null,
    placeholderData: (before) => before,
  });

const renewed = <T>(asked: Promise<T>): Promise<T> => asked.finally(() => forget("tasks", "inbox"));

/** One is in this zone now: tasks that follow one go by its clocks. */
export const moveTo = (zone: string) => renewed(api.post<TaskList>("/tasks/zone", { zone }));
export const makeTask = (task: TaskIn) => renewed(api.post<TaskView>("/tasks", task));
export const changeTask = (id: string, patch: TaskPatch) => renewed(api.patch<TaskView>(`/tasks/${id}`, patch));
export const undoTask = (id: string) => renewed(api.post<TaskView>(`/tasks/${id}/undo`));
export const runNow = (id: string) => renewed(api.post<RunView>(`/tasks/${id}/run`));
export const pauseTask = (id: string) => renewed(api.post<TaskView>(`/tasks/${id}/pause`));
export const resumeTask = (id: string) => renewed(api.post<TaskView>(`/tasks/${id}/resume`));
export const snoozeTask = (id: string, minutes: number) => renewed(api.post<TaskView>(`/tasks/${id}/snooze`, { minutes }));
export const pauseAll = (on: boolean) => renewed(api.post<TaskList>(on ? "/tasks/pause-all" : "/tasks/resume-all"));
export const runAgain = (run: string) => renewed(api.post<RunView>(`/tasks/runs/${encodeURIComponent(run)}/again`));
export const readImport = (text: string, zone: string) => api.post<TaskImport>("/tasks/import", { text, zone });

/** Deletes at once and offers the way back. */
export async function deleteTask(task: { readonly id: string; readonly title: string }): Promise<void> {
  try {
    await renewed(api.delete(`/tasks/${task.id}`));
  } catch (error) {
    sayError(error);
    return;
  }
  say(i18n.t("Deleted “{title}”.", { title: task.title }), { label: i18n.t("Undo"), run: () => void undoTask(task.id).catch(sayError) });
}
