/** Where a page of data is asked to go by what lies beside it: a view, and the column or the card in it. */
import { create } from "zustand";

export const useGoing = create<{ readonly to: { readonly tab: "profile" | "charts"; readonly name: string } | null }>(() => ({ to: null }));

/** Brings the column or card into view once it is drawn. */
export function bring(name: string): void {
  requestAnimationFrame(() => document.querySelector(`[data-going="${CSS.escape(name)}"]`)?.scrollIntoView({ block: "center" }));
}
