/** What the pages of tasks know from the API, and what they ask it to do. Kept by TanStack Query under "tasks". */
import { useQuery } from "@tanstack/react-query";
import { api } from "../api";
import { forget } from "../data";
import { i18n } from "../i18n";
import { say, sayError } from "../ui/toast";
import type * as wire from "../wire.gen";
import type { CheckView, DoctorView, DueView, HabitView, PlannedView, RunsView, RunView, TaskCalendarView } from "../wire.gen";

/** The server sends every field of a timetable; only what is sent to it may leave some out. */
export type Day = Required<wire.Day>;
export type Once = Required<wire.Once>;
export type CalendarRule = Required<Omit<wire.Calendar, "days">> & { readonly days: readonly Day[] };
export type Interval = Required<Omit<wire.Interval, "between">> & { readonly between: readonly [string, string] | null };
export type Timetable = Omit<Required<wire.Timetable>, "schedule"> & { readonly schedule: Once | CalendarRule | Interval };

export type TaskSettings = Omit<wire.TaskSettings, "output"> & { readonly output: Required<wire.TaskSettings["output"]> };
type Timed<T> = Omit<T, "timetable" | "settings"> & { readonly timetable: Timetable | null; readonly settings: TaskSettings };
export type TaskView = Timed<wire.TaskView>;
export type TaskPreviewed = Timed<wire.PreviewedTask>;
export type TaskPreview = Omit<wire.TaskPreview, "tasks"> & { readonly tasks: readonly TaskPreviewed[] };
export type TaskImport = Omit<wire.TaskImportView, "tasks"> & { readonly tasks: readonly TaskPreviewed[] };
export type TaskList = Omit<wire.TasksView, "tasks"> & { readonly tasks: readonly TaskView[] };
export type TaskIn = Timed<wire.TaskIn>;
export type TaskPatch = Omit<wire.TaskPatch, "timetable"> & { readonly timetable?: Timetable };
export type RunState = RunView["state"];
export type { CheckView, DueView, PlannedView, RunView };

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

/** As it is now, for the card in a conversation, asked again whenever the conversation `told` more; nothing for those whose task it is not. */
export const useTaskNow = (id: string, told: number, mine: boolean) =>
  useQuery({
    queryKey: ["tasks", "one", id, told],
    queryFn: () => api.get<TaskView>(`/tasks/${id}`),
    placeholderData: (before) => before,
    enabled: mine,
  });

export const useRuns = (id: string, limit: number, running: boolean) =>
  useQuery({
    queryKey: ["tasks", "runs", id, limit],
    queryFn: () => api.get<RunsView>(`/tasks/${id}/runs?limit=${limit}`),
    placeholderData: (before) => before,
    refetchInterval: pace(running),
  });

export const useDoctor = (id: string, open: boolean) =>
  useQuery({ queryKey: ["tasks", "doctor", id], queryFn: () => api.get<DoctorView>(`/tasks/${id}/doctor`), enabled: open, staleTime: 0 });

export const useCalendar = (from: string, to: string) =>
  useQuery({
    queryKey: ["tasks", "calendar", from, to],
    queryFn: () => api.get<TaskCalendarView>(`/tasks/calendar?${new URLSearchParams({ from, to })}`),
    placeholderData: (before) => before,
    refetchInterval: pace(false),
  });

export const useHabits = () => useQuery({ queryKey: ["tasks", "habits"], queryFn: () => api.get<HabitView[]>("/habits") });

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

export const dropTask = (id: string) => renewed(api.delete(`/tasks/${id}`));

/** Deletes at once and offers the way back. */
export async function deleteTask(task: { readonly id: string; readonly title: string }): Promise<void> {
  try {
    await dropTask(task.id);
  } catch (error) {
    sayError(error);
    return;
  }
  say(i18n.t("Deleted “{title}”.", { title: task.title }), { label: i18n.t("Undo"), run: () => void undoTask(task.id).catch(sayError) });
}
