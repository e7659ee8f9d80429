/** What the lenses are called in the language of the page; one that is not known here keeps the server's words. */
import { i18n } from "../i18n";

export function lensTitle(name: string, title: string): string {
  const names: Readonly<Record<string, string>> = {
    outline: i18n.t("Outline"),
    style: i18n.t("Style"),
    characters: i18n.t("Characters"),
    plot: i18n.t("Plot"),
    audience: i18n.t("Audience"),
    options: i18n.t("Options"),
    diagnostics: i18n.t("Diagnostics"),
    structure: i18n.t("Structure"),
    claims: i18n.t("Claims and sources"),
    tutor: i18n.t("Tutor"),
    profile: i18n.t("Profile"),
    charts: i18n.t("Charts"),
  };
  return names[name] ?? title;
}
