/** Light, dark, or as the system says; kept in this browser. `useTheme` gives the one that is shown. */
import { create } from "zustand";

export type ThemeChoice = "system" | "light" | "dark";
const KEY = "gesso.theme";
const system = () => window.matchMedia("(prefers-color-scheme: dark)");

interface ThemeState {
  readonly choice: ThemeChoice;
  readonly shown: "light" | "dark";
  choose(choice: ThemeChoice): void;
}

function resolve(choice: ThemeChoice): "light" | "dark" {
  if (choice !== "system") return choice;
  return system().matches ? "dark" : "light";
}

function stored(): ThemeChoice {
  const value = localStorage.getItem(KEY);
  return value === "light" || value === "dark" ? value : "system";
}

function show(choice: ThemeChoice): "light" | "dark" {
  const shown = resolve(choice);
  document.documentElement.dataset["theme"] = shown;
  return shown;
}

export const useTheme = create<ThemeState>((set) => ({
  choice: "system",
  shown: "light",
  choose(choice) {
    if (choice === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, choice);
    set({ choice, shown: show(choice) });
  },
}));

/** Call once, before anything is drawn. */
export function startTheme(): void {
  const choice = stored();
  useTheme.setState({ choice, shown: show(choice) });
  system().addEventListener("change", () => {
    const now = useTheme.getState().choice;
    if (now === "system") useTheme.setState({ shown: show(now) });
  });
}
