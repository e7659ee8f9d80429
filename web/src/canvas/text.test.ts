import { EditorState, type StateCommand, Text } from "@codemirror/state";
import { ensureSyntaxTree } from "@codemirror/language";
import { describe, expect, it } from "vitest";
import { checksum } from "./checksum";
import { count } from "./counting";
import { findLanguage, LANGUAGES } from "./languages";
import { continueMarkup, markdown, shiftItem, toggleMark } from "./markdown";
import { random } from "./testing/server";
import { toCodePoints, toUnits } from "./units";
import { repaired } from "./wellFormed";
import { openable, showable } from "./widgets";

const PIECES = ["é", "😀", "字", "a", "\r\n", "\n", "e\u0301", "👩‍👩‍👧", "\ud800", "ا"];

function made(seed: number): string {
  const next = random(seed);
  return Array.from({ length: 40 }, () => PIECES[Math.floor(next() * PIECES.length)]).join("");
}

const text = (words: string) => Text.of(words.split("\n"));

describe("units", () => {
  it("counts code points as Python does, in both directions", () => {
    for (let seed = 0; seed < 200; seed++) {
      const words = made(seed);
      const points = Array.from(words);
      let unit = 0;
      for (let index = 0; index <= points.length; index++) {
        expect(toCodePoints(text(words), unit), JSON.stringify(words)).toBe(index);
        expect(toUnits(text(words), index)).toBe(unit);
        unit += points[index]?.length ?? 0;
      }
    }
  });
});

describe("checksum", () => {
  it("is zlib's CRC-32 of UTF-16LE", () => {
    // python: zlib.crc32("Kaffee é 😀 字\r\n".encode("utf-16-le"))
    expect(checksum(text("Kaffee é 😀 字\r\n"))).toBe(1272335884);
    expect(checksum(text(""))).toBe(0);
  });
});

describe("count", () => {
  it("counts words of several scripts", () => {
    expect(count(text("It's a re-run, café 😀 — 3 times.")).words).toBe(6);
    expect(count(text("咖啡 good\n\n- [ ] two")).words).toBe(4);
    expect(count(text("")).words).toBe(0);
  });
});

describe("languages", () => {
  it("are found by name, alias and ending", () => {
    for (const [name, wanted] of [["py", "Python"], ["ts title=x", "TypeScript"], ["C++", "C++"], ["bash", "Shell"], ["c#", "C#"]] as const) {
      expect(findLanguage(name)?.name).toBe(wanted);
    }
    expect(findLanguage("")).toBeNull();
    expect(findLanguage("mermaid")).toBeNull();
  });

  it("can all be loaded", async () => {
    for (const each of LANGUAGES) expect((await each.load()).language.name, each.name).toBeDefined();
  });
});

function run(command: StateCommand, words: string): { text: string; handled: boolean } {
  const [from, to] = [words.indexOf("|"), words.lastIndexOf("|")];
  const doc = words.replaceAll("|", "");
  let state = EditorState.create({ doc, selection: { anchor: from, head: to > from ? to - 1 : from }, extensions: [markdown(), EditorState.lineSeparator.of("\n")] });
  ensureSyntaxTree(state, doc.length);
  const handled = command({ state, dispatch: (tr) => (state = tr.state) });
  const { head } = state.selection.main;
  return { handled, text: `${state.sliceDoc(0, head)}|${state.sliceDoc(head)}` };
}

describe("keys in Markdown", () => {
  it("goes on with a list, a task, a number, a quote", () => {
    expect(run(continueMarkup, "- one|").text).toBe("- one\n- |");
    expect(run(continueMarkup, "  * one| two").text).toBe("  * one\n  * | two");
    expect(run(continueMarkup, "- [x] done|").text).toBe("- [x] done\n- [ ] |");
    expect(run(continueMarkup, "9. nine|").text).toBe("9. nine\n10. |");
    expect(run(continueMarkup, "> wise|").text).toBe("> wise\n> |");
  });

  it("leaves the list on an empty item", () => {
    expect(run(continueMarkup, "- one\n- |").text).toBe("- one\n\n|");
    expect(run(continueMarkup, "- one\n  - |").text).toBe("- one\n- |");
  });

  it("leaves code and prose alone", () => {
    expect(run(continueMarkup, "```\n- one|\n```").handled).toBe(false);
    expect(run(continueMarkup, "Just words|").handled).toBe(false);
  });

  it("puts marks around words and takes them away", () => {
    expect(run(toggleMark("**"), "a |word| b").text).toBe("a **word|** b");
    expect(run(toggleMark("**"), "a **|word|** b").text).toBe("a word| b");
    expect(run(toggleMark("*"), "a wo|rd").text).toBe("a *wo|rd*");
    expect(run(toggleMark("*"), "a **|word|** b").text).toBe("a ***word|*** b");
    expect(run(toggleMark("*"), "a ***|word|*** b").text).toBe("a **word|** b");
  });

  it("moves items in and out, and leaves Tab in prose to the page", () => {
    expect(run(shiftItem(1), "- one|").text).toBe("  - one|");
    expect(run(shiftItem(-1), "  - one|").text).toBe("- one|");
    expect(run(shiftItem(1), "prose|").handled).toBe(false);
  });
});

describe("what may be shown and opened", () => {
  it("shows pictures of this server, data and blobs alone", () => {
    const here = "http://127.0.0.1:8484/r/1";
    expect(showable("/files/a.png", here)).toBe("http://127.0.0.1:8484/files/a.png");
    expect(showable("data:image/png;base64,AA", here)).not.toBeNull();
    for (const address of ["https://example.org/a.png", "//example.org/a.png", "http://127.0.0.1:9999/a", "javascript:alert(1)", "data:text/html,x", "http://["]) {
      expect(showable(address, here), address).toBeNull();
    }
  });

  it("opens web addresses and mail alone", () => {
    expect(openable("https://example.org")).toBe(true);
    for (const address of ["javascript:alert(1)", "data:text/html,x", "vbscript:x", " javascript:x"]) expect(openable(address)).toBe(false);
  });
});

describe("repaired", () => {
  it("keeps the length and takes out what cannot be stored", () => {
    expect(repaired("a\0b\ud800c😀")).toBe("a\ufffdb\ufffdc😀");
  });
});
