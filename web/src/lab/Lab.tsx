/** The lab: how the model behaves, measured and shipped. For administrators. A lazy chunk; each view names its address. */
import { PanelLeftOpen } from "lucide-react";
import type { ReactNode } from "react";
import { Link, Redirect } from "wouter";
import { useSession } from "../data";
import { i18n } from "../i18n";
import { useDesk } from "../room/desk";
import { IconButton } from "../ui/button";
import { cx } from "../ui/cx";
import { Adapters } from "./Adapters";
import { Audits } from "./Audits";
import { Behavior } from "./Behavior";
import { Compare } from "./Compare";
import { Evals } from "./Evals";
import { Feedback } from "./Feedback";
import { Judge } from "./Judge";
import { Overview } from "./Overview";
import { Rollouts } from "./Rollouts";
import { Training } from "./Training";

export default function Lab({ page, rest }: { page: string; rest: string }) {
  const { sidebar, toggleSidebar } = useDesk();
  const user = useSession().data?.user;
  if (user && !user.admin) return <Redirect to="/" />;
  const pages: [string, string, ReactNode][] = [
    ["", i18n.t("Behaviours"), rest ? <Behavior key={rest} name={rest} /> : <Overview />],
    ["runs", i18n.t("Runs"), <Evals />],
    ["compare", i18n.t("Compare"), <Compare />],
    ["judge", i18n.t("Judge"), <Judge />],
    ["data", i18n.t("Rows"), <Audits />],
    ["feedback", i18n.t("Feedback"), <Feedback />],
    ["training", i18n.t("Training"), <Training />],
    ["adapters", i18n.t("Adapters"), <Adapters />],
    ["rollouts", i18n.t("Played"), <Rollouts />],
  ];
  const shown = pages.find(([name]) => name === page) ?? pages[0];
  return (
    <section data-pane="conversation" tabIndex={-1} className="min-h-0 min-w-0 flex-1 overflow-y-auto outline-none">
      <div className="sticky top-0 z-10 flex h-12 items-center gap-1 bg-bg ps-3">
        {!sidebar && (
          <IconButton label={i18n.t("Show conversations")} data-opens-list onClick={() => toggleSidebar(true)}>
            <PanelLeftOpen size={16} className="rtl:-scale-x-100" />
          </IconButton>
        )}
      </div>
      <div className="mx-auto max-w-[1040px] px-4 pb-24">
        <h1 className="text-22 font-semibold tracking-[-0.01em]">{i18n.t("Lab")}</h1>
        <nav aria-label={i18n.t("Lab")} className="mt-4 mb-8 flex gap-1 overflow-x-auto border-b border-line">
          {pages.map(([name, words]) => (
            <Link
              key={name}
              href={name ? `/lab/${name}` : "/lab"}
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
        {shown?.[2]}
      </div>
    </section>
  );
}
