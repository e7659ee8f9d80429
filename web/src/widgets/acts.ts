/** What people did in a widget, and doing it. What was done comes back as rows of the log; nothing is drawn before. */
import { useMemo, useState } from "react";
import { api } from "../api";
import { chosenModel } from "../chat/model";
import { i18n } from "../i18n";
import type { Acted } from "../room/state";
import { useRoom } from "../room/store";
import { sayError } from "../ui/toast";
import type { WidgetActIn } from "../wire.gen";

/** Where a widget is: the message or canvas that holds it, and its key there; `mayAct` where the person may answer. */
export interface Place {
  readonly room: string;
  readonly place: string;
  readonly key: string;
  readonly mayAct: boolean;
  readonly me: string;
}

export interface Acts {
  readonly all: readonly Acted[];
  readonly busy: boolean;
  nameOf(id: string): string;
  act(act: WidgetActIn["act"], values: Record<string, string>): Promise<boolean>;
}

export function useActs({ room, place, key }: Place): Acts {
  const log = useRoom((state) => state.room.acts);
  const members = useRoom((state) => state.room.members);
  const [busy, setBusy] = useState(false);
  const all = useMemo(() => log.filter((each) => each.place === place && each.widget === key), [log, place, key]);
  return {
    all,
    busy,
    nameOf: (id) => members[id]?.name ?? i18n.t("somebody"),
    async act(act, values) {
      setBusy(true);
      const model = chosenModel();
      const body: WidgetActIn = { place, widget: key, act, values, ...(model ? { model } : {}) };
      try {
        await api.post(`/rooms/${room}/widgets`, body);
        return true;
      } catch (error) {
        sayError(error);
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
