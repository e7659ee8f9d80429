/** @vitest-environment jsdom */
import { i18n } from "@lingui/core";
import { EditorState, Text } from "@codemirror/state";
import { beforeAll, describe, expect, it } from "vitest";
import { matching, plan, slashItems } from "./slashItems";

beforeAll(() => i18n.loadAndActivate({ locale: "en", messages: {} }));

const items = () => slashItems(new Date(2026, 10, 26));
const item = (id: string) => items().find((each) => each.id === id)!;

/** "/" and what is typed after it stand between the marks « and »; the caret comes out as ‸. */
function chosen(words: string, id: string): string {
  const from = words.indexOf("«");
  const to = words.indexOf("»") - 1;
  const doc = Text.of(words.replace(/[«»]/g, "").split("\n"));
  const { changes, caret } = plan(doc, from, to, item(id));
  const next = EditorState.create({ doc }).update({ changes: changes.map((each) => ({ ...each, insert: Text.of(each.insert.split("\n")) })) }).newDoc.toString();
  return `${next.slice(0, caret)}‸${next.slice(caret)}`;
}

describe("matching", () => {
  it("finds by name, by another word and without accents, the best first", () => {
    expect(matching(items(), "h2")[0]!.id).toBe("h2");
    expect(matching(items(), "todo").map((each) => each.id)).toEqual(["tasks"]);
    expect(matching(items(), "TÁBLE")[0]!.id).toBe("table");
    expect(matching(items(), "eq").map((each) => each.id)).toContain("math");
    expect(matching(items(), "字")).toEqual([]);
    expect(matching(items(), "")).toHaveLength(items().length);
  });
});

describe("plan", () => {
  it("turns the line for headings, lists and quotes", () => {
    expect(chosen("«/h1»", "h1")).toBe("# ‸");
    expect(chosen("é 😀 «/h2»", "h2")).toBe("## é 😀 ‸");
    expect(chosen("- old «/ta»", "tasks")).toBe("- [ ] old ‸");
    expect(chosen("### old «/te»", "text")).toBe("old ‸");
    expect(chosen("- [x] «/q»", "quote")).toBe("> ‸");
  });

  it("puts a block on lines of its own, with blank lines around it", () => {
    expect(chosen("字\n«/t»\nafter", "code")).toBe("字\n\n```‸\n\n```\n\nafter");
    expect(chosen("words «/div» ", "divider")).toContain("words");
    expect(chosen("words «/m»\n\nnext", "math")).toBe("words\n\n$$\n‸\n$$\n\nnext");
    expect(chosen("«/t»", "table")).toBe("| ‸ |  |  |\n| --- | --- | --- |\n|  |  |  |\n|  |  |  |");
  });

  it("writes a footnote with the next free number at the end of the text", () => {
    expect(chosen("One [^1] two «/f» three.\n\n[^1]: a\n", "footnote")).toBe("One [^1] two[^2] three.\n\n[^1]: a\n[^2]: ‸");
    expect(chosen("é «/f»", "footnote")).toBe("é[^1]\n\n[^1]: ‸");
  });

  it("writes the date out", () => {
    expect(chosen("On «/d» we", "date")).toMatch(/^On \w+ \d+, 2026‸ we$/);
  });
});
