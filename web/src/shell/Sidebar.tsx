/** The list of conversations: search, new, and for each its name, deletion with a way back. Newest first, by day. */
import { AppWindow, CalendarClock, Ellipsis, FlaskConical, Folder, PanelLeftClose, Pencil, Plus, Search, Settings2, Trash2, X } from "lucide-react";
import { lazy, memo, Suspense, useDeferredValue, useState } from "react";
import { Link, useLocation, useRoute } from "wouter";
import { sentence } from "../api";
import { deleteRoom, renameRoom, useRooms, useSession } from "../data";
import { i18n, withTaskWords } from "../i18n";
import { useDesk, wide } from "../room/desk";
import { IconButton } from "../ui/button";
import { cx } from "../ui/cx";
import { InlineEdit } from "../ui/inlineEdit";
import { Menu, MenuItem } from "../ui/menu";
import type { RoomSummary } from "../wire.gen";
import { groupByDay } from "./days";
import { MOD } from "./keys";
import { lastRoom, rememberRoom } from "./lastRoom";

const ProjectList = lazy(withTaskWords(() => import("../projects/ProjectList")));
const Move = lazy(withTaskWords(() => import("../projects/Move")));
const Unread = lazy(withTaskWords(() => import("../inbox/Unread")));

/** Not drawn anew when the frame is: two hundred rows with their menus take longer than a frame. */
export const Sidebar = memo(function Sidebar() {
  const [search, setSearch] = useState("");
  const rooms = useRooms(useDeferredValue(search.trim()));
  const user = useSession().data?.user;
  const toggle = useDesk((desk) => desk.toggleSidebar);
  const close = () => !wide() && toggle(false);
  return (
    <>
      <div className="flex h-12 shrink-0 items-center gap-2 ps-4 pe-2">
        <Link href="/" className="flex items-center gap-2 rounded-md font-serif text-16 font-semibold tracking-tight" onClick={close}>
          gesso
        </Link>
        <span className="flex-1" />
        <IconButton label={i18n.t("Hide conversations")} keys={`${MOD} \\`} onClick={() => toggle(false)}>
          <PanelLeftClose size={16} className="rtl:-scale-x-100" />
        </IconButton>
      </div>
      <div className="space-y-1 px-2 pb-2">
        <Link
          href="/?new"
          onClick={close}
          className="flex h-8 items-center gap-2 rounded-md border border-line bg-surface px-2.5 text-13 font-medium hover:border-line-strong coarse:h-11"
        >
          <Plus size={15} /> {i18n.t("New conversation")}
        </Link>
        <div className="relative">
          <Search size={14} aria-hidden className="pointer-events-none absolute start-2.5 top-1/2 -translate-y-1/2 text-muted" />
          <input
            type="search"
            aria-label={i18n.t("Search conversations")}
            placeholder={i18n.t("Search")}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            className="h-8 w-full rounded-md bg-transparent ps-8 pe-8 text-13 outline-offset-0 placeholder:text-muted hover:bg-hover focus:bg-surface coarse:h-11 coarse:text-16 [&::-webkit-search-cancel-button]:hidden"
          />
          {search && (
            <IconButton label={i18n.t("Clear the search")} className="absolute end-1 top-1/2 size-6 -translate-y-1/2" onClick={() => setSearch("")}>
              <X size={13} />
            </IconButton>
          )}
        </div>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-4">
        {rooms.isPending && <Skeleton />}
        {rooms.isError && <p className="px-2 py-3 text-12 text-danger">{sentence(rooms.error)}</p>}
        {rooms.data?.length === 0 && (
          <p className="px-2 py-3 text-12 text-muted">
            {search ? i18n.t("Nothing found for “{search}”.", { search }) : i18n.t("Your conversations will be here.")}
          </p>
        )}
        {search.trim() === "" && (
          <Suspense fallback={null}>
            <ProjectList rooms={rooms.data ?? []} onOpen={close} row={(room) => <Row key={room.id} room={room} onOpen={close} />} />
          </Suspense>
        )}
        {groupByDay(rooms.data?.filter((room) => search.trim() !== "" || !room.project) ?? [], new Date()).map(([day, group]) => (
          <section key={day} className="mt-3 first:mt-1">
            <h2 className="px-2 pb-1 text-11 font-medium text-muted">{day}</h2>
            <ul>
              {group.map((room) => (
                <Row key={room.id} room={room} onOpen={close} />
              ))}
            </ul>
          </section>
        ))}
      </div>
      <div className="border-t border-line p-2">
        <Link href="/tasks" onClick={close} className="flex h-9 items-center gap-2.5 rounded-md px-2 text-13 hover:bg-hover coarse:h-11">
          <CalendarClock size={15} className="w-6 text-muted" aria-hidden />
          <span className="flex-1">{i18n.t("Tasks")}</span>
          <Suspense fallback={null}>
            <Unread />
          </Suspense>
        </Link>
        <Link href="/apps" onClick={close} className="flex h-9 items-center gap-2.5 rounded-md px-2 text-13 hover:bg-hover coarse:h-11">
          <AppWindow size={15} className="w-6 text-muted" aria-hidden />
          {i18n.t("Apps")}
        </Link>
        {user?.admin && (
          <Link href="/lab" onClick={close} className="flex h-9 items-center gap-2.5 rounded-md px-2 text-13 hover:bg-hover coarse:h-11">
            <FlaskConical size={15} className="w-6 text-muted" aria-hidden />
            {i18n.t("Lab")}
          </Link>
        )}
        <Link
          href="/settings/account"
          onClick={close}
          className="flex h-9 items-center gap-2.5 rounded-md px-2 text-13 hover:bg-hover coarse:h-11"
        >
          <span aria-hidden className="grid size-6 place-items-center rounded-full bg-accent-soft text-11 font-semibold text-accent">
            {[...(user?.name ?? "?")][0]?.toUpperCase()}
          </span>
          <span className="min-w-0 flex-1 truncate">{user?.name}</span>
          <Settings2 size={15} className="text-muted" aria-hidden />
          <span className="sr-only">{i18n.t("Settings")}</span>
        </Link>
      </div>
    </>
  );
});

