/** The shortcuts there are, and changes of one's own. */
import { useQuery } from "@tanstack/react-query";
import { api } from "../api";
import { forget } from "../data";
import type { OwnShortcutIn, ShortcutsView } from "../wire.gen";

/** Asked for when a menu opens: what others share is there then, too. */
export const useShortcuts = () =>
  useQuery({ queryKey: ["own-shortcuts"], queryFn: () => api.get<ShortcutsView>("/shortcuts"), staleTime: 60_000 });

export const shortcuts = {
  make: (made: OwnShortcutIn) => api.post("/shortcuts", made).then(() => forget("own-shortcuts")),
  change: (id: string, changed: OwnShortcutIn) => api.patch(`/shortcuts/${id}`, changed).then(() => forget("own-shortcuts")),
  remove: (id: string) => api.delete(`/shortcuts/${id}`).then(() => forget("own-shortcuts")),
};
