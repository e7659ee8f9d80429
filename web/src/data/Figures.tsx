/** Numbers of a document that came of queries: amber when the data has changed, with the query and the new value. */
import { useQuery } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { api } from "../api";
import { forget } from "../data";
import { i18n } from "../i18n";
import { useActions } from "../room/actions";
import { useDesk } from "../room/desk";
import type { Canvas, RoomState } from "../room/state";
import { Button } from "../ui/button";
import { sayError } from "../ui/toast";
import type { FigureView } from "../wire.gen";

const LOOK_MS = 5000;
const CHART = 'img.cv-image[src*="/data/cards/"]';
const LINK = '.cv-link[data-address^="#data/"]';

export default function Figures({ room, canvas }: { room: RoomState; canvas: Canvas }) {
  const { canEdit } = useActions();
  const files = Object.values(room.canvases).map((each) => each.data?.file ?? "").join();
  const found = useQuery({ queryKey: ["figures", canvas.id, files, room.edits.length], queryFn: () => api.get<FigureView[]>(`/canvases/${canvas.id}/figures`), refetchInterval: LOOK_MS });
  const [open, setOpen] = useState<{ readonly address: string; readonly left: number; readonly top: number } | null>(null);
  const figures = found.data ?? [];
  const changed = figures.filter((figure) => figure.state === "changed");
  const update = (addresses: string[]) =>
    void api.post<FigureView[]>(`/canvases/${canvas.id}/figures`, { addresses }).then(() => (forget("figures"), setOpen(null)), sayError);

  useEffect(() => {
    const press = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest(LINK) : null;
      if (!link) return;
      const { left, bottom } = link.getBoundingClientRect();
      setOpen({ address: link.getAttribute("data-address") ?? "", left, top: bottom });
    };
    document.addEventListener("click", press, true);
    return () => document.removeEventListener("click", press, true);
  }, []);

  // Charts in the text are pictures that the server draws: fetched again when their data or queries may be others.
  const drawn = useRef(`${files} ${room.edits.length}`);
  useEffect(() => {
    const now = `${files} ${room.edits.length}`;
    if (drawn.current === now) return;
    drawn.current = now;
    for (const chart of document.querySelectorAll<HTMLImageElement>(CHART)) chart.src = `${chart.src.split("?")[0]}?at=${performance.now()}`;
  }, [files, room.edits.length]);

  if (figures.length === 0) return null;
  const shown = figures.find((figure) => figure.address === open?.address);
  return (
    <>
      <style>{styleOf(figures)}</style>
      {changed.length > 0 && (
        <div role="status" className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line bg-warn-soft px-3 py-1.5 text-12">
          <span className="min-w-0 flex-1">
            {i18n.t("{count, plural, one {# number is no longer what the data says.} other {# numbers are no longer what the data says.}}", { count: changed.length })}
          </span>
          {canEdit && (
            <Button size="sm" onClick={() => update(changed.map((figure) => figure.address))}>
              <RefreshCw size={12} /> {i18n.t("Update all")}
            </Button>
          )}
        </div>
      )}
      {open && shown && <Source figure={shown} at={open} canEdit={canEdit} onUpdate={() => update([shown.address])} onClose={() => setOpen(null)} />}
    </>
  );
}

/** Amber, and a wavy line under it, so that it is not colour alone; quiet dots under what still holds. */
function styleOf(figures: readonly FigureView[]): string {
  const named = (state: FigureView["state"]) =>
    figures.filter((figure) => figure.state === state).map((figure) => `.cv-link[data-address="${CSS.escape(figure.address)}"]`).join(",");
  const rules: [string, string][] = [
    [named("changed"), "color:inherit;background:var(--warn-soft);text-decoration:underline wavy var(--warn)"],
    [named("same"), "color:inherit;text-decoration:underline dotted var(--muted)"],
    [named("gone"), "color:inherit;text-decoration:underline dashed var(--danger)"],
  ];
  return rules.filter(([selector]) => selector).map(([selector, style]) => `${selector}{${style}}`).join("");
}

interface SourceProps {
  readonly figure: FigureView;
  readonly at: { readonly left: number; readonly top: number };
  readonly canEdit: boolean;
  onUpdate(): void;
  onClose(): void;
}

function Source({ figure, at, canEdit, onUpdate, onClose }: SourceProps) {
  const show = useDesk((desk) => desk.show);
  useEffect(() => {
    const leave = (event: KeyboardEvent | PointerEvent) => {
      if (event instanceof KeyboardEvent ? event.key === "Escape" : !(event.target as Element).closest?.("[data-figure]")) onClose();
    };
    document.addEventListener("keydown", leave);
    document.addEventListener("pointerdown", leave);
    return () => {
      document.removeEventListener("keydown", leave);
      document.removeEventListener("pointerdown", leave);
    };
  }, [onClose]);
  const left = Math.max(8, Math.min(at.left, window.innerWidth - 348));
  const top = Math.min(at.top + 6, window.innerHeight - 240);
  return (
    <div data-figure role="dialog" aria-label={i18n.t("Where this number is from")} style={{ left, top, width: Math.min(340, window.innerWidth - 16) }} className="fixed z-50 rounded-lg border border-line bg-surface p-3 text-13 shadow-float animate-drop">
      <p className="font-medium" dir="auto">{figure.title || i18n.t("A query that is gone")}</p>
      <p className="mt-0.5 text-12 text-muted" dir="auto">{figure.name}</p>
      {figure.state === "changed" && (
        <p className="mt-2 text-warn">{i18n.t("The text says {text}; the data now says {now}.", { text: figure.text, now: figure.now })}</p>
      )}
      {figure.state === "same" && <p className="mt-2 text-muted">{i18n.t("The data says the same now.")}</p>}
      {figure.state === "gone" && <p className="mt-2 text-muted">{i18n.t("Its query was removed, or its data is not for you to see. The number stays as it was written.")}</p>}
      {figure.sql && <pre dir="ltr" className="mt-2 max-h-32 overflow-auto rounded-md bg-sunken p-2 font-mono text-11 whitespace-pre-wrap">{figure.sql}</pre>}
      <div className="mt-3 flex flex-wrap gap-2">
        {figure.state === "changed" && canEdit && (
          <Button size="sm" kind="primary" autoFocus onClick={onUpdate}>
            {i18n.t("Change it to {now}", { now: figure.now })}
          </Button>
        )}
        {figure.canvas && (
          <Button size="sm" onClick={() => (onClose(), show(figure.canvas))}>
            {i18n.t("Show the data")}
          </Button>
        )}
      </div>
    </div>
  );
}
