/** Groups the list of conversations by the day they were last used, as a person would say it. Pure. */
import { i18n } from "../i18n";
import type { RoomSummary } from "../wire.gen";

const DAY_MS = 86_400_000;

export function groupByDay(rooms: readonly RoomSummary[], now: Date): [day: string, rooms: RoomSummary[]][] {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  const groups = new Map<string, RoomSummary[]>();
  for (const room of rooms) {
    const day = dayOf(new Date(room.updated_at), midnight, now);
    groups.set(day, [...(groups.get(day) ?? []), room]);
  }
  return [...groups];
}

function dayOf(at: Date, midnight: number, now: Date): string {
  const time = at.getTime();
  if (time >= midnight) return i18n.t("Today");
  if (time >= midnight - DAY_MS) return i18n.t("Yesterday");
  if (time >= midnight - 7 * DAY_MS) return i18n.t("Last seven days");
  const year = at.getFullYear() === now.getFullYear() ? {} : ({ year: "numeric" } as const);
  return at.toLocaleDateString(i18n.locale || "en", { month: "long", ...year });
}
