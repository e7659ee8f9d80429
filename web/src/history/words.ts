/** How a version is said: who made it, what it did, when. Pure. */
import { hueOf } from "../canvas/hues";
import { i18n } from "../i18n";
import type { RoomState } from "../room/state";
import type { VersionItem } from "../wire.gen";

/** An author of a version or of a part of the text. */
export interface Author {
  readonly by: string;
  readonly kind: "person" | "agent" | "import";
  readonly model: string | null;
}

/** `agent`, `import` or one of the hues of people: what the style sheet colours by. */
export function hue(author: Author): string {
  if (author.kind === "agent") return "agent";
  return author.kind === "import" ? "import" : hueOf(author.by);
}

export function nameOf(room: RoomState, author: Author, me: string | undefined): string {
  if (author.kind === "agent") return room.agents[author.by]?.name ?? i18n.t("Gesso");
  const person = author.by === me ? i18n.t("You") : (room.members[author.by]?.name ?? i18n.t("Somebody"));
  return author.kind === "import" ? i18n.t("{name}, imported", { name: person }) : person;
}

export function names(room: RoomState, authors: readonly Author[], me: string | undefined): string {
  return [...new Set(authors.map((author) => nameOf(room, author, me)))].join(", ");
}

/** What the version did, in a few words: its reason where one was given. */
export function did(version: VersionItem): string {
  if (version.who.some((who) => who.undoes)) {
    return version.why ? i18n.t("Took back: {what}", { what: version.why }) : i18n.t("Took back a change");
  }
  if (version.why) return version.why;
  if (version.summary) return version.summary;
  const [added, removed] = sizes(version);
  if (version.who[0]?.kind === "import") return i18n.t("Brought in a text");
  if (removed === 0) return i18n.t("Wrote");
  return added === 0 ? i18n.t("Took words out") : i18n.t("Wrote and changed");
}

export function sizes(version: VersionItem): [added: number, removed: number] {
  return version.who.reduce(([added, removed], who) => [added + who.added, removed + who.removed], [0, 0]);
}

const locale = () => i18n.locale || "en";

export function time(at: string): string {
  return new Date(at).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit" });
}

export function day(at: string, now: Date): string {
  const then = new Date(at);
  const days = Math.round((midnight(now) - midnight(then)) / 86_400_000);
  if (days === 0) return i18n.t("Today");
  if (days === 1) return i18n.t("Yesterday");
  const year = then.getFullYear() === now.getFullYear() ? {} : ({ year: "numeric" } as const);
  return then.toLocaleDateString(locale(), { weekday: "long", day: "numeric", month: "long", ...year });
}

function midnight(at: Date): number {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
}

/** Day and time in one, for a choice or to be read out. */
export function when(at: string, now: Date): string {
  return `${day(at, now)}, ${time(at)}`;
}

/** Versions by day, in the order given. */
export function byDay(versions: readonly VersionItem[], now: Date): [string, VersionItem[]][] {
  const days = new Map<string, VersionItem[]>();
  for (const version of versions) {
    const name = day(version.at, now);
    days.set(name, [...(days.get(name) ?? []), version]);
  }
  return [...days];
}
