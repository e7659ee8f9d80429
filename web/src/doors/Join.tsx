/** "/join/:code": takes an invitation, with the account one has or a new one. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { api, sentence } from "../api";
import { queries, useSession } from "../data";
import { i18n } from "../i18n";
import { roleWords } from "../shell/Share";
import { Button } from "../ui/button";
import { Field, Note } from "../ui/field";
import type { JoinedView, JoinIn, JoinView } from "../wire.gen";
import { Door } from "./Door";

export default function Join({ code }: { code: string }) {
  const [, go] = useLocation();
  const session = useSession();
  const offer = useQuery({ queryKey: ["join", code], queryFn: () => api.get<JoinView>(`/join/${encodeURIComponent(code)}`) });
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const take = async (account: JoinIn) => {
    setBusy(true);
    setError("");
    try {
      const joined = await api.post<JoinedView>(`/join/${encodeURIComponent(code)}`, account);
      queries.clear();
      go(joined.room ? `/r/${joined.room}` : "/");
    } catch (failed) {
      setError(sentence(failed));
      setBusy(false);
    }
  };
  if (offer.isError) {
    return (
      <Door title={i18n.t("This invitation does not work.")} about={sentence(offer.error)}>
        <p className="text-muted">{i18n.t("Ask whoever sent it for a new one.")}</p>
      </Door>
    );
  }
  if (!offer.data || session.isPending) return null;
  const { by, room_title, role } = offer.data;
  const about = room_title
    ? i18n.t("{by} invites you to “{title}”. {role}.", { by, title: room_title, role: roleWords(role) })
    : i18n.t("{by} invites you to their gesso.", { by });
  const me = session.data?.user;
  return (
    <Door title={i18n.t("You are invited")} about={about}>
      {me ? (
        <div className="space-y-4">
          {error && <Note kind="danger">{error}</Note>}
          <Button kind="primary" size="lg" className="w-full" disabled={busy} onClick={() => void take({})}>
            {i18n.t("Join as {name}", { name: me.name })}
          </Button>
        </div>
      ) : (
        <form
          className="space-y-4"
          onSubmit={(event) => {
            event.preventDefault();
            const form = new FormData(event.currentTarget);
            void take({
              name: String(form.get("name")),
              email: String(form.get("email")),
              password: String(form.get("password")),
            });
          }}
        >
          <Field label={i18n.t("Your name")} name="name" autoComplete="name" required autoFocus />
          <Field label={i18n.t("Email")} name="email" type="email" autoComplete="username" required note={i18n.t("Only to sign in; nothing is sent there.")} />
          <Field label={i18n.t("Password")} name="password" type="password" minLength={8} autoComplete="new-password" required note={i18n.t("Eight characters or more.")} />
          {error && <Note kind="danger">{error}</Note>}
          <Button kind="primary" size="lg" type="submit" className="w-full" disabled={busy}>
            {i18n.t("Join")}
          </Button>
          <p className="text-center text-13 text-muted">
            <a href="/signin" className="text-accent underline underline-offset-2">
              {i18n.t("I have an account")}
            </a>
          </p>
        </form>
      )}
    </Door>
  );
}
