/** The line over the conversation: its name, the state of the line to the server, sharing, and its pages. */
import { Download, Ellipsis, FileCode2, FileText, PanelLeftOpen, Search, Share2, Trash2, Upload, UserRoundPlus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useLocation } from "wouter";
import { Agents } from "../agents/Agents";
import { deleteRoom, renameRoom } from "../data";
import { i18n, withTaskWords } from "../i18n";
import { useActions } from "../room/actions";
import { useDesk, wide } from "../room/desk";
import { openCanvases, type RoomState } from "../room/state";
import { useRoom } from "../room/store";
import { Button, IconButton } from "../ui/button";
import { InlineEdit } from "../ui/inlineEdit";
import { Menu, MenuHeading, MenuItem, MenuLine } from "../ui/menu";
import { MOD } from "./keys";
import { chooseFiles, importFiles } from "./files";
import { rememberRoom } from "./lastRoom";

const Bell = lazy(withTaskWords(() => import("../inbox/Bell")));

export function TopBar({ room }: { room: RoomState | null }) {
  const { sidebar, open } = useDesk();
  return (
    <header className="flex h-12 shrink-0 items-center gap-1 ps-3 pe-2">
      {!sidebar && <OpenList />}
      {room ? <Title room={room} /> : <span className="flex-1" />}
      <Reconnecting />
      {/* On a phone the name of a conversation needs the line: its menu has these too, and the list tells what is unread. */}
      <span className={room ? "flex gap-1 max-md:hidden" : "contents"}>
        <IconButton label={i18n.t("Search and commands")} keys={`${MOD} K`} onClick={() => open("palette")}>
          <Search size={16} />
        </IconButton>
        <Unread />
      </span>
      {room && <RoomMenus room={room} />}
    </header>
  );
}

export function Unread() {
  return (
    <Suspense fallback={<span className="block size-7 coarse:size-11" />}>
      <Bell />
    </Suspense>
  );
}

export function OpenList({ className }: { className?: string }) {
  const toggle = useDesk((desk) => desk.toggleSidebar);
  return (
    <IconButton data-opens-list label={i18n.t("Show conversations")} keys={`${MOD} \\`} onClick={() => toggle(true)} {...(className ? { className } : {})}>
      <PanelLeftOpen size={16} className="rtl:-scale-x-100" />
    </IconButton>
  );
}

export function Title({ room }: { room: RoomState }) {
  const [renaming, setRenaming] = useState(false);
  const { canEdit } = useActions();
  if (renaming) {
    return (
      <div className="min-w-0 flex-1">
        <InlineEdit
          value={room.title}
          label={i18n.t("Name of the conversation")}
          className="max-w-80 text-13 font-medium"
          onDone={(title) => {
            setRenaming(false);
            if (title) void renameRoom(room.id, title);
          }}
        />
      </div>
    );
  }
  const title = room.title || (room.seq > 0 ? i18n.t("New conversation") : "");
  return (
    <h1 className="min-w-0 flex-1 truncate text-13 font-medium">
      {canEdit ? (
        <button
          type="button"
          title={i18n.t("Rename")}
          onClick={() => setRenaming(true)}
          className="max-w-full truncate rounded-md px-1.5 py-1 hover:bg-hover coarse:min-h-11"
        >
          {title}
        </button>
      ) : (
        <span className="px-1.5">{title}</span>
      )}
    </h1>
  );
}

/** Seen only while the line is being looked for. */
export function Reconnecting() {
  const phase = useRoom((state) => state.phase);
  return (
    <span role="status" className="text-12">
      {phase === "reconnecting" && (
        <span className="flex animate-fade items-center gap-1.5 rounded-full bg-warn-soft px-2.5 py-0.5 text-warn">
          <span aria-hidden className="size-1.5 animate-breathe rounded-full bg-warn" />
          {i18n.t("Reconnecting")}
        </span>
      )}
    </span>
  );
}

export function RoomMenus({ room }: { room: RoomState }) {
  const desk = useDesk();
  const [, go] = useLocation();
  const { canEdit, canTalk, owner, newCanvas } = useActions();
  const canvases = openCanvases(room);
  return (
    <>
      {canTalk && <Agents room={room} />}
      {owner && (
        <span className="max-md:hidden">
          <IconButton label={i18n.t("Share")} onClick={() => desk.open("share")}>
            <UserRoundPlus size={16} />
          </IconButton>
        </span>
      )}
      <Menu
        label={i18n.t("More")}
        width={220}
        trigger={
          <IconButton label={i18n.t("More")}>
            <Ellipsis size={16} />
          </IconButton>
        }
      >
        {canvases.length > 0 && <MenuHeading>{i18n.t("Pages")}</MenuHeading>}
        {canvases.map((canvas) => (
          <MenuItem
            key={canvas.id}
            icon={canvas.kind === "code" ? <FileCode2 size={14} /> : <FileText size={14} />}
            onSelect={() => desk.show(canvas.id)}
          >
            {canvas.title}
          </MenuItem>
        ))}
        {canvases.length > 0 && canEdit && <MenuLine />}
        {canEdit && (
          <>
            <MenuItem icon={<FileText size={14} />} onSelect={() => void newCanvas("document", i18n.t("Untitled"))}>
              {i18n.t("New document")}
            </MenuItem>
            <MenuItem icon={<FileCode2 size={14} />} onSelect={() => void newCanvas("code", i18n.t("Untitled code"), "python")}>
              {i18n.t("New code")}
            </MenuItem>
            <MenuItem icon={<Upload size={14} />} onSelect={() => chooseFiles((files) => void importFiles(room.id, files))}>
              {i18n.t("Import…")}
            </MenuItem>
            <MenuLine />
          </>
        )}
        {!wide() && (
          <MenuItem icon={<Search size={14} />} onSelect={() => desk.open("palette")}>
            {i18n.t("Search and commands")}
          </MenuItem>
        )}
        {owner && (
          <MenuItem icon={<Share2 size={14} />} onSelect={() => desk.open("share")}>
            {i18n.t("Share…")}
          </MenuItem>
        )}
        <MenuItem icon={<Download size={14} />} onSelect={() => download(`/api/rooms/${room.id}/export.zip`)}>
          {i18n.t("Export conversation")}
        </MenuItem>
        {owner && (
          <MenuItem
            danger
            icon={<Trash2 size={14} />}
            onSelect={() => {
              rememberRoom(null);
              void deleteRoom(room.id, room.title);
              go("/?new");
            }}
          >
            {i18n.t("Delete conversation")}
          </MenuItem>
        )}
      </Menu>
      {!desk.canvas && canvases.length > 0 && (
        <Button size="sm" className="ms-1" onClick={() => desk.show(canvases.at(-1)?.id ?? null)}>
          <FileText size={14} /> {i18n.t("{count, plural, one {# page} other {# pages}}", { count: canvases.length })}
        </Button>
      )}
    </>
  );
}

/** The browser's own saving, with the name that the server gives. */
export function download(path: string): void {
  const link = document.createElement("a");
  link.href = path;
  link.download = "";
  link.click();
}
