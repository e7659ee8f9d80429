/** "/signin": with an email and a password. Somebody who is in already goes on. */
import { useState } from "react";
import { Redirect, useLocation } from "wouter";
import { api, sentence } from "../api";
import { queries, useSession } from "../data";
import { i18n } from "../i18n";
import { Button } from "../ui/button";
import { Field, Note } from "../ui/field";
import { Door } from "./Door";

export default function SignIn() {
  const session = useSession();
  const [, go] = useLocation();
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  if (session.data?.user) return <Redirect to="/" replace />;
  const submit = async (form: FormData) => {
    setBusy(true);
    setError("");
    try {
      await api.post("/session", { email: form.get("email"), password: form.get("password") });
      queries.clear();
      go("/");
    } catch (failed) {
      setError(sentence(failed));
      setBusy(false);
    }
  };
  return (
    <Door
      title={i18n.t("Sign in")}
      about={i18n.t("On the machine that runs gesso, the address printed by “gesso serve” signs you in without a password.")}
    >
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          void submit(new FormData(event.currentTarget));
        }}
      >
        <Field label={i18n.t("Email")} name="email" type="email" autoComplete="username" required autoFocus />
        <Field label={i18n.t("Password")} name="password" type="password" autoComplete="current-password" required />
        {error && <Note kind="danger">{error}</Note>}
        <Button kind="primary" size="lg" type="submit" disabled={busy} className="w-full">
          {i18n.t("Sign in")}
        </Button>
      </form>
    </Door>
  );
}
