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
  const opened = call.name === "open_canvas" || call.name === "open_app" ? openedBy(call, room, turn) : null;
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

/** What is said of each tool: while it runs, and once it is done when it gave no words of its own. */
const WORDS: Readonly<Record<string, (title: string | null) => readonly [doing: string, done: string]>> = {
  open_canvas: (title) => [title ? i18n.t("Writing {title}", { title }) : i18n.t("Opening a page"), i18n.t("Opened a page")],
  open_app: (title) => [title ? i18n.t("Opening {title}", { title }) : i18n.t("Opening an app"), i18n.t("Opened an app")],
  edit: () => [i18n.t("Changing the text"), i18n.t("Changed the text")],
  rewrite: () => [i18n.t("Rewriting the text"), i18n.t("Rewrote the text")],
  rename: () => [i18n.t("Replacing words everywhere"), i18n.t("Replaced words everywhere")],
  read_canvas: (title) =>
    title
      ? [i18n.t("Reading {title}", { title }), i18n.t("Read {title}", { title })]
      : [i18n.t("Reading"), i18n.t("Read a page")],
  undo: () => [i18n.t("Taking back the last change"), i18n.t("Took back the last change")],
  comment: () => [i18n.t("Commenting"), i18n.t("Commented")],
  add_entry: () => [i18n.t("Adding to the page"), i18n.t("Added to the page")],
  delegate: () => [i18n.t("Planning"), i18n.t("Planned the work")],
  create_task: () => [i18n.t("Making a task"), i18n.t("Made a task")],
  list_tasks: () => [i18n.t("Looking at your tasks"), i18n.t("Looked at your tasks")],
  change_task: () => [i18n.t("Changing a task"), i18n.t("Changed a task")],
  search_web: () => [i18n.t("Searching the web"), i18n.t("Searched the web")],
  open_page: () => [i18n.t("Reading"), i18n.t("Read a page")],
  find_in_page: () => [i18n.t("Looking in a page"), i18n.t("Looked in a page")],
  search_files: () => [i18n.t("Looking in the files"), i18n.t("Looked in the files")],
  open_lens: () => [i18n.t("Opening a lens"), i18n.t("Opened a lens")],
  read_lens: () => [i18n.t("Looking through a lens"), i18n.t("Looked through a lens")],
  use_lens: () => [i18n.t("Proposing by a lens"), i18n.t("Proposed by a lens")],
  check_facts: () => [i18n.t("Checking facts"), i18n.t("Checked facts")],
  read_file_page: () => [i18n.t("Reading a file"), i18n.t("Read a file")],
  run_code: () => [i18n.t("Running the code"), i18n.t("Ran the code")],
  send_mail: () => [i18n.t("Sending an e-mail"), i18n.t("Sent an e-mail")],
  share_page: () => [i18n.t("Making a link"), i18n.t("Made a link")],
  profile_data: () => [i18n.t("Looking at the data"), i18n.t("Looked at the data")],
  query_data: () => [i18n.t("Asking the data"), i18n.t("Asked the data")],
  make_chart: () => [i18n.t("Drawing a chart"), i18n.t("Drew a chart")],
  analyse_data: () => [i18n.t("Analysing the data"), i18n.t("Analysed the data")],
  report_data: () => [i18n.t("Writing a report"), i18n.t("Wrote a report")],
  turn_into: () => [i18n.t("Turning the page into another form"), i18n.t("Turned the page into another form")],
  draw_picture: () => [i18n.t("Drawing a picture"), i18n.t("Drew a picture")],
  draw_svg: () => [i18n.t("Drawing"), i18n.t("Made a drawing")],
  show_widget: () => [i18n.t("Drawing"), i18n.t("Showed a widget")],
  answer_comment: () => [i18n.t("Answering a comment"), i18n.t("Answered a comment")],
};

/** Whether this tool has words of its own; of one that has none its name is shown. */
export const known = (name: string): boolean => Object.hasOwn(WORDS, name);

function doing(name: string, title: string | null): string {
  return known(name) ? (WORDS[name]?.(title)[0] ?? "") : i18n.t("Using {name}", { name });
}

function done(name: string, title: string | null, failed: boolean): string {
  if (failed) return i18n.t("That did not work, and nothing was changed");
  return known(name) ? (WORDS[name]?.(title)[1] ?? "") : i18n.t("Used {name}", { name });
}
