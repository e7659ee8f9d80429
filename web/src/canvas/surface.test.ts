import { EditorState, Text } from "@codemirror/state";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blockAt, blocksIn, moveBlock } from "./blocks";
import { count, parseTarget, progress, readingMinutes } from "./counting";
import { sentenceAt } from "./focus";
import { markdown } from "./markdown";
import { moved } from "./moving";
import { definitions, entryAt, headings } from "./outline";
import { python } from "@codemirror/lang-python";
import { readWriting } from "./writing";

const text = (words: string) => Text.of(words.split("\n"));
const state = (words: string, at = 0) =>
  EditorState.create({ doc: text(words), selection: { anchor: at }, extensions: [markdown(), EditorState.lineSeparator.of("\n")] });

function after(words: string, from: number, to: number, at: number): string | null {
  const move = moved(text(words), from, to, at);
  return move && EditorState.create({ doc: text(words) }).update({ changes: move.changes as never }).newDoc.toString();
}

describe("moved", () => {
  it("changes the places of two runs and leaves the blank lines between them", () => {
    expect(after("é\n\n😀\n\n字\n", 0, 3, 7)).toBe("😀\n\né\n\n字\n");
    expect(after("é\n\n😀\n\n字\n", 3, 7, 0)).toBe("😀\n\né\n\n字\n");
    expect(after("one\n\ntwo", 0, 5, 8)).toBe("two\n\none");
    expect(after("one\r\n\r\ntwo\r\n", 0, 7, 12)).toBe("two\r\n\r\none\r\n");
  });

  it("does nothing where the lines are already", () => {
    expect(moved(text("a\nb\nc"), 2, 4, 2)).toBeNull();
    expect(moved(text("a\nb\nc"), 2, 4, 4)).toBeNull();
  });

  it("keeps every line, and a place in the moved lines is the same letter afterwards", () => {
    const line = fc.constantFrom("é", "😀 a", "字", "longer words", "# h");
    fc.assert(
      fc.property(fc.array(line, { minLength: 3, maxLength: 9 }), fc.nat(), fc.nat(), fc.nat(), fc.boolean(), (lines, x, y, z, end) => {
        const words = lines.join("\n\n") + (end ? "\n" : "");
        const doc = text(words);
        const starts = lines.map((_, index) => doc.line(index * 2 + 1).from);
        const edges = [...starts, doc.length];
        const from = x % lines.length;
        const to = from + 1 + (y % (lines.length - from));
        const at = z % edges.length;
        const move = moved(doc, edges[from]!, edges[to]!, edges[at]!);
        if (!move) {
          expect(at >= from && at <= to).toBe(true);
          return;
        }
        const next = EditorState.create({ doc }).update({ changes: move.changes as never }).newDoc;
        expect(next.length).toBe(doc.length);
        const rest = [...lines];
        const taken = rest.splice(from, to - from);
        rest.splice(at > from ? at - taken.length : at, 0, ...taken);
        expect(next.toString()).toBe(rest.join("\n\n") + (end ? "\n" : ""));
        const place = move.place(edges[from]!);
        expect(next.sliceString(place, place + taken[0]!.length)).toBe(taken[0]);
      }),
    );
  });
});

describe("headings", () => {
  it("finds both kinds, not those in code, and where their sections end", () => {
    const words = "# A *é* [x](y)\n\ntext\n\n```\n# no\n```\n\nUnder 😀\n---\n\n### C ###\r\n\n字\n===\n";
    const found = headings(text(words));
    expect(found.map(({ level, title }) => [level, title])).toEqual([[1, "A é x"], [2, "Under 😀"], [3, "C"], [1, "字"]]);
    expect(words.slice(found[1]!.from, found[1]!.to)).toBe("Under 😀\n---\n\n### C ###\r\n\n");
    expect(found[3]!.to).toBe(words.length);
    expect(entryAt(found, 0)).toBe(0);
    expect(entryAt(found, found[2]!.from + 1)).toBe(2);
  });

  it("reads a line of 200,000 blanks at once", () => {
    const line = `# ${" ".repeat(200_000)}x`;
    expect(headings(text(`${line}\n## é`)).map((entry) => entry.from)).toEqual([0, line.length + 1]);
  });

  it("takes a list, a table and a rule for what they are", () => {
    expect(headings(text("- item\n---\n\n| a |\n---\n\n---\n\n#tag\n"))).toEqual([]);
  });
});

