/** The canvas beside the conversation: tabs for the room's pages, the editor itself, and what lies on its text. */
import { FileCode2, FileText, Glasses, Plus, Upload, X } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { agentFace } from "../agents/names";
import { api } from "../api";
import type { ActiveEdit, NextEdits, Participant } from "../canvas/types";
import { useNextEditChoice, useSession } from "../data";
import { i18n, withTaskWords } from "../i18n";
import { send, useActions } from "../room/actions";
import { pane, useDesk } from "../room/desk";
import { openCanvases, type Canvas, type RoomState } from "../room/state";
import { begin, choose, useBoard } from "../marks/board";
import { accept, reject, suggest } from "../marks/decide";
import { CommentsButton, PageMarks, useNoteMarks } from "../marks/PageMarks";
import { TrustState } from "../marks/Trust";
import { Corner } from "../shortcuts/Corner";
import { useTheme } from "../theme";
import { IconButton } from "../ui/button";
import { cx } from "../ui/cx";
import type { NextEditView } from "../wire.gen";
import { InlineEdit } from "../ui/inlineEdit";
import { Menu, MenuItem } from "../ui/menu";
import { CanvasMenu } from "./CanvasMenu";
import { chooseFiles, importFiles } from "./files";
import { Skeleton } from "./Skeleton";
import { OpenList } from "./TopBar";

const History = lazy(() => import("../history/History"));
const Since = lazy(() => import("../history/Since"));
const CodePanel = lazy(withTaskWords(() => import("../code/CodePanel")));
const ScriptPanel = lazy(withTaskWords(() => import("../code/ScriptPanel")));
const AppPanel = lazy(withTaskWords(() => import("../apps/AppPanel")));
const DataPanel = lazy(withTaskWords(() => import("../data/DataPanel")));
const Figures = lazy(withTaskWords(() => import("../data/Figures")));
const Turned = lazy(withTaskWords(() => import("../media/Turned")));
const LensChip = lazy(withTaskWords(() => import("../lenses/Chip")));
const CanvasPane = lazy(() => import("../canvas").then((module) => ({ default: module.CanvasPane })));

