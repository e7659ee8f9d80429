/** A page of data: what was drawn and asked of the file, its rows, what is in its columns, and SQL. */
import { ChevronDown, FileText, Glasses, MoreHorizontal, Presentation, Replace, Sheet } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { api, sentence } from "../api";
import { i18n } from "../i18n";
import { send, useActions } from "../room/actions";
import { useDesk } from "../room/desk";
import type { Canvas, RoomState } from "../room/state";
import { Button, IconButton } from "../ui/button";
import { cx } from "../ui/cx";
import { Note } from "../ui/field";
import { Menu, MenuItem } from "../ui/menu";
import { say, sayError } from "../ui/toast";
import type { DataView } from "../wire.gen";
import { Cards } from "./Cards";
import { bring, useGoing } from "./going";
import { Profile } from "./Profile";
import { ResultTable } from "./ResultTable";
import { Rows } from "./Rows";
import { NEW, Sql, type Draft } from "./Sql";
import { sendData } from "./upload";
import { shown, useCards, useFile, useProfile } from "./use";

const TABS = ["charts", "rows", "profile", "sql"] as const;
type Tab = (typeof TABS)[number];
const NAMES = (): Record<Tab, string> => ({ charts: i18n.t("Charts"), rows: i18n.t("Table"), profile: i18n.t("Columns"), sql: i18n.t("SQL") });

export default function DataPanel({ room, canvas, onText }: { room: RoomState; canvas: Canvas; onText(): void }) {
  const number = canvas.data?.number ?? 0;
  const [tab, setTab] = useState<Tab | null>(null);
  const [draft, setDraft] = useState<Draft>(NEW);
  const file = useFile(canvas.id, number);
  const ready = file.data?.state === "ready";
  const changes = room.edits.filter((edit) => edit.canvas === canvas.id).length;
  const cards = useCards(canvas.id, number, changes, ready);
  const profile = useProfile(canvas.id, number, ready);
  const going = useGoing((state) => state.to);
  useEffect(() => {
    if (!going) return;
    setTab(going.tab);
    bring(going.name);
  }, [going]);
  // What there is to see first: the charts, and while there are none what is in the file.
  const now = tab ?? (cards.data?.length ? "charts" : "profile");
  if (file.error) return <div className="p-4"><Note kind="danger">{sentence(file.error)}</Note></div>;
  if (!file.data) return null;
  return (
    <section aria-label={i18n.t("Data")} className="flex h-full min-h-0 flex-col bg-bg">
      <Head room={room} canvas={canvas} file={file.data} tab={now} onTab={setTab} onText={onText} />
      <div id="data-panel" role="tabpanel" aria-labelledby={`data-tab-${now}`} className={cx("min-h-0 flex-1", now === "rows" ? "overflow-hidden" : "overflow-y-auto")}>
        {file.data.notes.length > 0 && now !== "rows" && <div className="px-4 pt-4 max-md:px-3"><Note kind="plain">{file.data.notes.join(" ")}</Note></div>}
        {file.data.state === "failed" && <div className="p-4"><Note kind="danger">{file.data.why}</Note></div>}
        {file.data.state === "reading" && <Reading file={file.data} />}
        {ready && now === "charts" && <Cards room={room.id} file={file.data} cards={cards.data} onEdit={(card) => (setDraft({ sql: card.sql, title: card.title, card }), setTab("sql"))} />}
        {ready && now === "rows" && <Rows key={number} file={file.data} />}
        {ready && now === "profile" && (profile.data ? <Profile profile={profile.data} /> : <Waiting error={profile.error} />)}
        {ready && now === "sql" && <Sql canvas={canvas.id} draft={draft} onDraft={setDraft} onKept={() => (setDraft(NEW), setTab("charts"))} />}
      </div>
    </section>
  );
}

interface HeadProps {
  readonly room: RoomState;
  readonly canvas: Canvas;
  readonly file: DataView;
  readonly tab: Tab;
  onTab(tab: Tab): void;
  onText(): void;
}

