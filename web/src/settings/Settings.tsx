/** Settings, one page for each thing: account, models, people, keys, about. */
import { lazy, Suspense, type ReactNode } from "react";
import { Link } from "wouter";
import { useSession } from "../data";
import { i18n, withTaskWords } from "../i18n";
import { SidePage } from "../shell/SidePage";
import { cx } from "../ui/cx";
import { About } from "./About";
import { Account } from "./Account";
import { Keys } from "./Keys";
import { Models } from "./Models";
import { OwnShortcuts } from "./OwnShortcuts";
import { People } from "./People";

const Channels = lazy(withTaskWords(() => import("../inbox/Channels")));
const Trust = lazy(withTaskWords(() => import("../trust/Trust")));
const Connections = lazy(withTaskWords(() => import("../connect/Connections")));
const Search = lazy(withTaskWords(() => import("../sources/Search")));

export default function Settings({ page }: { page: string }) {
  const admin = useSession().data?.user?.admin ?? false;
  const pages: [string, string, ReactNode][] = [
    ["account", i18n.t("Account"), <Account />],
    ["models", i18n.t("Models"), <Models />],
    ["shortcuts", i18n.t("Shortcuts"), <OwnShortcuts />],
    ["notifications", i18n.t("Notifications"), <Channels />],
    ["trust", i18n.t("Trust"), <Trust />],
    ...(admin ? [["sources", i18n.t("Sources"), <Search />] as [string, string, ReactNode]] : []),
    ["connections", i18n.t("Connections"), <Connections />],
    ["people", i18n.t("People"), <People />],
    ["keys", i18n.t("API keys"), <Keys />],
    ["about", i18n.t("About"), <About />],
  ];
  const shown = pages.find(([name]) => name === page) ?? pages[0];
  return (
    <SidePage title={i18n.t("Settings")} column="max-w-[640px] @4xl:grid @4xl:max-w-[880px] @4xl:grid-cols-[152px_minmax(0,1fr)] @4xl:gap-x-12">
      <h1 className="text-22 font-semibold tracking-[-0.01em] @4xl:col-span-2">{i18n.t("Settings")}</h1>
      <nav
        aria-label={i18n.t("Settings")}
        className="mt-4 mb-8 flex gap-1 overflow-x-auto border-b border-line @4xl:sticky @4xl:top-12 @4xl:flex-col @4xl:gap-0.5 @4xl:self-start @4xl:border-b-0"
      >
        {pages.map(([name, words]) => (
          <Link
            key={name}
            href={`/settings/${name}`}
            aria-current={name === shown?.[0] ? "page" : undefined}
            ref={name === shown?.[0] ? seen : null}
            className={cx(
              "-mb-px flex h-9 shrink-0 items-center border-b-2 px-2.5 text-13 coarse:h-11 @4xl:mb-0 @4xl:h-8 @4xl:rounded-md @4xl:border-b-0",
              name === shown?.[0] ? "border-fg font-medium @4xl:bg-hover" : "border-transparent text-muted hover:text-fg",
            )}
          >
            {words}
          </Link>
        ))}
      </nav>
      <div className="min-w-0 @4xl:mt-4">
        <Suspense fallback={null}>{shown?.[2]}</Suspense>
      </div>
    </SidePage>
  );
}

/** Where the names do not fit, the one that is shown is scrolled to. */
function seen(link: HTMLAnchorElement | null): void {
  link?.scrollIntoView({ block: "nearest", inline: "center" });
}

export function Part(props: { title: string; about?: ReactNode; children: ReactNode }) {
  return (
    <section className="mb-10">
      <h2 className="text-14 font-semibold">{props.title}</h2>
      {props.about && <p className="mt-0.5 max-w-[60ch] text-13 text-muted">{props.about}</p>}
      <div className="mt-4">{props.children}</div>
    </section>
  );
}
