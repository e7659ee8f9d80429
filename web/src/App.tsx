/** Which page is shown for which address, and for whom: everything but joining, signing in and shared links needs an account. */
import { QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, type ReactNode } from "react";
import { Redirect, Route, Switch } from "wouter";
import { queries, useSession } from "./data";
import { sentence } from "./api";
import { i18n, withTaskWords } from "./i18n";
import { Home } from "./shell/Home";
import { Shell } from "./shell/Shell";
import { Button } from "./ui/button";
import { Hints } from "./ui/hints";
import { Trouble } from "./ui/trouble";
import { Toasts } from "./ui/toast";

// Not needed to begin a conversation: the first page is drawn without it, and then asks for it.
const Room = lazy(() => import("./shell/Room").then((module) => ({ default: module.Room })));
const Settings = lazy(() => import("./settings/Settings"));
const Lab = lazy(() => import("./lab/Lab"));
const Tasks = lazy(withTaskWords(() => import("./tasks/Tasks")));
const Project = lazy(withTaskWords(() => import("./projects/Project")));
const Shelf = lazy(withTaskWords(() => import("./apps/Shelf")));
const SignIn = lazy(() => import("./doors/SignIn"));
const Join = lazy(() => import("./doors/Join"));
const Shared = lazy(() => import("./doors/Shared"));

export function App() {
  return (
    <QueryClientProvider client={queries}>
      <Trouble>
        <Suspense fallback={null}>
        <Switch>
          <Route path="/s/:code">{({ code }) => <Shared code={code} canvas={null} />}</Route>
          <Route path="/s/:code/c/:canvas">{({ code, canvas }) => <Shared code={code} canvas={canvas} />}</Route>
          <Route path="/join/:code">{({ code }) => <Join code={code} />}</Route>
          <Route path="/signin">
            <SignIn />
          </Route>
          <Route>
            <Signed>
              <Shell>
                <Suspense fallback={null}>
                <Switch>
                  <Route path="/">
                    <Home />
                  </Route>
                  <Route path="/r/:room">{({ room }) => <Room room={room} canvas={null} />}</Route>
                  <Route path="/r/:room/c/:canvas">{({ room, canvas }) => <Room room={room} canvas={canvas} />}</Route>
                  <Route path="/settings/:page?">{({ page }) => <Settings page={page ?? "account"} />}</Route>
                  <Route path="/tasks/:page?/:rest?">{({ page, rest }) => <Tasks page={page ?? ""} rest={rest ?? ""} />}</Route>
                  <Route path="/p/:id">{({ id }) => <Project id={id} />}</Route>
                  <Route path="/apps">
                    <Shelf />
                  </Route>
                  <Route path="/lab/:page?/:rest?">{({ page, rest }) => <Lab page={page ?? ""} rest={rest ?? ""} />}</Route>
                  <Route>
                    <Redirect to="/" />
                  </Route>
                </Switch>
                </Suspense>
              </Shell>
            </Signed>
          </Route>
        </Switch>
        </Suspense>
      </Trouble>
      <Toasts />
      <Hints />
    </QueryClientProvider>
  );
}

function Signed({ children }: { children: ReactNode }) {
  const session = useSession();
  if (session.data) return session.data.user ? children : <Redirect to="/signin" />;
  if (!session.isError) return null;
  return (
    <main className="grid h-full place-items-center p-8 text-center">
      <div>
        <p className="text-16 font-medium">{i18n.t("The server does not answer.")}</p>
        <p className="mt-1 mb-4 text-muted">{sentence(session.error)}</p>
        <Button kind="primary" onClick={() => void session.refetch()}>
          {i18n.t("Try again")}
        </Button>
      </div>
    </main>
  );
}
