/** The one hint of the page: what the pointer rests on, or a key has reached, says its name and its keys. */
import { lazy, Suspense, useEffect, useState } from "react";

const Bubble = lazy(() => import("./bubble"));
/** ms: before a first hint; after one has gone, the next comes at once. */
const REST = 400;
const RECENT = 200;
/** ms in which the pointer may cross from the button to its hint. */
const CROSSING = 100;

export function Hints() {
  const [at, setAt] = useState<HTMLElement | null>(null);
  useEffect(() => watch(setAt), []);
  return <Suspense fallback={null}>{at && <Bubble at={at} onLost={() => setAt(null)} />}</Suspense>;
}

/** Calls `show` with the element whose hint is to be seen, or null. Returns what ends it. */
export function watch(show: (at: HTMLElement | null) => void): () => void {
  let shown: HTMLElement | null = null;
  let wanted: HTMLElement | null = null;
  let gone = -RECENT;
  let timer = 0;
  const set = (next: HTMLElement | null) => {
    clearTimeout(timer);
    wanted = next;
    if (shown && !next) gone = performance.now();
    if (shown !== next) show(next);
    shown = next;
  };
  const hide = () => set(null);
  const over = (event: PointerEvent) => {
    // A finger does not hover, and a name that stays after a tap covers what the tap was for.
    if (event.pointerType === "touch" || !(event.target instanceof Element)) return;
    if (event.target.closest("[role=tooltip]")) return clearTimeout(timer);
    const next = event.target.closest<HTMLElement>("[data-hint]");
    if (next === wanted && next !== null) return;
    clearTimeout(timer);
    wanted = next;
    if (next === shown) return;
    if (!next) timer = window.setTimeout(hide, CROSSING);
    else if (shown || performance.now() - gone < RECENT) set(next);
    else timer = window.setTimeout(() => set(next), REST);
  };
  const focus = (event: FocusEvent) => {
    const next = event.target instanceof Element && event.target.matches(":focus-visible") ? event.target.closest<HTMLElement>("[data-hint]") : null;
    if (next) set(next);
  };
  const key = (event: KeyboardEvent) => event.key === "Escape" && hide();
  const ends = new AbortController();
  const { signal } = ends;
  document.addEventListener("pointerover", over, { signal });
  document.addEventListener("pointerdown", hide, { signal, capture: true });
  document.addEventListener("focusin", focus, { signal });
  document.addEventListener("focusout", hide, { signal });
  document.addEventListener("keydown", key, { signal, capture: true });
  document.addEventListener("scroll", hide, { signal, capture: true });
  document.documentElement.addEventListener("pointerleave", hide, { signal });
  return () => {
    clearTimeout(timer);
    ends.abort();
  };
}
