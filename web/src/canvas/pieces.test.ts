import { describe, expect, it } from "vitest";
import { piecesOf, withOffers } from "./pieces";

const offer = (id: string, start: number, before: string, after: string, pieces: [number, number, string][]) => ({
  id,
  start,
  end: start + before.length,
  before,
  after,
  streaming: false,
  pieces: pieces.map(([from, to, words]) => ({ start: from, end: to, words })),
});

describe("pieces", () => {
  it("are where the suggestion is, in the server's order", () => {
    expect(piecesOf(offer("a", 10, "one 😀 three", "two 😀 four", [[0, 3, "two"], [7, 12, "four"]]))).toEqual([
      { from: 10, to: 13, words: "two" },
      { from: 17, to: 22, words: "four" },
    ]);
  });

  it("are not known while it is written, nor when its words have another length", () => {
    const made = offer("a", 0, "one", "two", [[0, 3, "two"]]);
    expect(piecesOf({ ...made, streaming: true })).toBeNull();
    expect(piecesOf({ ...made, end: 4 })).toBeNull();
  });
});

describe("the text with its offers", () => {
  it("has the words after, and every piece in both texts", () => {
    const text = "é 😀 字\nsecond line\n";
    const made = withOffers(text, [
      offer("b", 7, "second line", "second 😀 row", [[7, 11, "😀 row"]]),
      offer("a", 0, "é 😀 字", "è 😀 字", [[0, 1, "è"]]),
      { ...offer("c", 8, "e", "E", [[0, 1, "E"]]), streaming: true },
    ]);
    expect(made.text).toBe("è 😀 字\nsecond 😀 row\n");
    expect(made.changes.map(({ offer: id }) => id)).toEqual(["a", "b"]);
    for (const { fromB, toB, words } of made.changes) expect(made.text.slice(fromB, toB)).toBe(words);
  });

  it("leaves out what overlaps an earlier offer", () => {
    const made = withOffers("abcdef", [offer("a", 0, "abc", "x", [[0, 3, "x"]]), offer("b", 2, "cd", "y", [[0, 2, "y"]])]);
    expect(made.text).toBe("xdef");
  });
});
