/**
 * The history of a page, over the page: versions with who and why, a slider through time, any two compared, restoring,
 * names, and whose the words are. The editor stays as it is underneath. A lazy chunk.
 */
import { Columns2, FileText, Pause, Play, RotateCcw, Rows2, Tag, X } from "lucide-react";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useSession } from "../data";
import { i18n } from "../i18n";
import { useActions } from "../room/actions";
import { pane, useDesk, wide } from "../room/desk";
import type { Canvas, RoomState } from "../room/state";
import { Button, IconButton } from "../ui/button";
import { Choice } from "../ui/field";
import { InlineEdit } from "../ui/inlineEdit";
import { say, sayError } from "../ui/toast";
import type { VersionItem } from "../wire.gen";
import { Authors } from "./Authors";
import { giveName, reload, restore, undo, useVersions } from "./data";
import "./history.css";
import type { Look } from "./preview";
import { Sheet } from "./Sheet";
import { Versions } from "./Versions";
import { did, names, when } from "./words";

const STEP_MS = 900;
type Base = "before" | "now" | number;

export default function History({ room, canvas, since }: { room: RoomState; canvas: Canvas; since: number | null }) {
  const me = useSession().data?.user?.id;
  const [named, setNamed] = useState(false);
  const { versions, newest, hasNextPage, fetchNextPage, isPending, isFetchingNextPage } = useVersions(canvas.id, named);
  const [picked, setPicked] = useState<number | null>(null);
  const [base, setBase] = useState<Base>(since ?? "before");
  const [look, setLook] = useState<Look>("inline");
  const panel = useRef<HTMLDivElement>(null);
  // What the log says of this page has changed, so there may be versions or names that are not in the list.
  const told = room.edits.filter((edit) => edit.canvas === canvas.id).map((edit) => edit.turn + edit.state).join();
  useEffect(() => void reload(canvas.id), [canvas.id, canvas.names, told]);
  useEffect(() => {
    panel.current?.focus();
    return () => pane.current?.focus();
  }, []);
  const chosen = versions.find((version) => version.version === picked) ?? versions[0];
  const play = usePlay(versions, chosen, setPicked);
  const from = chosen ? baseOf(base, chosen, newest) : 0;
  const older = () => void fetchNextPage();
  return (
    <div
      ref={panel}
      role="dialog"
      aria-label={i18n.t("History of “{title}”", { title: canvas.title })}
      tabIndex={-1}
      className="hi absolute inset-0 z-600 flex flex-col bg-surface outline-none"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        event.preventDefault();
        event.stopPropagation();
        useDesk.getState().closeHistory();
      }}
    >
      <header className="flex min-h-11 shrink-0 items-center gap-1 border-b border-line ps-4 pe-2">
        <h2 className="min-w-0 flex-1 truncate text-13 font-semibold">{i18n.t("History")}</h2>
        <Looks look={look} onLook={setLook} />
        <IconButton label={i18n.t("Close the history")} keys="Esc" onClick={() => useDesk.getState().closeHistory()}>
          <X size={16} />
        </IconButton>
      </header>
      <div className="flex min-h-0 flex-1 max-md:flex-col">
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          {chosen ? (
            <>
              <Head room={room} canvas={canvas} me={me} version={chosen} newest={newest} onRestored={() => (setPicked(null), panel.current?.focus())} />
              <Sheet key={look} canvas={canvas} from={from} to={chosen.version} look={look} />
            </>
          ) : (
            <p className="p-6 text-13 text-muted">{!isPending && empty(named)}</p>
          )}
        </div>
        <aside aria-label={i18n.t("Versions")} className="hi-side flex min-h-0 shrink-0 flex-col border-line max-md:overflow-y-auto">
          <div className="flex items-end gap-2 border-b border-line p-3">
            <Choice
              className="min-w-0 flex-1"
              label={i18n.t("Compared with")}
              value={String(base)}
              options={choices(versions, base, since)}
              onChange={(value) => setBase(value === "before" || value === "now" ? value : Number(value))}
            />
            <Button kind={named ? "plain" : "muted"} aria-pressed={named} onClick={() => setNamed(!named)}>
              <Tag size={13} />
              {i18n.t("Named")}
            </Button>
          </div>
          {chosen && (
            <Slider versions={versions} chosen={chosen} playing={play.playing} onPlay={play.toggle} onChoose={setPicked} label={sayVersion(room, chosen, me)} />
          )}
          <Versions
            room={room}
            me={me}
            versions={versions}
            chosen={chosen?.version ?? 0}
            base={from}
            more={hasNextPage && !isFetchingNextPage}
            onChoose={setPicked}
            onCompare={setBase}
            onMore={older}
          />
          <Authors room={room} canvas={canvas.id} me={me} />
        </aside>
      </div>
    </div>
  );
}

function empty(named: boolean): string {
  return named ? i18n.t("No version has a name yet. Choose a version and name it.") : i18n.t("Nothing was written here yet.");
}

function baseOf(base: Base, chosen: VersionItem, newest: number): number {
  if (base === "before") return chosen.from_version;
  return base === "now" ? newest : base;
}

function choices(versions: readonly VersionItem[], base: Base, since: number | null): (readonly [string, string])[] {
  const now = new Date();
  const listed = versions.map((version) => [String(version.version), version.name?.name ?? `${when(version.at, now)} · ${did(version)}`] as const);
  const other = typeof base === "number" && !versions.some((version) => version.version === base);
  return [
    ["before", i18n.t("the version before")],
    ["now", i18n.t("the page as it is now")],
    ...(other ? [[String(base), base === since ? i18n.t("when you were last here") : i18n.t("version {number}", { number: base })] as const] : []),
    ...listed,
  ];
}

