/** Names of the lab in words: behaviours, candidates, slices. What is not known is shown as it is written. */
import { i18n } from "../i18n";

export function behaviorName(id: string): string {
  const known: Record<string, string> = {
    open_canvas: i18n.t("Open a page"),
    pick_passage: i18n.t("Pick the passage"),
    edit_or_rewrite: i18n.t("Edit or rewrite"),
    comment: i18n.t("Comment"),
    schedule: i18n.t("Schedule"),
    ask_first: i18n.t("Ask first"),
    choose_tool: i18n.t("Choose the tool"),
    widget_or_app: i18n.t("Widget or app"),
    title: i18n.t("Title"),
    starter_prompts: i18n.t("Starter prompts"),
    thought_summary: i18n.t("Summary of thoughts"),
  };
  return known[id] ?? id;
}

export function candidateName(id: string): string {
  const known: Record<string, string> = {
    product: i18n.t("Product"),
    rule: i18n.t("Rules"),
    bayes: i18n.t("Naive Bayes"),
    nearest: i18n.t("Nearest neighbour"),
    "zero-shot": i18n.t("Zero-shot"),
    "zero-shot-free": i18n.t("Zero-shot, unconstrained"),
    "few-shot": i18n.t("Few-shot"),
    "few-shot-free": i18n.t("Few-shot, unconstrained"),
  };
  return known[id] ?? id;
}

/** What stands on a machine's side of every chart is violet; rules and counts are not a model's. */
export const trained = (candidate: string): boolean => candidate === "product" || candidate.startsWith("adapter:");

export function languageName(code: string): string {
  if (!/^[a-z]{2,3}(-[A-Za-z]+)?$/.test(code)) return code;
  return new Intl.DisplayNames([i18n.locale === "ar-XB" ? "en" : i18n.locale], { type: "language", fallback: "code" }).of(code) ?? code;
}

export function sliceName(id: string): string {
  const known: Record<string, string> = {
    plain: i18n.t("Plain"),
    contrast: i18n.t("Contrast pairs"),
    language: i18n.t("Other languages"),
    noisy: i18n.t("Noisy"),
  };
  return known[id] ?? id;
}

export const when = (at: string): string => new Date(at).toLocaleString(i18n.locale === "ar-XB" ? "en" : i18n.locale, { dateStyle: "medium", timeStyle: "short" });