export function CanvasPanel({ room, canvas: id }: { room: RoomState; canvas: string }) {
  const canvas = room.canvases[id];
  const { canEdit, canTalk, close, keep, undo } = useActions();
  const me = useSession().data?.user?.id;
  const theme = useTheme((state) => state.shown);
  const people = usePeople(room);
  const activeEdits = useActiveEdits(room, canvas);
  const nextEdits = useNextEdits(canvas, canEdit);
  const notes = useNoteMarks(room, id);
  const activeNote = useBoard((board) => board.active);
  const [margin, setMargin] = useState<HTMLElement | null>(null);
  const history = useDesk((desk) => desk.history);
  const form = useDesk((desk) => desk.form);
  const [asText, setAsText] = useState<string | null>(null);
  const [runnable, setRunnable] = useState("");
  if (!canvas) return null;
  const runs = canvas.kind === "code" && (canvas.language === "tsx" || canvas.language === "html");
  const page = (
    <CanvasPane
      key={id}
      ref={pane}
      canvas={canvas}
      readOnly={!canEdit}
      {...(me ? { me } : {})}
      people={people}
      activeEdits={activeEdits}
      theme={theme}
      nextEdits={nextEdits}
      onSelection={(selection) => useDesk.getState().select(selection)}
      onAsk={(text, { canvas: on, start, end, version }) => {
        if (canTalk) void send(room.id, text, { canvas: on, selection: { canvas: on, start, end, version } });
      }}
      onShortcuts={() => canTalk && useDesk.getState().open("page")}
      onUndoTurn={(turn) => undo(id, turn)}
      onKeepTurn={(turn) => keep(id, turn)}
      onAcceptSuggestion={accept}
      onRejectSuggestion={reject}
      canComment={canTalk}
      notes={notes}
      activeNote={activeNote}
      onSuggest={async (words, selection) => void (await suggest(words, selection))}
      onComment={begin}
      onNote={choose}
      onRunnable={() => setRunnable(id)}
      onStatus={() => setMargin(pane.current?.margin() ?? null)}
    />
  );
  return (
    <>
      <header className="flex h-12 shrink-0 items-center gap-1 border-b border-line ps-2 pe-2 max-md:gap-0 max-md:ps-1 max-md:pe-1">
        <OpenList className="md:hidden" />
        <Tabs room={room} shown={id} />
        <TrustState canvas={canvas} />
        <CommentsButton marks={notes} />
        {!canvas.data && <LensButton code={canvas.kind === "code"} />}
        <CanvasMenu canvas={canvas} />
        <IconButton label={i18n.t("Close the page")} onClick={() => close(id)}>
          <X size={16} />
        </IconButton>
      </header>
      <Suspense fallback={null}>
        <Since key={id} room={room} canvas={id} />
      </Suspense>
      {canvas.kind === "document" && Object.values(room.canvases).some((each) => each.data) && (
        <Suspense fallback={null}>
          <Figures key={id} room={room} canvas={canvas} />
        </Suspense>
      )}
      <div className="relative min-h-0 flex-1">
        {history && (
          <Suspense fallback={null}>
            <History key={id} room={room} canvas={canvas} since={history.since} />
          </Suspense>
        )}
        {form && (
          <Suspense fallback={null}>
            <Turned key={id} canvas={canvas} form={form} />
          </Suspense>
        )}
        <Suspense fallback={<Skeleton />}>
          {canvas.data && asText !== id ? <DataPanel key={id} room={room} canvas={canvas} onText={() => setAsText(id)} /> : runs ? <AppPanel key={id} room={room} canvas={canvas} code={page} /> : page}
        </Suspense>
        <PageMarks room={room} canvas={canvas} margin={margin} me={me} />
        {canTalk && !canvas.data && !runs && <Corner canvas={canvas} />}
        {!canvas.data && !runs && (
          <Suspense fallback={null}>
            <LensChip key={id} canvas={canvas} />
          </Suspense>
        )}
      </div>
      {(canvas.kind === "code" ? canvas.language === "python" : runnable === id) && (
        <Suspense fallback={null}>
          <CodePanel key={id} room={room} canvas={canvas} />
        </Suspense>
      )}
      {canvas.kind === "code" && (canvas.language === "javascript" || canvas.language === "typescript") && (
        <Suspense fallback={null}>
          <ScriptPanel key={id} room={room} canvas={canvas} />
        </Suspense>
      )}
    </>
  );
}

/** Opens the lenses beside the text, or puts them away. */
function LensButton({ code }: { code: boolean }) {
  const { lens, openLens } = useDesk();
  return (
    <IconButton label={i18n.t("Lenses")} keys="Alt ⇧ L" aria-pressed={lens !== null} onClick={() => openLens(lens === null ? (code ? "structure" : "outline") : null)}>
      <Glasses size={16} />
    </IconButton>
  );
}

/** None while they are turned off, where one may not type, and for a private page. */
function useNextEdits(canvas: Canvas | undefined, canEdit: boolean): NextEdits | undefined {
  const mode = useNextEditChoice().data?.mode ?? "off";
  const id = canvas?.id;
  const on = mode !== "off" && canEdit && canvas?.private === false;
  return useMemo(() => {
    if (!on || !id) return undefined;
    const path = `/canvases/${id}/next-edit`;
    return {
      propose: (version, caret) => api.post<NextEditView | null>(path, { version, caret }),
      // What cannot be told is not learned; the person need not know.
      settle: (offer, outcome) => void api.post(`${path}/outcome`, { offer, outcome }).catch(() => undefined),
    };
  }, [on, id]);
}

function usePeople(room: RoomState): Record<string, Participant> {
  return useMemo(() => {
    const people: Record<string, Participant> = {};
    for (const { id, name } of Object.values(room.members)) people[id] = { id, name, kind: "person" };
    for (const { id, name, hue } of Object.values(room.agents)) people[id] = { id, name, hue, kind: "agent" };
    for (const turn of Object.values(room.turns)) people[turn.agent] ??= { id: turn.agent, kind: "agent", ...agentFace(room, turn.agent) };
    return people;
    // Turns change with every word; their agents only with a new turn, which is a new message.
  }, [room.members, room.agents, room.messages]);
}

