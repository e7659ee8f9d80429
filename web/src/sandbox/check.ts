/**
 * The page of `gesso app check` and of the attacks: the same sandbox without the workspace around it. `gessoCheck` runs
 * one app and tells what it did; nothing else is on this page.
 */
import type { Language } from "./compile";
import { Live, type LiveState } from "./live";
import type { AppError, Attempt, Handlers } from "./protocol";

interface Asked {
  readonly origin: string;
  readonly code: string;
  readonly language: Language;
  readonly theme?: "light" | "dark";
  /** How long an app that neither fails nor paints is waited for, and how long one is watched once it painted. */
  readonly timeout_ms: number;
  readonly watch_ms: number;
  readonly picture: boolean;
}
interface Told {
  readonly state: LiveState;
  readonly errors: readonly AppError[];
  readonly blocked: readonly Attempt[];
  readonly painted_ms: number | null;
  readonly picture: string | null;
}

const kept = new Map<string, unknown>();
/** What an app finds when nobody is there: an empty page, nothing kept, no model and no data. */
const ALONE: Handlers = {
  "doc.read": async () => ({ text: "", version: 0, title: "" }),
  "doc.propose": async () => ({ status: "pending" }),
  "doc.comment": async () => ({ status: "pending" }),
  "kv.get": async ({ key }) => kept.get(key) ?? null,
  "kv.set": async ({ key, value }) => void kept.set(key, value),
};

async function check(asked: Asked): Promise<Told> {
  const { origin, code, language, theme = "light", timeout_ms, watch_ms, picture } = asked;
  const errors: AppError[] = [];
  const blocked: Attempt[] = [];
  let [painted, blank]: [number | null, boolean | null] = [null, null];
  kept.clear();
  const place = document.getElementById("root")!;
  let live: Live | null = null;
  await new Promise<void>((then) => {
    setTimeout(then, timeout_ms);
    live = new Live(place, {
      origin, code, language, title: "app", handlers: ALONE, params: {}, doc: null, theme,
      onState: (found) => {
        if (found === "failed" || found === "stopped") then();
      },
      onError: (error) => {
        errors.push(error);
        if (error.kind === "stuck") then();
      },
      onBlocked: (attempt) => blocked.push(attempt),
      onPainted: (ms) => {
        painted = ms;
        setTimeout(then, watch_ms);
      },
      onSeen: (found) => (blank = found),
      onHeight: () => undefined,
      onPicture: () => undefined,
      ask: async (name, given) => {
        blocked.push({ kind: name, address: "url" in given ? given.url : given.name });
        throw new Error("Nobody is here to allow it.");
      },
    }); // prettier-ignore
  });
  const found = live as unknown as Live;
  const { state } = found;
  const image = picture && state === "running" ? await found.capture().catch(() => null) : null;
  found.stop();
  return { state, errors, blocked, painted_ms: blank ? null : painted, picture: image };
}

Object.assign(window, { gessoCheck: check });
