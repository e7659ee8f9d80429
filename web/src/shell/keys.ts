/** Keys that work everywhere. Letters alone only where nobody is typing. */
import { useEffect } from "react";
import { useLocation } from "wouter";
import { useActions } from "../room/actions";
import { pane, useDesk, wide } from "../room/desk";
import { runningTurn } from "../room/state";
import { useRoom } from "../room/store";

export const MOD = /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl";

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** Moves the keyboard to the next visible pane, or the one before. */
export function cyclePanes(back: boolean): void {
  const panes = [...document.querySelectorAll<HTMLElement>("[data-pane]")].filter(
    (each) => !each.inert && each.checkVisibility({ visibilityProperty: true }),
  );
  const at = panes.findIndex((each) => each.contains(document.activeElement));
  const next = panes[(at + (back ? -1 : 1) + panes.length) % panes.length];
  if (next?.dataset["pane"] === "canvas") pane.current?.focus();
  else if (next?.dataset["pane"] === "conversation") (document.getElementById("composer") ?? next).focus();
  else (next?.querySelector<HTMLElement>("a[href],button") ?? next)?.focus();
}

export function useKeys(): void {
  const [, go] = useLocation();
  const { stop } = useActions();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const mod = event.ctrlKey || event.metaKey;
      const desk = useDesk.getState();
      const key = event.key.toLowerCase();
      if (mod && !event.shiftKey && key === "k") desk.open(desk.overlay === "palette" ? null : "palette");
      else if (mod && event.shiftKey && key === "o") go("/?new");
      else if (mod && !event.shiftKey && key === "\\") desk.toggleSidebar();
      else if (mod && event.altKey && event.code === "KeyH" && desk.canvas) {
        if (desk.history) desk.closeHistory();
        else desk.openHistory();
      } else if (event.altKey && event.shiftKey && !mod && event.code === "KeyS" && desk.canvas) desk.open(desk.overlay === "page" ? null : "page");
      else if (event.altKey && event.shiftKey && !mod && event.code === "KeyL" && desk.canvas) desk.openLens(desk.lens === null ? "outline" : null);
      else if (event.key === "F6") cyclePanes(event.shiftKey);
      else if (event.key === "?" && !typing(event.target)) desk.open("shortcuts");
      else if (event.key === "Escape" && desk.overlay === null) {
        const turn = runningTurn(useRoom.getState().room);
        const inChat = document.activeElement?.id === "composer";
        if (!wide() && desk.sidebar) desk.toggleSidebar(false);
        else if (turn && inChat) void stop(turn.id);
        else if (desk.history && !inChat) desk.closeHistory();
        else if (!wide() && desk.canvas && desk.sheet !== "peek") useDesk.setState({ sheet: "peek" });
        else if (desk.canvas && !inChat && !document.activeElement?.closest("[data-pane=canvas]")) pane.current?.focus();
        else document.getElementById("composer")?.focus();
      } else return;
      event.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [go, stop]);
}
