/** For administrators: the mail server that notices are sent by. Its password goes in and never comes back. */
import { useState } from "react";
import { sentence } from "../api";
import { i18n } from "../i18n";
import { Part } from "../settings/Settings";
import { Button } from "../ui/button";
import { Choice, Field, Note, Tick } from "../ui/field";
import { say, sayError } from "../ui/toast";
import type { NotifyServerIn, NotifyServerView } from "../wire.gen";
import { channels, useMailServer } from "./channels";

export function MailServer() {
  const found = useMailServer(true);
  if (!found.data) return found.isError ? <Note kind="danger">{sentence(found.error)}</Note> : null;
  return <Form key={JSON.stringify(found.data)} server={found.data} />;
}

function Form({ server }: { server: NotifyServerView }) {
  const { mail } = server;
  const [security, setSecurity] = useState(mail?.security ?? "starttls");
  const [failed, setFailed] = useState("");
  const save = async (form: HTMLFormElement) => {
    const typed = new FormData(form);
    const text = (name: string) => String(typed.get(name) ?? "").trim();
    setFailed("");
    try {
      await channels.setServer({
        mail: {
          host: text("host"),
          port: Number(text("port")),
          security,
          user: text("user"),
          sender: text("sender"),
          ...(text("password") ? { password: text("password") } : {}),
        },
        private_addresses: server.private_addresses,
      });
      say(i18n.t("Saved."));
    } catch (error) {
      setFailed(sentence(error));
    }
  };
  const set = (change: Partial<NotifyServerIn>) =>
    channels.setServer({ mail: mail && { host: mail.host, port: mail.port, security: mail.security, user: mail.user, sender: mail.sender }, private_addresses: server.private_addresses, ...change }).then(() => say(i18n.t("Saved.")), sayError);
  return (
    <Part title={i18n.t("Mail server")} about={i18n.t("What this gesso sends e-mail by, for everybody here.")}>
      <form
        className="grid gap-4 md:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault();
          void save(event.currentTarget);
        }}
      >
        <Field label={i18n.t("Host")} name="host" defaultValue={mail?.host ?? ""} placeholder="smtp.example.org" required />
        <Field label={i18n.t("Port")} name="port" type="number" min={1} max={65535} defaultValue={mail?.port ?? 587} required />
        <Choice
          label={i18n.t("Encryption")}
          value={security}
          options={[
            ["starttls", "STARTTLS"],
            ["tls", "TLS"],
            ["none", i18n.t("None")],
          ]}
          onChange={(value) => setSecurity(value as typeof security)}
        />
        <Field label={i18n.t("Sender")} name="sender" type="email" defaultValue={mail?.sender ?? ""} placeholder="gesso@example.org" required />
        <Field label={i18n.t("User")} name="user" defaultValue={mail?.user ?? ""} autoComplete="off" />
        <Field label={i18n.t("Password")} name="password" type="password" autoComplete="new-password" note={mail?.has_password ? i18n.t("One is kept. Empty leaves it as it is.") : undefined} />
        <div className="md:col-span-2">
          {failed && (
            <div className="mb-3">
              <Note kind="danger">{failed}</Note>
            </div>
          )}
          <div className="flex gap-2">
            <Button type="submit">{i18n.t("Save")}</Button>
            {mail && (
              <Button kind="danger" onClick={() => void set({ mail: null })}>
                {i18n.t("Send no e-mail")}
              </Button>
            )}
          </div>
        </div>
      </form>
      <div className="mt-4">
        <Tick
          label={i18n.t("Notices and watched pages may be at addresses inside this network")}
          checked={server.private_addresses}
          onChange={(private_addresses) => void set({ private_addresses })}
        />
      </div>
    </Part>
  );
}
