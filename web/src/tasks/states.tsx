/** The states of runs as words and signs; never colour alone. */
import { Ban, CircleAlert, CircleCheck, CircleDashed, CircleMinus, Clock, LoaderCircle, MessageCircleQuestion, SkipForward, TriangleAlert } from "lucide-react";
import { i18n } from "../i18n";
import { cx } from "../ui/cx";
import type { RunState } from "./data";

export function stateName(state: RunState | "planned"): string {
  return {
    planned: i18n.t("Planned"),
    queued: i18n.t("Starting"),
    running: i18n.t("Running"),
    waiting: i18n.t("Waiting for you"),
    done: i18n.t("Done"),
    nothing_new: i18n.t("Nothing new"),
    skipped: i18n.t("Skipped"),
    missed: i18n.t("Missed"),
    failed: i18n.t("Failed"),
    cancelled: i18n.t("Stopped"),
  }[state];
}

const SIGNS = {
  planned: [CircleDashed, "text-muted"],
  queued: [Clock, "text-muted"],
  running: [LoaderCircle, "text-agent animate-spin"],
  waiting: [MessageCircleQuestion, "text-warn"],
  done: [CircleCheck, "text-ok"],
  nothing_new: [CircleMinus, "text-muted"],
  skipped: [SkipForward, "text-muted"],
  missed: [CircleAlert, "text-warn"],
  failed: [TriangleAlert, "text-danger"],
  cancelled: [Ban, "text-muted"],
} as const;

export const isState = (name: string): name is keyof typeof SIGNS => name in SIGNS;

export function Sign({ state, size = 14, className }: { state: RunState | "planned"; size?: number; className?: string }) {
  const [Icon, tone] = SIGNS[state];
  return <Icon size={size} aria-hidden className={cx("shrink-0", tone, className)} />;
}
