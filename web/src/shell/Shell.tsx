/** The frame of every page for somebody signed in: the list of conversations beside what is shown, and the overlays. */
import { lazy, Suspense, useCallback, useEffect, useRef, type ReactNode } from "react";
import { useDesk } from "../room/desk";
import { i18n } from "../i18n";
import { cx } from "../ui/cx";
import { useKeys } from "./keys";
import { useBack, usePhone } from "./sheet";
import { Sidebar } from "./Sidebar";

const Palette = lazy(() => import("./Palette"));
const Shortcuts = lazy(() => import("./Shortcuts"));

export function Shell({ children }: { children: ReactNode }) {
  const { sidebar, toggleSidebar, overlay } = useDesk();
  const drawer = usePhone() && sidebar;
  const nav = useRef<HTMLElement>(null);
  useKeys();
  useDrawer(drawer, nav);
  return (
    <div className="fixed inset-x-0 top-0 flex h-(--seen-height,100%) translate-y-(--seen-top,0) ps-[env(safe-area-inset-left)] pe-[env(safe-area-inset-right)] pt-[env(safe-area-inset-top)]">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:start-2 focus:top-2 focus:z-60 focus:rounded-md focus:bg-surface focus:p-2"
      >
        {i18n.t("Skip the list")}
      </a>
      <div
        className={cx(
          "fixed inset-0 z-30 bg-scrim md:hidden",
          sidebar ? "animate-fade" : "hidden",
        )}
        onClick={() => toggleSidebar(false)}
      />
      <nav
        ref={nav}
        data-pane="list"
        tabIndex={-1}
        aria-label={i18n.t("Conversations")}
        inert={!sidebar}
        className={cx(
          "flex h-full shrink-0 flex-col overflow-hidden border-e border-line bg-bg outline-none duration-(--medium) ease-out",
          "fixed inset-y-0 start-0 z-40 w-[min(300px,84vw)] md:static md:z-auto",
          // Seen at once when it opens, so that it can take the keyboard; hidden once it has gone.
          sidebar ? "transition-[width,translate] md:w-[252px]" : "invisible transition-[width,translate,visibility] -translate-x-full md:w-0 md:translate-x-0 md:border-e-0 rtl:translate-x-full rtl:md:translate-x-0",
        )}
      >
        <div className="flex h-full w-[min(300px,84vw)] flex-col md:w-[252px]">
          <Sidebar />
        </div>
      </nav>
      <main id="content" tabIndex={-1} inert={drawer} className="outline-none flex h-full min-w-0 flex-1">{children}</main>
      <Suspense fallback={null}>
        {overlay === "palette" && <Palette />}
        {overlay === "shortcuts" && <Shortcuts />}
      </Suspense>
    </div>
  );
}

/** On a phone the list lies over everything: the keyboard goes into it, and back to where it was; back closes it. */
function useDrawer(open: boolean, nav: { readonly current: HTMLElement | null }): void {
  const close = useCallback(() => useDesk.getState().toggleSidebar(false), []);
  useBack(open, close);
  useEffect(() => {
    if (!open) return;
    nav.current?.querySelector<HTMLElement>("button")?.focus({ preventScroll: true });
    return () => {
      document.querySelector<HTMLElement>("main [data-opens-list]")?.focus({ preventScroll: true });
    };
  }, [open, nav]);
}
