/** Where notices go beside the inbox, as the API has it. Kept by TanStack Query under "notify". */
import { useQuery } from "@tanstack/react-query";
import { api } from "../api";
import { forget } from "../data";

export type ChannelKind = "push" | "email" | "webhook" | "apprise";
export type Digest = "off" | "hourly" | "daily";

export interface ChannelView {
  readonly id: string;
  readonly kind: ChannelKind;
  readonly name: string;
  readonly to: string;
  readonly enabled: boolean;
  readonly state: "ready" | "unconfirmed" | "gone";
  readonly quiet_from: string | null;
  readonly quiet_to: string | null;
  readonly digest: Digest;
  readonly zone: string;
  readonly last_error: string | null;
  readonly last_sent_at: string | null;
  readonly created_at: string;
}
export interface ChannelsView {
  readonly channels: readonly ChannelView[];
  readonly kinds: Readonly<Record<ChannelKind, boolean>>;
}
export interface ChannelIn {
  readonly kind: ChannelKind;
  readonly name?: string;
  readonly zone: string;
  readonly address?: string;
}
export type ChannelPatch = Partial<Pick<ChannelView, "name" | "enabled" | "quiet_from" | "quiet_to" | "digest" | "zone">>;

export interface ServerView {
  readonly mail: { readonly host: string; readonly port: number; readonly security: "tls" | "starttls" | "none"; readonly user: string; readonly sender: string; readonly has_password: boolean } | null;
  readonly private_addresses: boolean;
}

export const useChannels = () => useQuery({ queryKey: ["notify", "channels"], queryFn: () => api.get<ChannelsView>("/notify/channels") });
export const useMailServer = (enabled: boolean) => useQuery({ queryKey: ["notify", "server"], queryFn: () => api.get<ServerView>("/notify/server"), enabled });
export const useFeed = () => useQuery({ queryKey: ["notify", "feed"], queryFn: () => api.get<{ on: boolean }>("/tasks/feed") });

const renewed = <T>(asked: Promise<T>): Promise<T> => asked.finally(() => forget("notify"));

export const channels = {
  add: (channel: ChannelIn) => renewed(api.post<ChannelView & { secret: string | null }>("/notify/channels", channel)),
  change: (id: string, patch: ChannelPatch) => renewed(api.patch<ChannelView>(`/notify/channels/${id}`, patch)),
  remove: (id: string) => renewed(api.delete(`/notify/channels/${id}`)),
  test: (id: string) => renewed(api.post<{ ok: boolean; message: string }>(`/notify/channels/${id}/test`)),
  makeFeed: () => renewed(api.post<{ url: string }>("/tasks/feed")),
  endFeed: () => renewed(api.delete("/tasks/feed")),
  setServer: (server: unknown) => renewed(api.put<ServerView>("/notify/server", server)),
};
