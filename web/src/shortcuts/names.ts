/** Words for the shortcuts that come with gesso, by their ids; what has no words here keeps the server's. */
import { i18n } from "../i18n";

export function shortcutName(id: string, fallback: string): string {
  switch (id) {
    case "suggest":
      return i18n.t("Suggest edits");
    case "length":
      return i18n.t("Length");
    case "level":
      return i18n.t("Reading level");
    case "polish":
      return i18n.t("Final polish");
    case "emoji":
      return i18n.t("Emoji");
    case "translate":
      return i18n.t("Translate");
    case "review":
      return i18n.t("Review code");
    case "logs":
      return i18n.t("Add logs");
    case "comments":
      return i18n.t("Add comments");
    case "fix":
      return i18n.t("Fix bugs");
    case "port":
      return i18n.t("Port to a language");
    default:
      return fallback;
  }
}

export function optionName(shortcut: string, id: string, fallback: string): string {
  switch (`${shortcut} ${id}`) {
    case "length -75":
      return i18n.t("75 % shorter");
    case "length -50":
      return i18n.t("50 % shorter");
    case "length +50":
      return i18n.t("50 % longer");
    case "length +75":
      return i18n.t("75 % longer");
    case "level kindergarten":
      return i18n.t("Kindergarten");
    case "level elementary":
      return i18n.t("Elementary school");
    case "level middle_school":
      return i18n.t("Middle school");
    case "level high_school":
      return i18n.t("High school");
    case "level college":
      return i18n.t("College");
    case "level graduate":
      return i18n.t("Graduate school");
    case "emoji words":
      return i18n.t("In words");
    case "emoji sections":
      return i18n.t("In headings");
    case "emoji lists":
      return i18n.t("In lists");
    case "emoji remove":
      return i18n.t("Remove all");
    default:
      return fallback;
  }
}
