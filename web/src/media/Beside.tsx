/** A page beside itself in other words, part by part: what reading levels and translations share. */
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { Check, FilePlus2, MessageSquareDiff, Pencil, TextCursorInput, TriangleAlert, X } from "lucide-react";
import { useCallback, useEffect, useRef, useState, type ReactNode } from "react";
import { api, sentence } from "../api";
import { Markdown } from "../chat/Markdown";
import { i18n } from "../i18n";
import { useActions } from "../room/actions";
import { useDesk } from "../room/desk";
import type { Canvas } from "../room/state";
import { Button, IconButton } from "../ui/button";
import { Note } from "../ui/field";
import { say, sayError } from "../ui/toast";
import type { AlignedPartView, AlignedView, AlignedColumnView, TakenView, TurnedView } from "../wire.gen";
import { showPassage } from "./passage";

const LOOK_MS = 4000;
const AT_ONCE = 2;

export function useAligned(canvas: string, columns: readonly string[], model: string) {
  return useQuery({
    queryKey: ["aligned", canvas, columns.join(","), model],
    queryFn: () => api.get<AlignedView>(`/canvases/${canvas}/aligned?columns=${columns.join(",")}${model ? `&model=${encodeURIComponent(model)}` : ""}`),
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_MS,
    staleTime: 0,
  });
}

/** Has what a column lacks made, part after part, until nothing is left or it is stopped. */
export function useMaking(canvas: string, model: string) {
  const client = useQueryClient();
  const [making, setMaking] = useState<{ readonly column: string; readonly left: number } | null>(null);
  const [failed, setFailed] = useState("");
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const make = useCallback(
    async (column: string, left: number) => {
      if (stop.current) return;
      const end = new AbortController();
      stop.current = end;
      setFailed("");
      setMaking({ column, left });
      try {
        let rest = left;
        while (rest > 0 && !end.signal.aborted) {
          const made = await api.post<TurnedView>(`/canvases/${canvas}/aligned/${column}`, { most: AT_ONCE, ...(model ? { model } : {}) });
          rest = made.made === 0 ? 0 : made.left;
          if (!end.signal.aborted) setMaking({ column, left: rest });
          await client.invalidateQueries({ queryKey: ["aligned", canvas] });
        }
      } catch (error) {
        if (!end.signal.aborted) setFailed(sentence(error));
      }
      if (stop.current === end) stop.current = null;
      if (!end.signal.aborted) setMaking(null);
    },
    [canvas, model, client],
  );
  const cease = () => {
    stop.current?.abort();
    stop.current = null;
    setMaking(null);
  };
  return { making, failed, make, cease };
}

/** The table: the text as it is in the first column, a version in each other. `head` stands over each version. */
export function Table(props: { canvas: Canvas; seen: AlignedView; head: ReactNode; lang?: string; label: string }) {
  const { seen } = props;
  const shown = seen.parts.filter((part) => !part.kept);
  return (
    <div className="min-h-0 flex-1 overflow-auto" tabIndex={0} role="region" aria-label={props.label}>
      <div className="beside" style={{ ["--versions" as string]: seen.columns.length }}>
        <div className="row heads">{props.head}</div>
        {shown.map((part) => (
          <Row key={`${part.start} ${part.key}`} canvas={props.canvas} part={part} columns={seen.columns} lang={props.lang} />
        ))}
      </div>
    </div>
  );
}

function Row({ canvas, part, columns, lang }: { canvas: Canvas; part: AlignedPartView; columns: readonly AlignedColumnView[]; lang?: string | undefined }) {
  return (
    <div className="row">
      <div className="cell source" dir="auto">
        <Markdown text={part.source} />
        <span className="does">
          <IconButton label={i18n.t("Show its passage")} onClick={() => showPassage(part.start, part.end)}>
            <TextCursorInput size={14} />
          </IconButton>
        </span>
      </div>
      {columns.map((column, at) => (
        <Version key={column.id} canvas={canvas} part={part} column={column} at={at} lang={lang} />
      ))}
    </div>
  );
}

