/** Which comment a person looks at, and which are shown. This browser's own, never the room's. */
import { create } from "zustand";
import type { CanvasSelection } from "../canvas/types";
import { pane } from "../room/desk";
import type { Manner } from "./layout";

interface Board {
  readonly active: string | null;
  /** The active comment's answer is to be written. */
  readonly writing: boolean;
  readonly filter: "open" | "all";
  /** Comments beside the text are shown. */
  readonly beside: boolean;
  /** The list is open. */
  readonly list: boolean;
  /** What a new comment is about; null: none is being written. */
  readonly draft: CanvasSelection | "whole" | null;
  readonly manner: Manner;
  /** The review of suggestions is open: those of one proposal, or ("") all of the page. */
  readonly review: string | null;
}

export const useBoard = create<Board>(() => ({
  active: null,
  writing: false,
  filter: "open",
  beside: true,
  list: false,
  draft: null,
  manner: "list",
  review: null,
}));

export function choose(id: string | null, writing = false): void {
  const { manner } = useBoard.getState();
  useBoard.setState({ active: id, writing, ...(id !== null && manner === "list" ? { list: true } : {}), ...(id ? { beside: true } : {}) });
}

/** Choose a comment and show its passage. */
export function visit(id: string): void {
  choose(id);
  pane.current?.reveal({ note: id });
}

export function begin(draft: CanvasSelection | "whole"): void {
  const { manner, list } = useBoard.getState();
  useBoard.setState({ draft, active: null, beside: true, list: list || manner === "list" || (draft === "whole" && manner !== "margin") });
}

export function endDraft(): void {
  useBoard.setState({ draft: null });
  pane.current?.endComment();
}

export function clearBoard(): void {
  useBoard.setState({ active: null, writing: false, draft: null, list: false, review: null });
}
