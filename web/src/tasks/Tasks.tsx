/** Tasks: what is done at a time, the calendar of it, and one task. A lazy chunk; each view names its address. */
import { PanelLeftOpen } from "lucide-react";
import { lazy, Suspense, type ReactNode } from "react";
import { Link } from "wouter";
import { i18n } from "../i18n";
import { Bell } from "../inbox/Bell";
import { useDesk } from "../room/desk";
import { IconButton } from "../ui/button";
import { cx } from "../ui/cx";
import { Import } from "./Import";
import { List } from "./List";
import { Task } from "./Task";

const Calendar = lazy(() => import("./Calendar"));
const Habits = lazy(() => import("./Habits"));

export default function Tasks({ page, rest }: { page: string; rest: string }) {
  const { sidebar, toggleSidebar } = useDesk();
  const pages: [string, string, ReactNode][] = [
    ["", i18n.t("List"), <List />],
    ["calendar", i18n.t("Calendar"), <Calendar />],
    ["habits", i18n.t("Habits"), <Habits />],
    ["import", i18n.t("Import"), <Import />],
  ];
  const one = page === "t" && rest !== "";
  const shown = pages.find(([name]) => name === page) ?? pages[0];
  const wide = shown?.[0] === "calendar" && !one;
  return (
    <section data-pane="conversation" tabIndex={-1} className="min-h-0 min-w-0 flex-1 overflow-y-auto outline-none">
      <div className="sticky top-0 z-10 flex h-12 items-center gap-1 bg-bg ps-3 pe-2">
        {!sidebar && (
          <IconButton label={i18n.t("Show conversations")} data-opens-list onClick={() => toggleSidebar(true)}>
            <PanelLeftOpen size={16} className="rtl:-scale-x-100" />
          </IconButton>
        )}
        <span className="flex-1" />
        <Bell />
      </div>
      <div className={cx("mx-auto px-4 pb-24", wide ? "max-w-[1040px]" : "max-w-[720px]")}>
        {one ? (
          <Task key={rest} id={rest} />
        ) : (
          <>
            <h1 className="text-22 font-semibold tracking-[-0.01em]">{i18n.t("Tasks")}</h1>
            <nav aria-label={i18n.t("Tasks")} className="mt-4 mb-8 flex gap-1 overflow-x-auto border-b border-line">
              {pages.map(([name, words]) => (
                <Link
                  key={name}
                  href={name ? `/tasks/${name}` : "/tasks"}
                  aria-current={name === shown?.[0] ? "page" : undefined}
                  className={cx(
                    "-mb-px flex h-9 shrink-0 items-center border-b-2 px-2.5 text-13 coarse:h-11",
                    name === shown?.[0] ? "border-fg font-medium" : "border-transparent text-muted hover:text-fg",
                  )}
                >
                  {words}
                </Link>
              ))}
            </nav>
            <Suspense fallback={null}>{shown?.[2]}</Suspense>
          </>
        )}
      </div>
    </section>
  );
}
