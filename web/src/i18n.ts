/**
 * Words of the interface, by Lingui. `i18n.t` with the English words, which are the key, everywhere.
 * Catalogues are made by `npm run messages`. The pseudo-locale is right-to-left, to see what breaks in Arabic or Hebrew.
 */
import { i18n, type Messages } from "@lingui/core";

export const LOCALES = { en: "English", "ar-XB": "Right-to-left (test)" } as const;
export type Locale = keyof typeof LOCALES;
const KEY = "gesso.locale";

const catalogues: Record<Locale, () => Promise<{ messages: Messages }>> = {
  en: () => import("./locales/en"),
  "ar-XB": () => import("./locales/ar-XB"),
};

/** The words of tasks come with the pages that need them, and not before the first paint. */
const ofTasks: typeof catalogues = {
  en: () => import("./locales/tasks/en"),
  "ar-XB": () => import("./locales/tasks/ar-XB"),
};

/** A part of the page, loaded together with the words of tasks. */
export const withTaskWords = <T>(part: () => Promise<T>) => async (): Promise<T> => {
  const locale = chosenLocale();
  const [found, words] = await Promise.all([part(), ofTasks[locale]()]);
  i18n.load(locale, words.messages);
  return found;
};

export function chosenLocale(): Locale {
  return localStorage.getItem(KEY) === "ar-XB" ? "ar-XB" : "en";
}

/** Loads the words of `locale` and sets the direction of the page. */
export async function activate(locale: Locale): Promise<void> {
  const { messages } = await catalogues[locale]();
  i18n.loadAndActivate({ locale, messages });
  document.documentElement.lang = locale === "ar-XB" ? "ar" : "en";
  document.documentElement.dir = locale === "ar-XB" ? "rtl" : "ltr";
}

/** Every word on the page changes, so the page is loaded anew. */
export function chooseLocale(locale: Locale): void {
  if (locale === "en") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, locale);
  location.reload();
}

export { i18n };
