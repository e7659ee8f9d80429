/** The lab: how the model behaves, measured and shipped. For administrators. A lazy chunk; each view names its address. */
import type { ReactNode } from "react";
import { Redirect } from "wouter";
import { useSession } from "../data";
import { i18n } from "../i18n";
import { SidePage, Views } from "../shell/SidePage";
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
    <SidePage title={i18n.t("Lab")} column="max-w-[1040px]">
      <Views label={i18n.t("Lab")} address="/lab" views={pages} shown={shown?.[0] ?? ""} />
      {shown?.[2]}
    </SidePage>
  );
}
