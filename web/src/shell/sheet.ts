/**
 * The conversation as a sheet over the page: its height at rest, and how much of the page it covers there.
 *
 * The page is given its new height only while the sheet stands still, and `--page-end` and `--page-less` keep its
 * scroll range the same at every rest, so that a moving sheet never moves the text under it.
 */
import { useCallback, useEffect, useLayoutEffect, useRef, useSyncExternalStore, type RefObject } from "react";
import { useDesk } from "../room/desk";
import { heightsIn, type Detent } from "./detents";
import { draggable } from "./drag";

const PHONE = "(max-width: 799px)";

export function usePhone(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = matchMedia(PHONE);
      query.addEventListener("change", changed);
      return () => query.removeEventListener("change", changed);
    },
    () => matchMedia(PHONE).matches,
  );
}

const toRest = (sheet: Detent) => useDesk.setState({ sheet });

function partsOf(sheet: HTMLElement) {
  const head = sheet.querySelector<HTMLElement>("[data-sheet-head]")?.offsetHeight ?? 0;
  const dock = sheet.querySelector<HTMLElement>("[data-sheet-dock]")?.offsetHeight ?? 0;
  const space = sheet.parentElement?.clientHeight ?? 0;
  return { space, peek: head + dock };
}

/** Makes a sheet of the section while `docked`, coming down from the whole screen where it was `read` there before. */
export function useSheet(section: RefObject<HTMLElement | null>, docked: boolean, read: RefObject<boolean>): void {
  const detent = useDesk((desk) => desk.sheet);
  const lowest = useRef(0);
  const moves = useRef(0);

  const rest = useCallback((animated: boolean) => {
    const sheet = section.current;
    const row = sheet?.parentElement;
    if (!sheet || !row || sheet.hasAttribute("data-dragging")) return;
    const now = useDesk.getState().sheet;
    const { space, peek } = partsOf(sheet);
    const heights = heightsIn(space, peek);
    // The composer is lower in a peek: what is measured at another rest is only a first guess.
    if (now === "peek" || lowest.current === 0) lowest.current = heights.peek;
    sheet.toggleAttribute("data-still", !animated);
    sheet.style.height = `${heights[now]}px`;
    const covered = now === "peek" ? heights.peek : heights.half;
    const cover = () => {
      row.style.setProperty("--page-end", `${covered}px`);
      row.style.setProperty("--page-less", `${Math.max(0, covered - lowest.current)}px`);
    };
    const before = Number.parseFloat(row.style.getPropertyValue("--page-end")) || 0;
    const move = ++moves.current;
    if (covered <= before || before === 0 || !animated) return cover();
    // Shortened at once, the page would leave a hole until the sheet has come up.
    void Promise.allSettled(sheet.getAnimations().map((each) => each.finished)).then(() => {
      if (moves.current === move && sheet.isConnected) cover();
    });
  }, [section]);

  useLayoutEffect(() => {
    const sheet = section.current;
    const row = sheet?.parentElement;
    if (!docked || !sheet || !row) return;
    sheet.style.height = `${row.clientHeight}px`;
    void sheet.offsetHeight;
    rest(read.current);
    const end = draggable(sheet, {
      heights: () => {
        const { space, peek } = partsOf(sheet);
        return heightsIn(space, peek);
      },
      rest(to) {
        if (useDesk.getState().sheet === to) rest(true);
        else toRest(to);
      },
    });
    return () => {
      end();
      moves.current++;
      sheet.style.height = "";
      row.style.removeProperty("--page-end");
      row.style.removeProperty("--page-less");
    };
  }, [docked, rest, read, section]);

  const drawn = useRef(detent);
  useLayoutEffect(() => {
    if (docked && drawn.current !== detent) rest(true);
    drawn.current = detent;
  }, [docked, detent, rest]);

  // A keyboard that comes up, a composer that grows: nothing to be watched, so nothing moves slowly.
  useEffect(() => {
    const sheet = section.current;
    const dock = sheet?.querySelector("[data-sheet-dock]");
    if (!docked || !sheet?.parentElement) return;
    let { space, peek } = partsOf(sheet);
    const observer = new ResizeObserver(() => {
      const found = partsOf(sheet);
      if (found.space === space && found.peek === peek) return;
      ({ space, peek } = found);
      rest(false);
    });
    observer.observe(sheet.parentElement);
    if (dock) observer.observe(dock);
    return () => observer.disconnect();
  }, [docked, rest, section]);
}

/** While something lies over the page, the back button of the phone takes it away instead of leaving the page. */
export function useBack(over: boolean, close: () => void): void {
  useEffect(() => {
    if (!over) return;
    let gone = false;
    history.pushState({ over: true }, "");
    const back = () => {
      gone = true;
      close();
    };
    addEventListener("popstate", back);
    return () => {
      removeEventListener("popstate", back);
      const state: unknown = history.state;
      if (!gone && typeof state === "object" && state !== null && "over" in state) history.back();
    };
  }, [over, close]);
}
