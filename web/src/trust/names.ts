/** Words for tools that act, for the steps of the ladder, and for where something comes from. */
import { i18n } from "../i18n";
import type { ArgSource, StandingView } from "../wire.gen";

type Rung = StandingView["rung"];

/** What a tool does, as a question and as a name; of one without words of its own its name. */
export function toolName(tool: string): string {
  if (tool === "send_mail") return i18n.t("Send an e-mail");
  if (tool === "share_page") return i18n.t("Make a read-only link");
  return i18n.t("Use {name}", { name: tool.replaceAll("_", " ") });
}

export function rungName(rung: Rung): string {
  return {
    suggest: i18n.t("Suggests"),
    one_off: i18n.t("Asks each time"),
    collaborate: i18n.t("Acts where you named the receiver"),
    delegate: i18n.t("Carries out approved plans"),
    standing: i18n.t("Works while you are away"),
  }[rung];
}

export function rungAbout(rung: Rung): string {
  return {
    suggest: i18n.t("Says what it would do; nothing leaves."),
    one_off: i18n.t("Shows exactly what would be done and waits for you."),
    collaborate: i18n.t("Does without asking what can be taken back, when the receiver stands in your own words."),
    delegate: i18n.t("Also does what cannot be taken back, when a plan you approved names it."),
    standing: i18n.t("Also in tasks that run while nobody is there, when they were granted it."),
  }[rung];
}

export const RUNGS: readonly Rung[] = ["suggest", "one_off", "collaborate", "delegate", "standing"];

/** Where a destination was found, for a person. */
export function originName(source: ArgSource): string {
  switch (source.origin) {
    case "person":
      return i18n.t("from your own words");
    case "rule":
      return i18n.t("from a rule of yours");
    case "document":
      return i18n.t("from {where}, not from you", { where: source.where });
    case "file":
      return i18n.t("from a file: {where}", { where: source.where });
    case "page":
      return i18n.t("from a web page: {where}", { where: source.where });
    case "tool":
      return i18n.t("from the answer of a tool: {where}", { where: source.where });
    case "model":
      return i18n.t("nobody here wrote this");
  }
}

/** An argument's name as a label. */
export const label = (name: string) => name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " ");