function sayVersion(room: RoomState, version: VersionItem, me: string | undefined): string {
  return [version.name?.name, did(version), names(room, version.who, me), when(version.at, new Date())].filter(Boolean).join(", ");
}

/** Walks from the chosen version to the newest, one step at a time. */
function usePlay(versions: readonly VersionItem[], chosen: VersionItem | undefined, choose: (version: number) => void) {
  const [playing, setPlaying] = useState(false);
  const at = chosen ? versions.indexOf(chosen) : 0;
  const next = versions[at - 1];
  useEffect(() => {
    if (!playing) return;
    if (!next) return setPlaying(false);
    const timer = setTimeout(() => choose(next.version), STEP_MS);
    return () => clearTimeout(timer);
  }, [playing, next, choose]);
  const oldest = versions.at(-1);
  const toggle = () => {
    if (!playing && !next && oldest) choose(oldest.version);
    setPlaying(!playing);
  };
  return { playing, toggle };
}

function Slider(props: {
  versions: readonly VersionItem[];
  chosen: VersionItem;
  playing: boolean;
  label: string;
  onPlay(): void;
  onChoose(version: number): void;
}) {
  const { versions, chosen } = props;
  const at = versions.length - 1 - versions.indexOf(chosen);
  return (
    <div className="flex items-center gap-2 px-3 pt-2">
      <IconButton label={props.playing ? i18n.t("Stop") : i18n.t("Play through time")} onClick={props.onPlay}>
        {props.playing ? <Pause size={14} /> : <Play size={14} />}
      </IconButton>
      <input
        type="range"
        className="hi-slider min-w-0 flex-1 coarse:h-11"
        aria-label={i18n.t("Version")}
        aria-valuetext={props.label}
        min={0}
        max={Math.max(0, versions.length - 1)}
        value={at}
        onChange={(event) => {
          const version = versions[versions.length - 1 - Number(event.target.value)];
          if (version) props.onChoose(version.version);
        }}
      />
      <span className="w-12 shrink-0 text-end text-11 text-muted tabular-nums" aria-hidden>
        {at + 1}/{versions.length}
      </span>
    </div>
  );
}

function Head(props: {
  room: RoomState;
  canvas: Canvas;
  me: string | undefined;
  version: VersionItem;
  newest: number;
  onRestored(): void;
}) {
  const { canvas, version } = props;
  const { canEdit } = useActions();
  const [naming, setNaming] = useState(false);
  const name = version.name?.name ?? "";
  useEffect(() => setNaming(false), [version.version]);
  const current = version.version === props.newest;
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line px-4 py-2">
      <div className="min-w-0 flex-1 basis-40">
        {naming ? (
          <InlineEdit
            value={name}
            label={i18n.t("Name of the version")}
            className="max-w-80"
            onDone={(words) => {
              setNaming(false);
              if (words !== null) void giveName(canvas.id, version.version, words.slice(0, 120)).catch(sayError);
            }}
          />
        ) : (
          <p className="truncate text-13 font-medium">{name || did(version)}</p>
        )}
        <p className="truncate text-12 text-muted">
          {names(props.room, version.who, props.me)} · {when(version.at, new Date())}
          {name && ` · ${did(version)}`}
        </p>
      </div>
      {canEdit && !naming && (
        <>
          <Button size="sm" kind="muted" onClick={() => setNaming(true)}>
            {name ? i18n.t("Rename") : i18n.t("Name it")}
          </Button>
          {name && (
            <Button size="sm" kind="muted" onClick={() => void giveName(canvas.id, version.version, "").catch(sayError)}>
              {i18n.t("Remove name")}
            </Button>
          )}
          {current ? (
            <span className="px-2 text-12 text-muted">{i18n.t("The page as it is")}</span>
          ) : (
            <Button size="sm" kind="primary" onClick={() => void bringBack(canvas.id, version, props.onRestored)}>
              <RotateCcw size={13} />
              {i18n.t("Restore this version")}
            </Button>
          )}
        </>
      )}
    </div>
  );
}

/** Restores at once, says so, and offers the way back. */
async function bringBack(canvas: string, version: VersionItem, then: () => void): Promise<void> {
  try {
    const { turn } = await restore(canvas, version.version);
    then();
    if (!turn) return say(i18n.t("The page reads like that version already."));
    const words = version.name?.name ?? when(version.at, new Date());
    say(i18n.t("Restored: {version}.", { version: words }), {
      label: i18n.t("Undo"),
      run: () => void undo(canvas, turn).catch(sayError),
    });
  } catch (error) {
    sayError(error);
  }
}

function Looks({ look, onLook }: { look: Look; onLook(look: Look): void }) {
  const all: [Look, string, ReactNode][] = [
    ["inline", i18n.t("Changes in the text"), <Rows2 key="i" size={15} />],
    ["side", i18n.t("Side by side"), <Columns2 key="s" size={15} />],
    ["plain", i18n.t("Only the text"), <FileText key="p" size={15} />],
  ];
  return (
    <div role="group" aria-label={i18n.t("View")} className="flex gap-0.5">
      {all
        .filter(([name]) => name !== "side" || wide())
        .map(([name, label, icon]) => (
          <IconButton key={name} label={label} aria-pressed={look === name} {...(look === name ? { className: "bg-hover text-fg!" } : {})} onClick={() => onLook(name)}>
            {icon}
          </IconButton>
        ))}
    </div>
  );
}
