/** The story as a comic: a panel for what is told and said, with where, when and who, and a sketch or a picture. */
import { useQuery } from "@tanstack/react-query";
import { FilePlus2, ImagePlus, Square, TextCursorInput } from "lucide-react";
import { useRef, useState } from "react";
import { api, sentence } from "../api";
import { storedPicture } from "../canvas/pictureAddress";
import { i18n } from "../i18n";
import { useActions } from "../room/actions";
import { useDesk } from "../room/desk";
import type { Canvas } from "../room/state";
import { Button, IconButton } from "../ui/button";
import { sayError } from "../ui/toast";
import type { FileView, PanelView, StoryboardView, TakenView } from "../wire.gen";
import { showPassage } from "./passage";

const STYLE = "Comic panel, clear line art, flat colours, no text and no speech bubbles. ";

export default function Storyboard({ canvas }: { canvas: Canvas }) {
  const { canEdit } = useActions();
  const board = useQuery({ queryKey: ["storyboard", canvas.id], queryFn: () => api.get<StoryboardView>(`/canvases/${canvas.id}/storyboard`), staleTime: 0 });
  const [pictures, setPictures] = useState<Record<string, string>>({});
  const [drawing, setDrawing] = useState<number | null>(null);
  const [saving, setSaving] = useState(false);
  const stop = useRef(false);
  if (board.isError) return <p className="p-6 text-13 text-danger">{sentence(board.error)}</p>;
  if (!board.data) return <div aria-hidden className="skeleton m-6 h-60 max-w-3xl animate-skeleton" />;
  const panels = board.data.panels;
  if (panels.length === 0) return <p className="p-8 text-14 text-muted">{i18n.t("There are no scenes on this page yet. Write a story, and its panels stand here.")}</p>;
  const draw = async (numbers: readonly number[]) => {
    stop.current = false;
    try {
      for (const number of numbers) {
        if (stop.current) break;
        setDrawing(number);
        const made = await api.post<FileView>(`/canvases/${canvas.id}/pictures`, { words: STYLE + panels[number]!.alt, shape: "wide" });
        setPictures((now) => ({ ...now, [number]: made.address }));
      }
    } catch (error) {
      sayError(error);
    }
    setDrawing(null);
  };
  const save = async () => {
    setSaving(true);
    try {
      const made = await api.post<TakenView>(`/canvases/${canvas.id}/storyboard`, { pictures });
      if (made.canvas) useDesk.getState().show(made.canvas);
    } catch (error) {
      sayError(error);
    }
    setSaving(false);
  };
  const left = panels.map((_, number) => number).filter((number) => !pictures[number]);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-2">
        <span className="text-13 text-muted">{i18n.t("{count} panels, in the words of the page", { count: panels.length })}</span>
        <span className="flex-1" />
        {drawing !== null ? (
          <span role="status" className="flex items-center gap-2 text-13 text-agent">
            {i18n.t("Drawing panel {number}", { number: drawing + 1 })}
            <Button size="sm" onClick={() => (stop.current = true)}>
              <Square size={12} /> {i18n.t("Stop")}
            </Button>
          </span>
        ) : (
          canEdit &&
          board.data.drawing && (
            <Button size="sm" disabled={left.length === 0} onClick={() => void draw(left)}>
              <ImagePlus size={14} /> {i18n.t("Draw all of them")}
            </Button>
          )
        )}
        {canEdit && (
          <Button size="sm" kind="primary" disabled={saving} onClick={() => void save()}>
            <FilePlus2 size={14} /> {i18n.t("Make it a page")}
          </Button>
        )}
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto p-4 max-md:p-3" tabIndex={0} role="region" aria-label={i18n.t("Panels of the story")}>
        <ol className="comic">
          {panels.map((panel, number) => (
            <li key={number} className={panel.scene !== panels[number - 1]?.scene ? "opens" : undefined}>
              {panel.scene !== panels[number - 1]?.scene && (
                <h3 className="mb-1.5 text-13 font-medium" dir="auto">
                  {panel.scene}. {panel.title}
                </h3>
              )}
              <Panel panel={panel} picture={pictures[number]}>
                {canEdit && board.data.drawing && (
                  <IconButton label={i18n.t("Draw this panel")} disabled={drawing !== null} onClick={() => void draw([number])}>
                    <ImagePlus size={14} />
                  </IconButton>
                )}
              </Panel>
            </li>
          ))}
        </ol>
        {!board.data.drawing && (
          <p className="mt-4 text-12 text-muted">{i18n.t("These are sketches made by rules. With a server that draws (Settings, Models) each panel can be a picture.")}</p>
        )}
      </div>
    </div>
  );
}

function Panel({ panel, picture, children }: { panel: PanelView; picture: string | undefined; children: React.ReactNode }) {
  const stored = picture ? storedPicture(picture, undefined) : null;
  const setting = [panel.place, panel.time].filter(Boolean).join(" · ");
  return (
    <figure className="panel" dir="auto">
      <div className="scene">
        <img src={stored ?? `data:image/svg+xml,${encodeURIComponent(panel.sketch)}`} alt={panel.alt} loading="lazy" />
        {setting && <span className="setting">{setting}</span>}
        <span className="does">
          {children}
          <IconButton label={i18n.t("Show its passage")} onClick={() => showPassage(panel.start, panel.end)}>
            <TextCursorInput size={14} />
          </IconButton>
        </span>
      </div>
      <figcaption>
        {panel.caption && <p className="caption">{panel.caption}</p>}
        {panel.lines.map((line, number) => (
          <p key={number} className={line.speaker === panel.lines[0]?.speaker ? "bubble" : "bubble other"}>
            {line.speaker && <b>{line.speaker}</b>}
            {line.words}
          </p>
        ))}
      </figcaption>
    </figure>
  );
}
