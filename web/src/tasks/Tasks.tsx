/** Tasks: what is done at a time, the calendar of it, and one task. A lazy chunk; each view names its address. */
import { lazy, Suspense, type ReactNode } from "react";
import { i18n } from "../i18n";
import { SidePage, Views } from "../shell/SidePage";
import { Import } from "./Import";
import { List } from "./List";
import { Task } from "./Task";

const Calendar = lazy(() => import("./Calendar"));
const Habits = lazy(() => import("./Habits"));

export default function Tasks({ page, rest }: { page: string; rest: string }) {
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
    <SidePage title={i18n.t("Tasks")} column={wide ? "max-w-[1040px]" : "max-w-[720px]"}>
      {one ? (
        <Task key={rest} id={rest} />
      ) : (
        <>
          <Views label={i18n.t("Tasks")} address="/tasks" views={pages} shown={shown?.[0] ?? ""} />
          <Suspense fallback={null}>{shown?.[2]}</Suspense>
        </>
      )}
    </SidePage>
  );
}
