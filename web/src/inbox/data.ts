/** What tasks had to say to the person: kept by TanStack Query under "inbox", asked for again while the page is open. */
import { useQuery } from "@tanstack/react-query";
import { api } from "../api";
import { forget, queries } from "../data";

export type NoticeAction = "again" | "snooze" | "pause" | "resume" | "answer" | "make" | "dismiss";

export interface NoticeView {
  readonly id: string;
  readonly kind: "run" | "question" | "paused" | "suggestion";
  readonly title: string;
  readonly body: string;
  readonly at: string;
  readonly read: boolean;
  readonly count: number;
  readonly task: string | null;
  readonly run: string | null;
  readonly room: string | null;
  readonly canvas: string | null;
  readonly actions: readonly NoticeAction[];
  readonly prefill: string;
}
export interface InboxView {
  readonly notices: readonly NoticeView[];
  readonly unread: number;
}

const EVERY_MS = 30_000;

export const useInbox = () => useQuery({ queryKey: ["inbox"], queryFn: () => api.get<InboxView>("/inbox"), refetchInterval: EVERY_MS });

/** At once on the page, then on the server. */
export function markRead(id: string): Promise<unknown> {
  queries.setQueryData<InboxView>(["inbox"], (now) => {
    if (!now || !now.notices.some((notice) => notice.id === id && !notice.read)) return now;
    return { unread: Math.max(0, now.unread - 1), notices: now.notices.map((notice) => (notice.id === id ? { ...notice, read: true } : notice)) };
  });
  return api.post(`/inbox/${id}/read`).finally(() => forget("inbox"));
}

export function markAllRead(): Promise<unknown> {
  queries.setQueryData<InboxView>(["inbox"], (now) => now && { unread: 0, notices: now.notices.map((notice) => ({ ...notice, read: true })) });
  return api.post("/inbox/read-all").finally(() => forget("inbox"));
}

/** Does what a notice offers; it is read by that. */
export const actOn = (id: string, action: NoticeAction, more: { minutes?: number; text?: string } = {}) =>
  api.post<NoticeView>(`/inbox/${id}/act`, { action, ...more }).finally(() => forget("inbox", "tasks"));
