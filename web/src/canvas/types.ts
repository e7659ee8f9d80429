/**
 * What the canvas in the browser asks of the page around it, and what it gives back.
 *
 * The pane opens its own socket, keeps the text, and draws everything that is on it. The page owns the conversation,
 * the event log and every HTTP call: it gets to know what a person did here through the callbacks. No text of the
 * document travels through these props.
 *
 * Positions are Unicode code points of the text at `version`, as everywhere outside the socket and the editor.
 */

import type { EditorView } from "@codemirror/view";
import type { Ref } from "react";
import type { NextEditView, WireSuggestion } from "../wire.gen";

export type CanvasKind = "document" | "code";

export interface CanvasInfo {
  readonly id: string;
  readonly kind: CanvasKind;
  readonly title: string;
  readonly language: string | null;
}

/** A part of the canvas: code points of the confirmed text at `version`, and the words themselves. */
export interface CanvasSelection {
  readonly canvas: string;
  readonly version: number;
  readonly start: number;
  readonly end: number;
  readonly quote: string;
}

/** An agent's edit that nobody has kept or undone yet: `canvas_changed` without its `change_settled`. */
export interface ActiveEdit {
  readonly turn: string;
  /** The agent whose turn it was. */
  readonly by?: string | undefined;
  readonly fromVersion: number;
  readonly toVersion: number;
  readonly summary: string;
}

/** A participant as the page knows it. The hue of a person follows from its id (`hueOf` in `hues.ts`). */
export interface Participant {
  readonly id: string;
  readonly name: string;
  readonly kind: "person" | "agent" | "import";
  /** An agent's own, in degrees: it tells machines apart, all of which are violet. */
  readonly hue?: number;
}

/** A comment as the canvas draws it: where it is, the canvas knows itself. */
export interface NoteMark {
  readonly id: string;
  readonly by: string;
  /** Made by an agent. */
  readonly machine: boolean;
  readonly open: boolean;
  /** What is drawn on the words while it is open. */
  readonly drawn?: "ring" | "arrow" | "underline" | null;
}

/** Where a comment is: pixels from the top of the text, and whether its words are not there now. */
export interface NotePlace {
  readonly id: string;
  readonly top: number;
  readonly bottom: number;
  readonly gone: boolean;
}

/** A suggestion in the confirmed text, in units, with the pieces it can be taken in. */
export type Offer = WireSuggestion;

/** `live` hides marks where the caret is not; `source` shows the text as it is; `read` cannot be typed into. */
export type ViewMode = "live" | "source" | "read";

export interface CanvasStatus {
  /** `opening` until the first text is there; `offline` while a connection is being looked for. */
  readonly phase: "opening" | "live" | "offline";
  /** Changes by this person that the server has not confirmed. */
  readonly unsent: number;
  readonly version: number;
  readonly editable: boolean;
}

/** What the page can ask of a mounted pane. */
export interface CanvasHandle {
  focus(): void;
  /** Scroll to and make current an agent's edit or a suggestion; false if it is not in the text any more. */
  reveal(target: { readonly turn: string } | { readonly suggestion: string } | { readonly note: string }): boolean;
  /** Go to the next (1) or the last (-1) change, suggestion or comment. */
  go(direction: 1 | -1): void;
  /** The layer beside the text that scrolls with it: comments are drawn there. */
  margin(): HTMLElement | null;
  /** Where the comments are now. */
  notePlaces(): readonly NotePlace[];
  /** The comment that was begun on a selection is made or given up. */
  endComment(): void;
  /** Called when places may have moved, until the answer is called. */
  onMoved(then: () => void): () => void;
  /** The confirmed text with the open suggestions on it. */
  offered(): { readonly version: number; readonly text: string; readonly offers: readonly Offer[] } | null;
  openSearch(): void;
  setMode(mode: ViewMode): void;
  /** Whether the server has every change that was made here. */
  settled(): boolean;
  /** The editor itself, for parts of the page that come late and draw on it. */
  editor(): EditorView | null;
  /** The person's selection now, or null. Answers at once, where `onSelection` waits for a pause. */
  selection(): CanvasSelection | null;
}

export type NextEditOutcome = "taken" | "typed" | "dismissed" | "ignored";

/** How the pane asks what the person is likely to change next, and tells what became of it. */
export interface NextEdits {
  /** For code point `caret` of the text at `version`; null when nothing is likely enough. */
  propose(version: number, caret: number): Promise<NextEditView | null>;
  settle(offer: string, outcome: NextEditOutcome): void;
}

export interface CanvasPaneProps {
  readonly canvas: CanvasInfo;
  /** The person may not type here (role, or a read-only link). The server has the last word. */
  readonly readOnly: boolean;
  /** Code of a read-only link: the text is watched through the link's own socket, without an account. */
  readonly sharedCode?: string;
  /** Id of the person looking at the page: own words are not announced as somebody else's. */
  readonly me?: string;
  readonly people: Readonly<Record<string, Participant>>;
  readonly activeEdits: readonly ActiveEdit[];
  readonly theme: "light" | "dark";
  readonly ref?: Ref<CanvasHandle>;
  /** Absent where there are none: turned off, read only, or a private canvas. */
  readonly nextEdits?: NextEdits | undefined;

  /** About 150 ms after the selection came to rest; null when nothing is selected. */
  onSelection(selection: CanvasSelection | null): void;
  /** The person asks for a change of what is selected. `text` is ready to be sent as a message. */
  onAsk(text: string, selection: CanvasSelection): void;
  /** The person wants the shortcuts, for what is selected. */
  onShortcuts?(): void;
  onUndoTurn(turn: string): void | Promise<void>;
  onKeepTurn(turn: string): void | Promise<void>;
  /** All of it, or only the pieces of these numbers. */
  onAcceptSuggestion(id: string, pieces?: readonly number[]): void | Promise<void>;
  onRejectSuggestion(id: string): void | Promise<void>;
  /** The person may comment and suggest here. */
  readonly canComment: boolean;
  readonly notes: readonly NoteMark[];
  readonly activeNote: string | null;
  onSuggest?(words: string, selection: CanvasSelection): void | Promise<void>;
  /** The person wants to comment on what is selected. */
  onComment?(selection: CanvasSelection): void;
  /** The text has code in it that can be run. Called more than once, and while the text is drawn. */
  onRunnable?(): void;
  /** A commented passage was chosen; with `write` to answer it. Null: somewhere else. */
  onNote?(id: string | null, write?: boolean): void;
  /** Rarely called: when the phase or the right to edit changes, and when waiting changes come or are gone. */
  onStatus?(status: CanvasStatus): void;
}
