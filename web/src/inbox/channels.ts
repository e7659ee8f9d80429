/** Where notices go beside the inbox, as the API has it. Kept by TanStack Query under "notify". */
import { useQuery } from "@tanstack/react-query";
import { api } from "../api";
import { forget } from "../data";
import type {
  ChannelIn,
  ChannelMade,
  ChannelPatch,
  ChannelsView,
  ChannelView,
  FeedMade,
  FeedView,
  NotifyServerIn,
  NotifyServerView,
  TriedView,
} from "../wire.gen";

export type ChannelKind = ChannelView["kind"];
export type Digest = ChannelView["digest"];

export const useChannels = () => useQuery({ queryKey: ["notify", "channels"], queryFn: () => api.get<ChannelsView>("/notify/channels") });
export const useMailServer = (enabled: boolean) => useQuery({ queryKey: ["notify", "server"], queryFn: () => api.get<NotifyServerView>("/notify/server"), enabled });
export const useFeed = () => useQuery({ queryKey: ["notify", "feed"], queryFn: () => api.get<FeedView>("/tasks/feed") });

const renewed = <T>(asked: Promise<T>): Promise<T> => asked.finally(() => forget("notify"));

export const channels = {
  add: (channel: ChannelIn) => renewed(api.post<ChannelMade>("/notify/channels", channel)),
  change: (id: string, patch: ChannelPatch) => renewed(api.patch<ChannelView>(`/notify/channels/${id}`, patch)),
  remove: (id: string) => renewed(api.delete(`/notify/channels/${id}`)),
  test: (id: string) => renewed(api.post<TriedView>(`/notify/channels/${id}/test`)),
  makeFeed: () => renewed(api.post<FeedMade>("/tasks/feed")),
  endFeed: () => renewed(api.delete("/tasks/feed")),
  setServer: (server: NotifyServerIn) => renewed(api.put<NotifyServerView>("/notify/server", server)),
};
