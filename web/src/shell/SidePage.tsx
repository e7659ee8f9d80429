/** A page that stands where a conversation would: lab, tasks, a project, the shelf, settings. */
import { useEffect, type ReactNode } from "react";
import { Link } from "wouter";
import { useDesk } from "../room/desk";
import { cx } from "../ui/cx";
import { OpenList, Unread } from "./TopBar";

/** `title` names the browser's tab; `column` says how wide its column is, as classes. */
export function SidePage({ title, column, children }: { title: string; column: string; children: ReactNode }) {
  const listed = useDesk((desk) => desk.sidebar);
  useEffect(() => {
    document.title = title ? `${title} · gesso` : "gesso";
    return () => void (document.title = "gesso");
  }, [title]);
  return (
    <section data-pane="conversation" tabIndex={-1} className="@container min-h-0 min-w-0 flex-1 overflow-y-auto outline-none">
      <div className="sticky top-0 z-10 flex h-12 items-center gap-1 bg-bg ps-3 pe-2">
        {!listed && <OpenList />}
        <span className="flex-1" />
        <Unread />
      </div>
      <div className={cx("mx-auto px-4 pb-24", column)}>{children}</div>
    </section>
  );
}

/** Views of a page by name: [name, words]; the first stands at the page's own address. */
export function Views({ label, address, views, shown }: { label: string; address: string; views: readonly (readonly [string, string, ...unknown[]])[]; shown: string }) {
  return (
    <>
      <h1 className="text-22 font-semibold tracking-[-0.01em]">{label}</h1>
      <nav aria-label={label} className="mt-4 mb-8 flex gap-1 overflow-x-auto border-b border-line">
        {views.map(([name, words]) => (
          <Link
            key={name}
            href={name ? `${address}/${name}` : address}
            aria-current={name === shown ? "page" : undefined}
            className={cx(
              "-mb-px flex h-9 shrink-0 items-center border-b-2 px-2.5 text-13 coarse:h-11",
              name === shown ? "border-fg font-medium" : "border-transparent text-muted hover:text-fg",
            )}
          >
            {words}
          </Link>
        ))}
      </nav>
    </>
  );
}