describe("definitions", () => {
  it("finds functions, classes and their methods", () => {
    const words = "import os\n\n@cached\ndef eins(a):\n    return a\n\nclass Zwei:\n    def drei(self):\n        pass\n\nasync def vier(): pass\n";
    const code = EditorState.create({ doc: words, extensions: python() });
    expect(definitions(code).map(({ level, title }) => [level, title])).toEqual([[1, "eins"], [1, "Zwei"], [2, "drei"], [1, "vier"]]);
    expect(words.slice(definitions(code)[0]!.from).startsWith("@cached")).toBe(true);
  });

  it("goes by words where there is no tree", () => {
    const code = EditorState.create({ doc: "struct Punkt\nend\n\nfunction länge(p)\nend\n" });
    expect(definitions(code).map((entry) => entry.title)).toEqual(["Punkt", "länge"]);
  });
});

describe("blocks", () => {
  const words = "# Title 😀\n\nOne é\ntwo.\n\n- a\n- b\n  more\n- c\n\n| x |\n| - |\n| 1 |\n";

  it("are children of the document, and items of lists", () => {
    const found = blocksIn(state(words), 0, words.length);
    expect(found.map((block) => words.slice(block.from, block.to))).toEqual(["# Title 😀", "One é\ntwo.", "- a", "- b\n  more", "- c", "| x |\n| - |\n| 1 |"]);
    expect(blockAt(state(words), words.indexOf("more"))).toMatchObject({ from: words.indexOf("- b") });
    expect(blockAt(state(words), words.indexOf("\n\nOne") + 1)).toBeNull();
  });

  const move = (words: string, at: number, direction: 1 | -1) => {
    let now = state(words, at);
    moveBlock(direction)({ state: now, dispatch: (tr) => void (now = tr.state) });
    return [now.doc.toString(), now.doc.lineAt(now.selection.main.head).text];
  };

  it("go up and down with the caret", () => {
    expect(move("é\n\n😀\n\n字", 0, 1)).toEqual(["😀\n\né\n\n字", "é"]);
    expect(move("é\n\n😀\n\n字", 7, -1)).toEqual(["é\n\n字\n\n😀", "字"]);
    expect(move("é\n\n😀", 0, -1)).toEqual(["é\n\n😀", "é"]);
    expect(move("- a\n- b\n  c\n\nend", 0, 1)).toEqual(["- b\n  c\n- a\n\nend", "- a"]);
  });

  it("leave the numbers of a list where they are", () => {
    expect(move("1. a\n2. b\n3. c", 6, 1)).toEqual(["1. a\n2. c\n3. b", "3. b"]);
    expect(move("1. a\n2. b", 6, -1)).toEqual(["1. b\n2. a", "1. b"]);
  });
});

describe("counting", () => {
  it("counts words and code points, not line ends", () => {
    expect(count(text("Été 😀 字\r\ntwo\n"))).toEqual({ words: 3, characters: 10 });
    expect(count(text("one two three"), 4, 7)).toEqual({ words: 1, characters: 3 });
    expect(readingMinutes(10)).toBe(1);
    expect(readingMinutes(1190)).toBe(5);
  });

  it("understands a target and nothing else", () => {
    expect(parseTarget("800 words")).toEqual({ amount: 800, unit: "words" });
    expect(parseTarget("2000 characters")).toEqual({ amount: 2000, unit: "characters" });
    for (const bad of [null, "", "0", "-3", "many", "1e9", "99999999999"]) expect(parseTarget(bad)).toBeNull();
    expect(progress({ words: 400, characters: 0 }, { amount: 800, unit: "words" })).toBe(0.5);
    expect(progress({ words: 900, characters: 0 }, { amount: 800, unit: "words" })).toBe(1);
  });
});

describe("sentenceAt", () => {
  it("is the sentence around the caret", () => {
    const words = "Été came 😀. It is here! 字は字。 End";
    const part = (at: number) => words.slice(...sentenceAt(words, at, "en"));
    expect(part(2)).toBe("Été came 😀.");
    expect(part(14)).toBe("It is here!");
    expect(part(words.length)).toBe("End");
  });
});

describe("readWriting", () => {
  it("takes only what it knows", () => {
    expect(readWriting('{"focus":"sentence","typewriter":true,"outline":1}')).toEqual({ focus: "sentence", typewriter: true, outline: false, spelling: true });
    for (const bad of [null, "", "{", "3", "null", '"x"']) expect(readWriting(bad).focus).toBe("off");
  });
});
