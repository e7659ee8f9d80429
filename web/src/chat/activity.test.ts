import { beforeAll, describe, expect, it } from "vitest";
import { i18n } from "../i18n";
import { messages } from "../locales/en";
import { emptyRoom, type Call } from "../room/state";
import { activityOf, known } from "./activity";

const sources = import.meta.glob<string>("../../../gesso/tools/*.py", { query: "?raw", import: "default", eager: true });
const tools = Object.values(sources).flatMap((source) => [...source.matchAll(/\bTool\(\s*"(\w+)"/g)].map((match) => match[1] ?? ""));

const call = (name: string, more: Partial<Call> = {}): Call => ({
  id: "call_1",
  name,
  argsText: "",
  args: null,
  result: null,
  ok: true,
  summary: "",
  handle: "",
  undone: "",
  view: null,
  ...more,
});
const words = (each: Call, running: boolean) => activityOf(each, emptyRoom("room_1"), "turn_1", running).words;

beforeAll(() => i18n.loadAndActivate({ locale: "en", messages }));

describe("what a tool does, in words", () => {
  it("finds the tools that agents have", () => {
    expect(tools).toEqual(expect.arrayContaining(["open_canvas", "edit", "undo", "comment", "answer_comment"]));
  });

  it.each(tools)("%s has words while it runs and when it is done", (name) => {
    expect(known(name)).toBe(true);
    const [doing, done] = [words(call(name), true), words(call(name, { result: "ok" }), false)];
    expect(doing).not.toBe(done);
    for (const said of [doing, done]) expect(said).toMatch(/^[A-Z][a-z]+( [a-z-]+)*$/);
  });

  it("shows the name of a tool it does not know, and what a tool says of itself", () => {
    expect(words(call("weigh"), true)).toBe("Using weigh");
    expect(words(call("constructor", { result: "ok" }), false)).toBe("Used constructor");
    expect(words(call("comment", { result: "ok", summary: "Made 2 comments" }), false)).toBe("Made 2 comments");
  });

  it("says that nothing was changed by a call that failed", () => {
    expect(words(call("undo", { result: "no", ok: false }), false)).toBe("That did not work, and nothing was changed");
  });
});
