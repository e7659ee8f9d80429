/** Ctrl/Cmd-K: everything by name. Type to narrow, arrows to choose, Enter to do. */
import { useQuery } from "@tanstack/react-query";
import { Dialog } from "radix-ui";
import { useDeferredValue, useEffect, useId, useMemo, useState } from "react";
import { useLocation } from "wouter";
import { api } from "../api";
import { useModelNow } from "../chat/ModelMenu";
import { chooseModel } from "../chat/model";
import { useModels, useRooms, useSession } from "../data";
import { i18n } from "../i18n";
import { useActions } from "../room/actions";
import { pane, useDesk } from "../room/desk";
import { openCanvases } from "../room/state";
import { useRoom } from "../room/store";
import { useShortcuts } from "../shortcuts/data";
import { optionName, shortcutName } from "../shortcuts/names";
import { applyShortcut } from "../shortcuts/use";
import { useTheme, type ThemeChoice } from "../theme";
import { cx } from "../ui/cx";
import type { LensesView } from "../wire.gen";
import { chooseFiles, importAnew, importFiles } from "./files";
import { MOD } from "./keys";

interface Command {
  readonly id: string;
  readonly group: string;
  readonly words: string;
  readonly note?: string;
  readonly keys?: string;
  run(): void;
}

export default function Palette() {
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const open = useDesk((desk) => desk.open);
  const commands = useCommands(useDeferredValue(query.trim()));
  const found = useMemo(() => narrow(commands, query), [commands, query]);
  const list = useId();
  useEffect(() => {
    setAt(0);
  }, [query]);
  const chosen = found[Math.min(at, found.length - 1)];
  useEffect(() => {
    void document.getElementById(`${list}-${chosen?.id}`)?.scrollIntoView({ block: "nearest" });
  }, [chosen, list]);
  const run = (command: Command | undefined) => {
    if (!command) return;
    open(null);
    command.run();
  };
  return (
    <Dialog.Root open onOpenChange={(now) => !now && open(null)}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-fade bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-x-2 top-[10vh] z-50 mx-auto flex max-h-[70dvh] max-w-[560px] animate-rise flex-col overflow-hidden rounded-lg bg-surface shadow-sheet"
        >
          <Dialog.Title className="sr-only">{i18n.t("Search and commands")}</Dialog.Title>
          <input
            autoFocus
            role="combobox"
            aria-expanded
            aria-controls={list}
            aria-activedescendant={chosen ? `${list}-${chosen.id}` : undefined}
            aria-label={i18n.t("Search conversations and commands")}
            placeholder={i18n.t("Search conversations and commands")}
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            onKeyDown={(event) => {
              const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
              if (step !== 0) {
                event.preventDefault();
                setAt((now) => (Math.min(now, found.length - 1) + step + found.length) % Math.max(1, found.length));
              } else if (event.key === "Enter") {
                event.preventDefault();
                run(chosen);
              }
            }}
            className="h-12 shrink-0 border-b border-line bg-transparent px-4 text-14 outline-none placeholder:text-muted coarse:text-16"
          />
          <ul id={list} role="listbox" aria-label={i18n.t("Results")} className="min-h-0 flex-1 overflow-y-auto p-1.5">
            {found.map((command, index) => (
              <li key={command.id} role="presentation">
                {command.group !== found[index - 1]?.group && (
                  <p className="px-2.5 pt-2 pb-1 text-11 font-medium text-muted">{command.group}</p>
                )}
                <div
                  id={`${list}-${command.id}`}
                  role="option"
                  aria-selected={command === chosen}
                  onClick={() => run(command)}
                  onPointerMove={() => setAt(index)}
                  className={cx("flex min-h-8 items-center gap-3 rounded-md px-2.5 text-13 coarse:min-h-11", command === chosen && "bg-hover")}
                >
                  <span className="min-w-0 flex-1 truncate">{command.words}</span>
                  {command.note && <span className="shrink-0 text-12 text-muted">{command.note}</span>}
                  {command.keys && <kbd className="shrink-0 font-ui text-11 text-muted">{command.keys}</kbd>}
                </div>
              </li>
            ))}
            {found.length === 0 && <li className="px-2.5 py-6 text-center text-13 text-muted">{i18n.t("Nothing by that name.")}</li>}
          </ul>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function narrow(commands: readonly Command[], query: string): Command[] {
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const shown = words.length === 0 ? commands.filter((command) => !command.id.startsWith("more-")) : commands;
  return shown
    .filter((command) => {
      const text = `${command.words} ${command.group}`.toLocaleLowerCase();
      return command.id.startsWith("found-") || words.every((word) => text.includes(word));
    })
    .slice(0, 60);
}

function useCommands(query: string): Command[] {
  const [, go] = useLocation();
  const desk = useDesk();
  const { choice, choose } = useTheme();
  const { canEdit, canTalk, owner, newCanvas } = useActions();
  const shortcuts = useShortcuts().data;
  const canvases = useRoom((state) => state.room.canvases);
  const room = useRoom((state) => state.room);
  const search = useRooms(query);
  const rooms = search.data ?? [];
  const { data: seen } = useQuery({
    queryKey: ["lenses", desk.canvas],
    queryFn: () => api.get<LensesView>(`/canvases/${desk.canvas}/lenses`),
    enabled: desk.canvas !== null,
    staleTime: 10_000,
  });
  const lenses = desk.canvas ? seen?.lenses : undefined;
  // What the server found matches by its words, too, not only by its title; an older answer does not count as found.
  const found = query !== "" && !search.isPlaceholderData;
  const models = useModels().data?.models ?? [];
  const model = useModelNow();
  const admin = useSession().data?.user?.admin ?? false;
  return useMemo(() => {
    const list: Command[] = [];
    const add = (group: string, id: string, words: string, run: () => void, more: { keys?: string; note?: string } = {}) =>
      list.push({ id, group, words, run, ...more });
    const make = i18n.t("Make");
    add(make, "new", i18n.t("New conversation"), () => go("/?new"), { keys: `${MOD} ⇧ O` });
    if (room.id && canEdit) {
      add(make, "doc", i18n.t("New document"), () => void newCanvas("document", i18n.t("Untitled")));
      add(make, "code", i18n.t("New code"), () => void newCanvas("code", i18n.t("Untitled code"), "python"));
    }
    if (!room.id || canEdit) {
      add(make, "import", i18n.t("Import…"), () =>
        chooseFiles(async (files) => {
          if (room.id) return importFiles(room.id, files);
          const made = await importAnew(files);
          if (made) go(`/r/${made}`);
        }),
      );
    }
    for (const canvas of openCanvases(room)) {
      add(i18n.t("Pages"), `canvas-${canvas.id}`, canvas.title, () => desk.show(canvas.id));
    }
    if (desk.canvas) {
      add(i18n.t("This page"), "find", i18n.t("Find in the page"), () => pane.current?.openSearch(), { keys: `${MOD} F` });
      add(i18n.t("This page"), "export", i18n.t("Export…"), () => desk.open("export"));
      add(i18n.t("This page"), "close", i18n.t("Close the page"), () => desk.show(null));
    }
    const shown = desk.canvas ? room.canvases[desk.canvas] : undefined;
    if (shown && !shown.data) {
      const group = i18n.t("Turn into");
      add(group, "into-slides", i18n.t("Slides"), () => desk.turnInto("slides"));
      if (shown.kind === "document") {
        add(group, "into-cards", i18n.t("Quiz and cards"), () => desk.turnInto("cards"));
        add(group, "into-aloud", i18n.t("Read aloud, audiobook"), () => desk.turnInto("aloud"));
        add(group, "into-levels", i18n.t("Reading levels"), () => desk.turnInto("levels"));
        add(group, "into-translation", i18n.t("Translation beside it"), () => desk.turnInto("translation"));
        add(group, "into-storyboard", i18n.t("Comic storyboard"), () => desk.turnInto("storyboard"));
      }
    }
    for (const each of lenses ?? []) {
      add(i18n.t("Lenses"), `lens-${each.name}`, i18n.t("Lens: {title}", { title: each.title }), () => desk.openLens(each.name), { note: each.about.split(",")[0] ?? "" });
    }
    if (shown && canTalk) {
      const group = i18n.t("Shortcuts");
      add(group, "page-shortcuts", i18n.t("Shortcuts for this page…"), () => desk.open("page"), { keys: "Alt ⇧ S" });
      for (const each of shortcuts?.built_in.filter((built) => built.kind === shown.kind) ?? []) {
        const name = shortcutName(each.id, each.title);
        if (each.options.length === 0) add(group, `more-${each.id}`, name, () => applyShortcut(each.id, null));
        for (const option of each.options) {
          const words = `${name}: ${optionName(each.id, option.id, option.title)}`;
          add(group, `more-${each.id}-${option.id}`, words, () => applyShortcut(each.id, option.id));
        }
      }
      for (const own of shortcuts?.own.filter((each) => each.kind === "any" || each.kind === shown.kind) ?? []) {
        add(group, `more-${own.id}`, own.name, () => applyShortcut(own.id, null));
      }
    }
    if (room.id && owner) add(i18n.t("This conversation"), "share", i18n.t("Share…"), () => desk.open("share"));
    for (const each of models) {
      const note = each.id === model?.id ? i18n.t("In use") : undefined;
      add(i18n.t("Model"), `more-${each.id}`, each.name, () => chooseModel(each.id), note ? { note } : {});
    }
    const themes: [ThemeChoice, string][] = [
      ["system", i18n.t("Theme: as the system")],
      ["light", i18n.t("Theme: light")],
      ["dark", i18n.t("Theme: dark")],
    ];
    for (const [theme, words] of themes) {
      add(i18n.t("Appearance"), `more-${theme}`, words, () => choose(theme), theme === choice ? { note: i18n.t("In use") } : {});
    }
    const help = i18n.t("Help and settings");
    add(help, "keys", i18n.t("Keyboard shortcuts"), () => desk.open("shortcuts"), { keys: "?" });
    add(help, "tasks", i18n.t("Tasks"), () => go("/tasks"));
    if (admin) add(help, "lab", i18n.t("Lab"), () => go("/lab"));
    add(help, "models", i18n.t("Models"), () => go("/settings/models"));
    add(help, "settings", i18n.t("Settings"), () => go("/settings/account"));
    for (const each of rooms.slice(0, query ? 30 : 6)) {
      const words = each.title || i18n.t("New conversation");
      add(i18n.t("Conversations"), `${found ? "found" : "room"}-${each.id}`, words, () => go(`/r/${each.id}`));
    }
    return list;
  }, [go, desk, choice, choose, canEdit, canTalk, owner, newCanvas, room, canvases, rooms, models, model, query, found, shortcuts, admin, lenses]);
}

