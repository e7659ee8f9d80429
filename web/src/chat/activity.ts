/** Words for what an agent does with its tools, while it does it and afterwards. Pure. */
import { i18n } from "../i18n";
import type { Call, RoomState } from "../room/state";

/** A string argument of a call, also while the JSON of its arguments is still coming. */
export function argument(call: Call, name: string): string | null {
  const whole = call.args?.[name];
  if (typeof whole === "string") return whole;
  const match = new RegExp(`"${name}"\\s*:\\s*("(?:[^"\\\\]|\\\\.)*")`).exec(call.argsText);
  if (!match?.[1]) return null;
  try {
    return JSON.parse(match[1]) as string;
  } catch {
    return null;
  }
}

export interface Activity {
  readonly words: string;
  readonly running: boolean;
  readonly failed: boolean;
  /** The canvas that the words are about, when it is known. */
  readonly canvas: string | null;
}

export function activityOf(call: Call, room: RoomState, turn: string, turnRunning: boolean): Activity {
  const running = turnRunning && call.result === null;
  const opened = call.name === "open_canvas" ? openedBy(call, room, turn) : null;
  const named = argument(call, "canvas");
  const canvas = opened ?? (named && room.canvases[named] ? named : null);
  const title = (canvas && room.canvases[canvas]?.title) || argument(call, "title");
  const failed = call.result !== null && !call.ok;
  const words = running
    ? doing(call.name, title)
    : call.name === "open_canvas" && title && !failed
      ? i18n.t("Opened {title}", { title })
      : call.summary || done(call.name, title, failed);
  return { words, running, failed, canvas };
}

function openedBy(call: Call, room: RoomState, turn: string): string | null {
  const title = argument(call, "title");
  const mine = Object.values(room.canvases).filter((canvas) => canvas.turn === turn);
  return (mine.find((canvas) => canvas.title === title) ?? mine.at(-1))?.id ?? null;
}

function doing(name: string, title: string | null): string {
  switch (name) {
    case "open_canvas":
      return title ? i18n.t("Writing {title}", { title }) : i18n.t("Opening a page");
    case "edit":
      return i18n.t("Changing the text");
    case "rewrite":
      return i18n.t("Rewriting the text");
    case "rename":
      return i18n.t("Renaming");
    case "read_canvas":
      return title ? i18n.t("Reading {title}", { title }) : i18n.t("Reading");
    default:
      return i18n.t("Using {name}", { name });
  }
}

function done(name: string, title: string | null, failed: boolean): string {
  if (failed) return i18n.t("That did not work, and nothing was changed");
  switch (name) {
    case "open_canvas":
      return i18n.t("Opened a page");
    case "edit":
      return i18n.t("Changed the text");
    case "rewrite":
      return i18n.t("Rewrote the text");
    case "rename":
      return i18n.t("Renamed");
    case "read_canvas":
      return title ? i18n.t("Read {title}", { title }) : i18n.t("Read a page");
    default:
      return i18n.t("Used {name}", { name });
  }
}
