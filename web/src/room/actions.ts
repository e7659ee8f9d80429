/**
 * What a person can do in the room on the screen, as calls of the API. Nothing is drawn before the log says so: an
 * action's effect comes back as rows. A failure is said in a toast and changes nothing.
 */
import { useMemo } from "react";
import { api } from "../api";
import { forget, useRoomView, useSession } from "../data";
import { i18n } from "../i18n";
import { chosenModel } from "../chat/model";
import { say, sayError } from "../ui/toast";
import type { MessageIn, PostedView, Role } from "../wire.gen";
import { useDesk } from "./desk";
import { leafOf } from "./state";
import { useRoom } from "./store";

const post = (path: string, body?: unknown) => api.post(path, body).then(() => undefined, sayError);

/** Says `text` in `room`; gives false when it was not taken, so that the words can be kept. */
export async function send(room: string, text: string, extra: Partial<MessageIn> = {}): Promise<boolean> {
  const model = chosenModel();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  try {
    await api.post<PostedView>(`/rooms/${room}/messages`, { text, zone, ...(model ? { model } : {}), ...extra });
    forget("rooms");
    return true;
  } catch (error) {
    sayError(error);
    return false;
  }
}

export function useRole(): Role {
  const me = useSession().data?.user?.id ?? "";
  const id = useRoom((state) => state.room.id);
  const role = useRoom((state) => state.room.members[me]?.role);
  const view = useRoomView(id);
  return role ?? view.data?.role ?? "view";
}

export function useActions() {
  const role = useRole();
  const room = useRoom((state) => state.room.id);
  return useMemo(
    () => ({
      canEdit: role === "owner" || role === "edit",
      canTalk: role !== "view",
      owner: role === "owner",
      keep: (canvas: string, turn: string) => post(`/canvases/${canvas}/keep`, { turn }),
      undo: (canvas: string, turn: string) => post(`/canvases/${canvas}/undo`, { turn }),
      stopAll: () => post(`/rooms/${room}/stop`),
      inviteAgent: (agent: string) => void post(`/rooms/${room}/agents`, { agent }),
      dismissAgent: (agent: string) => void api.delete(`/rooms/${room}/agents/${agent}`).catch(sayError),
      stop: (turn: string) => post(`/rooms/${room}/turns/${turn}/stop`),
      regenerate: (message: string, model?: string) =>
        post(`/rooms/${room}/regenerate`, { message, model: model ?? chosenModel() ?? null }),
      rate: (turn: string, thumb: "up" | "down" | null) =>
        api.put(`/rooms/${room}/turns/${turn}/thumb`, { thumb }).then(() => undefined, sayError),
      /** Puts the canvas away. The server notes it only when an agent opened it a moment ago. */
      close: (canvas: string) => {
        useDesk.getState().show(null);
        if (role !== "view") api.post(`/canvases/${canvas}/closed`).catch(() => undefined); // no loss to the person
      },
      showBranch: (message: string) =>
        post(`/rooms/${room}/branch`, { message: leafOf(useRoom.getState().room, message) }),
      rewrite: (parent: string, text: string) => send(room, text, { parent }),
      async newCanvas(kind: "document" | "code", title: string, language?: string) {
        try {
          const made = await api.post<{ id: string }>(`/rooms/${room}/canvases`, { kind, title, language: language ?? null });
          useDesk.getState().show(made.id);
        } catch (error) {
          sayError(error);
        }
      },
      setPrivate: (canvas: string, value: boolean) =>
        api.put(`/canvases/${canvas}/privacy`, { private: value }).then(() => undefined, sayError),
      updateCanvas: (canvas: string, change: { title?: string; kind?: string; language?: string | null }) =>
        api.patch(`/canvases/${canvas}`, change).then(() => undefined, sayError),
    }),
    [role, room],
  );
}

export function copy(text: string): void {
  navigator.clipboard.writeText(text).then(
    () => say(i18n.t("Copied.")),
    () => say(i18n.t("The browser did not allow copying.")),
  );
}
