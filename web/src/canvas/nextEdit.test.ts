import { history, undo } from "@codemirror/commands";
import { EditorState, Text, type TransactionSpec } from "@codemirror/state";
import { describe, expect, it } from "vitest";
import type { NextEditView } from "../wire.gen";
import { nextField, nextShown, showNext } from "./nextEdit";
import { fromServer, syncField, takeOff, takenOffer } from "./sync";
import { manyToUnits, toUnits } from "./units";

function offer(kind: NextEditView["kind"], ...patches: [start: number, end: number, after: string][]): NextEditView {
  return {
    id: "next_1", by: "agent_gesso", kind, version: 1, likely: 0.9,
    patches: patches.map(([start, end, after]) => ({ start, end, before: "", after, lead: "", trail: "" })),
  }; // prettier-ignore
}

function shownIn(doc: string, caret: number, what: NextEditView, fits = true): EditorState {
  const state = EditorState.create({ doc, selection: { anchor: caret }, extensions: [nextField, history()] });
  return state.update({ effects: showNext.of({ offer: what, fits: () => fits }) }).state;
}

const outcomeAfter = (state: EditorState, spec: TransactionSpec) => state.update(spec).state.field(nextField)?.outcome;

describe("what is shown", () => {
  it("is ghost text only at the caret, on one line, where it fits", () => {
    expect(nextShown(shownIn("😀 It ", 6, offer("words", [5, 5, "grows"])))).toMatchObject({ ghost: true, fits: true });
    expect(nextShown(shownIn("It ", 3, offer("words", [3, 3, "a\nb"])))).toMatchObject({ ghost: true, fits: false });
    expect(nextShown(shownIn("It ", 3, offer("words", [3, 3, "grows"]), false))).toMatchObject({ fits: false });
    expect(nextShown(shownIn("Anna It ", 8, offer("rename", [0, 4, "Eva"])))).toMatchObject({ ghost: false });
  });

  it("shrinks as its own letters are typed, and tells when all of them were", () => {
    let state = shownIn("It ", 3, offer("words", [3, 3, "gr😀w"]));
    for (const letter of ["g", "r", "😀"]) {
      const { head } = state.selection.main;
      state = state.update({ changes: { from: head, insert: letter }, selection: { anchor: head + letter.length }, userEvent: "input.type" }).state;
    }
    expect(nextShown(state)?.patches).toEqual([{ from: 7, to: 7, insert: "w" }]);
    expect(outcomeAfter(state, { changes: { from: 7, insert: "w" }, selection: { anchor: 8 } })).toBe("typed");
  });

  it("goes with any other key, deletion or move of the caret", () => {
    const state = shownIn("It ", 3, offer("words", [3, 3, "grows"]));
    expect(outcomeAfter(state, { changes: { from: 3, insert: "x" }, selection: { anchor: 4 } })).toBe("ignored");
    expect(outcomeAfter(state, { changes: { from: 2, to: 3 } })).toBe("ignored");
    expect(outcomeAfter(state, { changes: { from: 0, insert: "g" } })).toBe("ignored");
    expect(outcomeAfter(state, { selection: { anchor: 0 } })).toBe("ignored");
    const gone = state.update({ selection: { anchor: 0 } }).state;
    expect(nextShown(gone)).toBeNull();
    expect(gone.update({ changes: { from: 0, insert: "g" } }).state.field(nextField)).toBeNull();
  });

  it("moves along with the words of others, and goes when they touch it", () => {
    const state = shownIn("Anna and Anna", 0, offer("rename", [9, 13, "Eva"]));
    const frame = { t: "update", version: 2, change: [], client: "other", by: "b", kind: "person", turn: null } as const;
    const theirs = (from: number, to: number, insert: string): TransactionSpec => ({
      changes: { from, to, insert },
      annotations: fromServer.of({ kind: "update", frame: { ...frame, change: [] }, own: false }),
    });
    expect(nextShown(state.update(theirs(0, 0, "😀 ")).state)?.patches).toEqual([{ from: 12, to: 16, insert: "Eva" }]);
    expect(outcomeAfter(state, theirs(10, 11, "xx"))).toBe("ignored");
  });

  it("is not part of the text or its history", () => {
    const state = shownIn("It ", 3, offer("words", [3, 3, "grows"]));
    expect(state.doc.toString()).toBe("It ");
    expect(undo({ state, dispatch: () => undefined })).toBe(false);
  });
});

describe("words that were taken", () => {
  const typing = (state: EditorState, insert: string) => state.update({ changes: { from: state.doc.length, insert } }).state;
  const taking = (state: EditorState, insert: string) =>
    state.update({ changes: { from: state.doc.length, insert }, effects: takenOffer.of({ offer: "next_1", by: "agent_gesso" }) }).state;
  const bare = () => EditorState.create({ doc: "It ", extensions: [syncField] });

  it("are sent as the agent's only when they go alone", () => {
    const alone = taking(bare(), "grows");
    expect(alone.update(takeOff(alone, 1000)!).state.field(syncField)).toMatchObject({ inflightOffer: "next_1", bufferOffer: null });
    for (const mixed of [typing(taking(bare(), "grows"), "!"), taking(typing(bare(), "a"), "grows")]) {
      expect(mixed.update(takeOff(mixed, 1000)!).state.field(syncField).inflightOffer).toBeNull();
    }
  });
});

describe("many places at once", () => {
  it("agree with one at a time", () => {
    const text = Text.of(["é😀 字", "", "a😀😀b", "\ud800x"]);
    const points = Array.from({ length: 16 }, (_, n) => n);
    expect(manyToUnits(text, points)).toEqual(points.map((each) => toUnits(text, each)));
    expect(manyToUnits(text, [3, 3, 99])).toEqual([toUnits(text, 3), toUnits(text, 3), text.length]);
  });
});
