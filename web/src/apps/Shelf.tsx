/** "/apps": the apps that come with gesso, and those published in this workspace. */
import { useQuery } from "@tanstack/react-query";
import { AppWindow, Calculator, ChartSpline, Gamepad2, Layers, Map as MapIcon, Milestone, Orbit, Trash2, type LucideIcon } from "lucide-react";
import { useLocation } from "wouter";
import { api, sentence } from "../api";
import { queries, useSession } from "../data";
import { i18n } from "../i18n";
import { SidePage } from "../shell/SidePage";
import { Button, IconButton } from "../ui/button";
import { Note } from "../ui/field";
import { say, sayError } from "../ui/toast";
import type { AppOpened, ShelfApp } from "../wire.gen";

const ICONS: Readonly<Record<string, LucideIcon>> = { orbit: Orbit, "chart-spline": ChartSpline, milestone: Milestone, map: MapIcon, "gamepad-2": Gamepad2, calculator: Calculator, layers: Layers };

export default function Shelf() {
  const [, go] = useLocation();
  const me = useSession().data?.user;
  const apps = useQuery({ queryKey: ["apps"], queryFn: () => api.get<ShelfApp[]>("/apps") });
  const open = (app: ShelfApp) => api.post<AppOpened>(`/apps/${app.id}/open`, {}).then((made) => (void queries.invalidateQueries({ queryKey: ["rooms"] }), go(`/r/${made.room}/c/${made.canvas}`)), sayError);
  const take = (app: ShelfApp) => api.delete(`/apps/${app.id}`).then(() => (say(i18n.t("Taken off the shelf. Copies that people made stay theirs.")), queries.invalidateQueries({ queryKey: ["apps"] })), sayError);
  const published = apps.data?.filter((app) => !app.ready) ?? [];
  return (
    <SidePage title={i18n.t("Apps")} column="max-w-[920px]">
      <h1 className="text-22 font-semibold tracking-[-0.01em]">{i18n.t("Apps")}</h1>
      <p className="mt-1 mb-6 max-w-prose text-muted">{i18n.t("Small programs that run beside your text, in a sandbox. Open one as a page of your own, set its parameters, and ask for changes.")}</p>
      {apps.isError && <Note kind="danger">{sentence(apps.error)}</Note>}
      <List apps={apps.data?.filter((app) => app.ready) ?? []} onOpen={open} onTake={null} />
      <h2 className="mt-10 mb-3 text-16 font-semibold">{i18n.t("Published in this workspace")}</h2>
      {apps.data && published.length === 0 && <p className="max-w-prose text-13 text-muted">{i18n.t("Nothing yet. Ask for an app in a conversation (“make an app that …”), and publish it from its menu.")}</p>}
      <List apps={published} onOpen={open} onTake={(app) => (app.mine || me?.admin ? () => void take(app) : null)} />
    </SidePage>
  );
}

function List({ apps, onOpen, onTake }: { apps: readonly ShelfApp[]; onOpen(app: ShelfApp): void; onTake: ((app: ShelfApp) => (() => void) | null) | null }) {
  return (
    <ul className="grid grid-cols-[repeat(auto-fill,minmax(250px,1fr))] gap-3">
      {apps.map((app) => {
        const Icon = ICONS[app.icon] ?? AppWindow;
        const off = onTake?.(app);
        return (
          <li key={app.id} className="flex flex-col rounded-lg border border-line bg-surface p-4">
            <div className="flex items-center gap-2.5">
              <Icon size={20} strokeWidth={1.6} className="shrink-0 text-accent" aria-hidden />
              <h3 className="min-w-0 flex-1 truncate font-medium">{app.title}</h3>
              {off && <IconButton label={i18n.t("Take “{title}” off the shelf", { title: app.title })} onClick={off}><Trash2 size={14} /></IconButton>}
            </div>
            <p className="mt-2 mb-3 flex-1 text-13 text-muted">
              {app.description}
              {app.by && <span className="mt-1 block">{i18n.t("by {name}", { name: app.by })}</span>}
            </p>
            <Button size="sm" className="self-start" aria-label={i18n.t("Open {title}", { title: app.title })} onClick={() => onOpen(app)}>{i18n.t("Open")}</Button>
          </li>
        );
      })}
    </ul>
  );
}