function Row({ room, onOpen }: { room: RoomSummary; onOpen(): void }) {
  const [open] = useRoute(`/r/${room.id}/*?`);
  const [, go] = useLocation();
  const [renaming, setRenaming] = useState(false);
  const [moving, setMoving] = useState(false);
  const title = room.title || i18n.t("New conversation");
  if (renaming) {
    return (
      <li>
        <InlineEdit
          value={room.title}
          label={i18n.t("Name of the conversation")}
          onDone={(name) => {
            setRenaming(false);
            if (name) void renameRoom(room.id, name);
          }}
        />
      </li>
    );
  }
  return (
    <li className="group/row relative">
      <Link
        href={`/r/${room.id}`}
        onClick={onOpen}
        aria-current={open ? "page" : undefined}
        className={cx(
          "flex min-h-8 flex-col justify-center rounded-md py-1 ps-2 pe-8 text-13 coarse:min-h-11",
          open ? "bg-hover font-medium" : "hover:bg-hover",
        )}
      >
        <span dir="auto" className="truncate">
          {title}
        </span>
        {room.snippet && <span className="truncate text-12 font-normal text-muted">{room.snippet}</span>}
      </Link>
      <div className="absolute end-0.5 top-0.5 opacity-0 group-hover/row:opacity-100 group-focus-within/row:opacity-100 has-data-[state=open]:opacity-100 coarse:top-0 coarse:opacity-100">
        <Menu
          label={title}
          width={160}
          trigger={
            <IconButton label={i18n.t("More for “{title}”", { title })} side="right">
              <Ellipsis size={15} />
            </IconButton>
          }
        >
          <MenuItem icon={<Pencil size={14} />} onSelect={() => setRenaming(true)}>
            {i18n.t("Rename")}
          </MenuItem>
          {room.role === "owner" && (
            <MenuItem icon={<Folder size={14} />} onSelect={() => setMoving(true)}>
              {i18n.t("Project…")}
            </MenuItem>
          )}
          {room.role === "owner" && (
            <MenuItem
              danger
              icon={<Trash2 size={14} />}
              onSelect={() => {
                if (lastRoom() === room.id) rememberRoom(null);
                void deleteRoom(room.id, title);
                if (open) go("/?new");
              }}
            >
              {i18n.t("Delete")}
            </MenuItem>
          )}
        </Menu>
      </div>
      {moving && (
        <Suspense fallback={null}>
          <Move room={room} onClose={() => setMoving(false)} />
        </Suspense>
      )}
    </li>
  );
}

function Skeleton() {
  return (
    <div aria-hidden className="animate-skeleton space-y-3 px-2 pt-4">
      {[80, 60, 72, 50].map((width) => (
        <div key={width} className="skeleton h-3.5" style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}