function Version({ canvas, part, column, at, lang }: { canvas: Canvas; part: AlignedPartView; column: AlignedColumnView; at: number; lang?: string | undefined }) {
  const { canEdit } = useActions();
  const client = useQueryClient();
  const [writing, setWriting] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const found = part.versions[at];
  if (!found) return <div className="cell" />;
  const save = async () => {
    try {
      await api.put(`/canvases/${canvas.id}/aligned/${column.id}/${part.key}`, { words: field.current?.value ?? "" });
      await client.invalidateQueries({ queryKey: ["aligned", canvas.id] });
      setWriting(false);
    } catch (error) {
      sayError(error);
    }
  };
  return (
    <div className="cell" dir="auto" lang={lang} data-same={found.words === part.source || undefined}>
      <span className="which">{column.title}</span>
      {writing ? (
        <div className="grid gap-2">
          <textarea ref={field} aria-label={i18n.t("Your words")} defaultValue={found.words ?? ""} rows={Math.min(12, 2 + Math.ceil((found.words ?? "").length / 50))} className="w-full rounded-md border border-line-strong bg-surface p-2 text-14" autoFocus />
          <span className="flex gap-1">
            <Button size="sm" onClick={() => void save()}>
              <Check size={13} /> {i18n.t("Keep these words")}
            </Button>
            <IconButton label={i18n.t("Leave it as it was")} onClick={() => setWriting(false)}>
              <X size={14} />
            </IconButton>
          </span>
        </div>
      ) : found.words === null ? (
        <span className="text-13 text-muted">{i18n.t("Not made yet")}</span>
      ) : (
        <Markdown text={found.words} />
      )}
      {found.doubts.length > 0 && !writing && (
        <p className="mt-1 flex items-start gap-1 text-12 text-warn" dir="auto">
          <TriangleAlert size={13} className="mt-0.5 shrink-0" aria-hidden /> {i18n.t("Look at it: these are missing here: {what}", { what: found.doubts.join(", ") })}
        </p>
      )}
      {column.by === "model" && canEdit && !writing && found.words !== null && (
        <span className="does">
          <IconButton label={i18n.t("Write it otherwise")} onClick={() => setWriting(true)}>
            <Pencil size={14} />
          </IconButton>
        </span>
      )}
    </div>
  );
}

/** Takes a version: as a page of its own, or as suggestions in the text. */
export function Take({ canvas, column }: { canvas: Canvas; column: AlignedColumnView }) {
  const { canEdit, canTalk } = useActions();
  const [busy, setBusy] = useState(false);
  const take = async (how: "page" | "suggestions") => {
    setBusy(true);
    try {
      const taken = await api.post<TakenView>(`/canvases/${canvas.id}/aligned/${column.id}/take`, { how });
      const desk = useDesk.getState();
      if (taken.canvas) desk.show(taken.canvas);
      else {
        desk.turnInto(null);
        say(taken.suggestions ? i18n.t("{count} suggestions are in the text. Nothing changes until you take them.", { count: taken.suggestions }) : i18n.t("Nothing would change."));
      }
    } catch (error) {
      sayError(error);
    }
    setBusy(false);
  };
  if (column.left > 0) return null;
  return (
    <span className="flex">
      {canEdit && (
        <IconButton label={i18n.t("Make it a page")} disabled={busy} onClick={() => void take("page")}>
          <FilePlus2 size={15} />
        </IconButton>
      )}
      {canTalk && (
        <IconButton label={i18n.t("Suggest it in the text")} disabled={busy} onClick={() => void take("suggestions")}>
          <MessageSquareDiff size={15} />
        </IconButton>
      )}
    </span>
  );
}

/** What stands over a table that cannot be made here, or failed. */
export function Told({ needs, failed }: { needs: string; failed: string }) {
  if (!needs && !failed) return null;
  return <div className="px-4 pt-3">{failed ? <Note kind="danger">{failed}</Note> : <Note kind="warn">{needs}</Note>}</div>;
}
