/** What tasks had to say to the person: kept by TanStack Query under "inbox", asked for again while the page is open. */
import { useQuery } from "@tanstack/react-query";
import { api } from "../api";
import { forget, queries } from "../data";
import type { InboxView, NoticeView } from "../wire.gen";

export type NoticeAction = NoticeView["actions"][number];

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