/** What is to be kept or undone. The first version of a page that an agent made is not: that page is kept or deleted. */
function useActiveEdits(room: RoomState, canvas: Canvas | undefined): ActiveEdit[] {
  const id = canvas?.id;
  const maker = canvas?.turn;
  return useMemo(
    () =>
      room.edits
        .filter((edit) => edit.canvas === id && edit.state === "open" && !(edit.turn === maker && edit.fromVersion === 0))
        .map(({ turn, fromVersion, toVersion, summary }) => ({ turn, by: room.turns[turn]?.agent, fromVersion, toVersion, summary })),
    // A turn's agent never changes, and an edit comes after its turn began.
    [room.edits, id, maker],
  );
}

function Tabs({ room, shown }: { room: RoomState; shown: string }) {
  const [renaming, setRenaming] = useState<string | null>(null);
  const { canEdit, updateCanvas, newCanvas } = useActions();
  const show = useDesk((desk) => desk.show);
  const canvases = openCanvases(room);
  return (
    <div className="flex min-w-0 flex-1 items-center gap-0.5 overflow-x-auto [scrollbar-width:none]">
      <div
        role="tablist"
        aria-label={i18n.t("Pages")}
        className="flex min-w-0 items-center gap-0.5"
        onKeyDown={(event) => {
          const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
          if (step === 0 || renaming) return;
          const at = canvases.findIndex((canvas) => canvas.id === shown);
          const next = canvases[(at + step + canvases.length) % canvases.length];
          if (next) show(next.id);
        }}
      >
        {canvases.map((canvas) =>
          renaming === canvas.id ? (
            <InlineEdit
              key={canvas.id}
              value={canvas.title}
              label={i18n.t("Title of the page")}
              className="w-48 font-medium"
              onDone={(title) => {
                setRenaming(null);
                if (title) void updateCanvas(canvas.id, { title });
              }}
            />
          ) : (
            <button
              key={canvas.id}
              type="button"
              role="tab"
              aria-selected={canvas.id === shown}
              tabIndex={canvas.id === shown ? 0 : -1}
              title={canvas.title}
              onClick={() => show(canvas.id)}
              onDoubleClick={() => canEdit && setRenaming(canvas.id)}
              onKeyDown={(event) => event.key === "F2" && canEdit && setRenaming(canvas.id)}
              className={cx(
                "flex h-8 max-w-56 min-w-12 items-center gap-1.5 rounded-md px-2 text-13 coarse:h-11",
                canvas.id === shown ? "bg-hover font-medium" : "text-muted hover:bg-hover hover:text-fg",
              )}
            >
              {canvas.kind === "code" ? (
                <FileCode2 size={14} className="shrink-0 text-muted" />
              ) : (
                <FileText size={14} className="shrink-0 text-muted" />
              )}
              <span className="truncate">{canvas.title}</span>
            </button>
          ),
        )}
      </div>
      {canEdit && (
        <Menu
          align="start"
          label={i18n.t("New page")}
          trigger={
            <IconButton label={i18n.t("New page")}>
              <Plus size={15} />
            </IconButton>
          }
        >
          <MenuItem icon={<FileText size={14} />} onSelect={() => void newCanvas("document", i18n.t("Untitled"))}>
            {i18n.t("New document")}
          </MenuItem>
          <MenuItem icon={<FileCode2 size={14} />} onSelect={() => void newCanvas("code", i18n.t("Untitled code"), "python")}>
            {i18n.t("New code")}
          </MenuItem>
          <MenuItem icon={<Upload size={14} />} onSelect={() => chooseFiles((files) => void importFiles(room.id, files))}>
            {i18n.t("Import…")}
          </MenuItem>
        </Menu>
      )}
    </div>
  );
}