function Head({ room, canvas, file, tab, onTab, onText }: HeadProps) {
  const { canEdit, canTalk } = useActions();
  const { lens, openLens } = useDesk();
  const input = useRef<HTMLInputElement>(null);
  const walk = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length];
    if (step === 0 || !next) return;
    onTab(next);
    document.getElementById(`data-tab-${next}`)?.focus();
  };
  const replace = async (chosen: File | undefined) => {
    if (!chosen) return;
    try {
      const now = await sendData(room.id, chosen, canvas.id);
      say(i18n.t("The data is now “{name}”. Charts and linked numbers follow it.", { name: now.name }));
    } catch (error) {
      sayError(error);
    }
  };
  return (
    <header className="flex min-h-11 shrink-0 items-center gap-1 border-b border-line px-2">
      <div role="tablist" aria-label={i18n.t("Views of the data")} className="flex items-center gap-0.5" onKeyDown={walk}>
        {TABS.map((each) => (
          <button
            key={each}
            id={`data-tab-${each}`}
            type="button"
            role="tab"
            aria-selected={each === tab}
            aria-controls="data-panel"
            tabIndex={each === tab ? 0 : -1}
            onClick={() => onTab(each)}
            className={cx("h-8 rounded-md px-2.5 text-13 coarse:h-11", each === tab ? "bg-hover font-medium" : "text-muted hover:bg-hover hover:text-fg")}
          >
            {NAMES()[each]}
          </button>
        ))}
      </div>
      {file.sheets.length > 1 && <Sheets file={file} />}
      <p role="status" className="min-w-0 flex-1 truncate px-2 text-end text-12 text-muted">
        {file.rows === null ? i18n.t("Reading…") : i18n.t("{rows} rows", { rows: shown(file.rows) })}
        {file.number > 1 && ` · ${i18n.t("file {number}", { number: file.number })}`}
      </p>
      {canTalk && (
        <Button size="sm" className="max-md:hidden" onClick={() => void send(room.id, i18n.t("Write a report about this data"), { canvas: canvas.id })}>
          {i18n.t("Write a report")}
        </Button>
      )}
      <IconButton label={i18n.t("Lenses")} keys="Alt ⇧ L" aria-pressed={lens !== null} onClick={() => openLens(lens === null ? "profile" : null)}>
        <Glasses size={16} />
      </IconButton>
      <Menu trigger={<IconButton label={i18n.t("More")}><MoreHorizontal size={15} /></IconButton>}>
        {canEdit && (
          <MenuItem icon={<Replace size={14} />} onSelect={() => input.current?.click()}>
            {i18n.t("Replace the file…")}
          </MenuItem>
        )}
        {canTalk && (
          <MenuItem icon={<Presentation size={14} />} onSelect={() => void send(room.id, i18n.t("Make slides about this data"), { canvas: canvas.id })}>
            {i18n.t("Make slides")}
          </MenuItem>
        )}
        <MenuItem icon={<FileText size={14} />} onSelect={onText}>
          {i18n.t("Show as text")}
        </MenuItem>
      </Menu>
      <input ref={input} type="file" aria-label={i18n.t("Newer file")} className="sr-only" tabIndex={-1} onChange={(event) => (void replace(event.target.files?.[0]), (event.target.value = ""))} />
    </header>
  );
}

/** Which sheet of a workbook this page is over; another opens as a page of its own. */
function Sheets({ file }: { file: DataView }) {
  const { canEdit } = useActions();
  const open = async (sheet: string) => {
    try {
      const made = await api.post<DataView>(`/canvases/${file.canvas}/data/sheets`, { sheet });
      useDesk.getState().show(made.canvas);
    } catch (error) {
      sayError(error);
    }
  };
  const name = (
    <Button size="sm" kind="quiet" className="min-w-0 max-w-40" aria-label={i18n.t("Sheet {sheet}", { sheet: file.sheet })}>
      <Sheet size={13} className="shrink-0" /> <span className="truncate">{file.sheet}</span> <ChevronDown size={12} className="shrink-0" />
    </Button>
  );
  return (
    <Menu trigger={name}>
      {file.sheets.map((sheet) => (
        <MenuItem key={sheet} disabled={!canEdit && sheet !== file.sheet} onSelect={() => sheet !== file.sheet && void open(sheet)}>
          {sheet === file.sheet ? <b className="font-semibold">{sheet}</b> : sheet}
        </MenuItem>
      ))}
    </Menu>
  );
}

function Reading({ file }: { file: DataView }) {
  return (
    <div className="grid gap-3 p-4 max-md:p-3">
      <p role="status" className="text-13 text-muted">{i18n.t("Reading the whole file. These are its first rows.")}</p>
      {file.first && <ResultTable table={file.first} label={file.name} most={100} />}
    </div>
  );
}

function Waiting({ error }: { error: Error | null }) {
  return <div className="p-4">{error ? <Note kind="danger">{sentence(error)}</Note> : <p role="status" className="text-13 text-muted">{i18n.t("Looking at every column…")}</p>}</div>;
}
