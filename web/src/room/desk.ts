/**
 * The desk: which canvas lies open beside the conversation, what is selected on it, how wide things are. This browser's
 * own, never the room's.
 */
import { create } from "zustand";
import type { CanvasHandle, CanvasSelection } from "../canvas/types";
import type { Detent } from "../shell/detents";

const SIDEBAR = "gesso.sidebar";
const SPLIT = "gesso.split";

/** A form that the page is turned into for the eye or the ear, lying over it. */
export type Form = "slides" | "cards" | "aloud" | "levels" | "translation" | "storyboard";

interface Desk {
  /** Canvas shown beside the conversation, or null. */
  readonly canvas: string | null;
  readonly selection: CanvasSelection | null;
  /** Selection that a person took off the next message. */
  readonly setAside: CanvasSelection | null;
  readonly sidebar: boolean;
  /** Share of the width that the conversation has beside a canvas, 0.25 to 0.7. */
  readonly split: number;
  /** How high the conversation stands over the canvas on a phone. */
  readonly sheet: Detent;
  /** The history of the page lies open over it; `since` is the version to compare with at first, null the one before. */
  readonly history: { readonly since: number | null } | null;
  readonly form: Form | null;
  /** The lens that lies open in the place of the messages, by its name. */
  readonly lens: string | null;
  readonly overlay: "palette" | "shortcuts" | "share" | "export" | "page" | null;
  show(canvas: string | null): void;
  openHistory(since?: number): void;
  closeHistory(): void;
  turnInto(form: Form | null): void;
  openLens(lens: string | null): void;
  select(selection: CanvasSelection | null): void;
  putSelectionAside(): void;
  toggleSidebar(open?: boolean): void;
  setSplit(split: number): void;
  open(overlay: Desk["overlay"]): void;
}

/** The editor that is mounted: asked to do things, never drawn from, so nothing is drawn again when it changes. */
export const pane: { current: CanvasHandle | null } = { current: null };

function storedSplit(): number {
  const value = Number(localStorage.getItem(SPLIT));
  return value >= 0.25 && value <= 0.7 ? value : 0.42;
}

const width = () => window.matchMedia("(min-width: 800px)");
export const wide = () => width().matches;

export const useDesk = create<Desk>((set) => ({
  canvas: null,
  selection: null,
  setAside: null,
  sidebar: false,
  split: 0.42,
  sheet: "peek",
  history: null,
  form: null,
  lens: null,
  overlay: null,
  show: (canvas) => set((desk) => ({ canvas, selection: null, sheet: "peek", history: null, form: null, lens: desk.canvas === canvas ? desk.lens : null })),
  openHistory: (since) => set((desk) => (desk.canvas ? { history: { since: since ?? null } } : {})),
  openLens: (lens) => set((desk) => ({ lens, sheet: lens === null ? desk.sheet : desk.sheet === "peek" ? "half" : desk.sheet })),
  closeHistory: () => set({ history: null }),
  turnInto: (form) => set((desk) => (desk.canvas || !form ? { form, history: null } : {})),
  select: (selection) => set({ selection, setAside: null }),
  putSelectionAside: () => set((desk) => ({ setAside: desk.selection })),
  toggleSidebar: (open) =>
    set((desk) => {
      const sidebar = open ?? !desk.sidebar;
      if (wide()) localStorage.setItem(SIDEBAR, sidebar ? "open" : "closed");
      return { sidebar };
    }),
  setSplit: (split) => {
    const kept = Math.min(0.7, Math.max(0.25, split));
    localStorage.setItem(SPLIT, String(kept));
    set({ split: kept });
  },
  open: (overlay) => set({ overlay }),
}));

/** Where there is room for it, the list stands as it was left; over a narrow page it starts closed. */
const listed = () => wide() && localStorage.getItem(SIDEBAR) !== "closed";

/** Call once: what this browser remembers. A window made narrow or wide again is as if it had begun so. */
export function startDesk(): void {
  useDesk.setState({ split: storedSplit(), sidebar: listed() });
  width().addEventListener("change", () => useDesk.setState({ sidebar: listed() }));
}
