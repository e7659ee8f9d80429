/**
 * What the page knows from the API beside the room's log: who is signed in, the list of conversations, models, people.
 * Kept by TanStack Query; every change names what it makes old.
 */
import { QueryClient, useQuery } from "@tanstack/react-query";
import { api, ApiError } from "./api";
import { i18n } from "./i18n";
import { say, sayError } from "./ui/toast";
import type {
  ConnectionIn,
  FoundServer,
  InvitationIn,
  InvitationMade,
  InvitationView,
  KeyIn,
  KeyMade,
  KeyView,
  ModelsView,
  NextEditChoiceIn,
  NextEditChoiceView,
  RoomSummary,
  RoomView,
  SessionView,
  ShareMade,
  ShareView,
  UserView,
} from "./wire.gen";

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // Only a lost connection or a server in trouble is worth asking again.
      retry: (count, error) => count < 3 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
    },
  },
});

export const session = { queryKey: ["session"], queryFn: () => api.get<SessionView>("/session") };
export const useSession = () => useQuery(session);

export const useRooms = (search: string) =>
  useQuery({
    queryKey: ["rooms", search],
    queryFn: () => api.get<RoomSummary[]>(`/rooms${search ? `?q=${encodeURIComponent(search)}` : ""}`),
    placeholderData: (before) => before,
  });

export const useRoomView = (room: string) =>
  useQuery({ queryKey: ["room", room], queryFn: () => api.get<RoomView>(`/rooms/${room}`), enabled: room !== "" });

/** While a model is being fetched its note tells how far it is, so it is asked for again. */
export const useModels = () =>
  useQuery({
    queryKey: ["models"],
    queryFn: () => api.get<ModelsView>("/models"),
    refetchInterval: (query) => (query.state.data?.models.some((model) => /%/.test(model.note)) ? 1000 : false),
  });

export const useShares = (room: string) =>
  useQuery({ queryKey: ["shares", room], queryFn: () => api.get<ShareView[]>(`/rooms/${room}/shares`) });
export const useInvitations = () =>
  useQuery({ queryKey: ["invitations"], queryFn: () => api.get<InvitationView[]>("/invitations") });
export const useUsers = (enabled: boolean) =>
  useQuery({ queryKey: ["users"], queryFn: () => api.get<UserView[]>("/users"), enabled });
export const useKeys = () => useQuery({ queryKey: ["keys"], queryFn: () => api.get<KeyView[]>("/keys") });

export function forget(...keys: string[]): void {
  for (const key of keys) void queries.invalidateQueries({ queryKey: [key] });
}

/** Makes a room and gives its id. */
export async function newRoom(): Promise<string> {
  const made = await api.post<RoomView>("/rooms", {});
  forget("rooms");
  return made.id;
}

export async function renameRoom(room: string, title: string): Promise<void> {
  await api.patch(`/rooms/${room}`, { title }).catch(sayError);
  forget("rooms", "room");
}

/** Deletes at once and offers the way back. */
export async function deleteRoom(room: string, title: string): Promise<void> {
  try {
    await api.delete(`/rooms/${room}`);
  } catch (error) {
    sayError(error);
    return;
  }
  forget("rooms");
  say(i18n.t("Deleted “{title}”.", { title: title || i18n.t("Untitled") }), {
    label: i18n.t("Undo"),
    run: () => {
      void api
        .post(`/rooms/${room}/restore`)
        .catch(sayError)
        .finally(() => forget("rooms", "room"));
    },
  });
}

export async function deleteCanvas(canvas: string, title: string): Promise<void> {
  try {
    await api.delete(`/canvases/${canvas}`);
  } catch (error) {
    sayError(error);
    return;
  }
  say(i18n.t("Deleted “{title}”.", { title }), {
    label: i18n.t("Undo"),
    run: () => void api.post(`/canvases/${canvas}/restore`).catch(sayError),
  });
}

export const connections = {
  add: (connection: ConnectionIn) =>
    api.post<ModelsView>("/models", connection).then((now) => {
      forget("models");
      return now;
    }),
  remove: (id: string) => api.delete(`/connections/${id}`).then(() => forget("models")),
  find: () => api.post<FoundServer[]>("/models/find"),
  decide: (on: boolean) => api.put("/models/decisions", { on }).then(() => forget("models")),
  setDefault: (id: string) => api.put("/models/default", { id }).then(() => forget("models")),
};

export const useNextEditChoice = () =>
  useQuery({ queryKey: ["next-edit"], queryFn: () => api.get<NextEditChoiceView>("/next-edit"), staleTime: 60_000 });

export async function chooseNextEdits(choice: NextEditChoiceIn): Promise<void> {
  queries.setQueryData(["next-edit"], await api.put<NextEditChoiceView>("/next-edit", choice));
}

export const people = {
  invite: (invitation: InvitationIn) =>
    api.post<InvitationMade>("/invitations", invitation).then((made) => {
      forget("invitations");
      return made;
    }),
  withdraw: (id: string) => api.delete(`/invitations/${id}`).then(() => forget("invitations")),
  setRole: (room: string, member: string, role: string) =>
    api.put(`/rooms/${room}/members/${member}`, { role }).then(() => forget("room")),
  remove: (room: string, member: string) => api.delete(`/rooms/${room}/members/${member}`).then(() => forget("room")),
};

export const shares = {
  make: (room: string, canvas: string | null) =>
    api.post<ShareMade>(`/rooms/${room}/shares`, canvas ? { canvas } : {}).then((made) => {
      forget("shares");
      return made;
    }),
  revoke: (id: string) => api.delete(`/shares/${id}`).then(() => forget("shares")),
};

export const keys = {
  make: (key: KeyIn) =>
    api.post<KeyMade>("/keys", key).then((made) => {
      forget("keys");
      return made;
    }),
  revoke: (id: string) => api.delete(`/keys/${id}`).then(() => forget("keys")),
};
