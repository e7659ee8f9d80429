/** Starts the page: theme before the first paint, the words, the one-time address, then the application. */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { api } from "./api";
import { queries, session } from "./data";
import { activate, chosenLocale } from "./i18n";
import { startDesk } from "./room/desk";
import { startViewport } from "./shell/viewport";
import "./styles/index.css";
import { startTheme } from "./theme";
import { sayError } from "./ui/toast";
import type { SessionView } from "./wire.gen";

/** `gesso serve` prints an address that signs its owner in once; the secret must not stay in the address bar. */
async function takeToken(): Promise<void> {
  const url = new URL(location.href);
  const token = url.searchParams.get("token");
  if (token === null) return;
  // The answer says who one is now: asking again would be a way to the server and back before anything is drawn.
  await api
    .post<SessionView>("/session/token", { token })
    .then((found) => queries.setQueryData(session.queryKey, found))
    .catch(sayError);
  url.searchParams.delete("token");
  history.replaceState(null, "", url);
}

async function start(): Promise<void> {
  startTheme();
  startDesk();
  startViewport();
  // Who one is decides what is drawn: asked for beside the words, not after them.
  const known = takeToken().then(() => void queries.prefetchQuery(session));
  await Promise.all([activate(chosenLocale()), known]);
  const root = document.getElementById("root");
  if (!root) throw new Error("index.html has no #root");
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

void start();
