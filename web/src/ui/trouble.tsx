/** Catches a fault of the page itself: says so, keeps the server's state out of it, and offers to load the page again. */
import { Component, type ReactNode } from "react";
import { i18n } from "../i18n";
import { Button } from "./button";

export class Trouble extends Component<{ children: ReactNode }, { readonly error: Error | null }> {
  override state = { error: null as Error | null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <main role="alert" className="grid h-full place-items-center p-8 text-center">
        <div>
          <p className="text-16 font-medium">{i18n.t("The page made a mistake.")}</p>
          <p className="mt-1 mb-4 text-muted">
            {i18n.t("Everything that was saved is on the server.")} <span className="font-mono text-12">{error.message}</span>
          </p>
          <Button kind="primary" onClick={() => location.reload()}>
            {i18n.t("Load the page again")}
          </Button>
        </div>
      </main>
    );
  }
}
