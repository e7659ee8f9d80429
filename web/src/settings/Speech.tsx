/** For administrators: the server that makes spoken words text. Its key goes in and never comes back. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, sentence } from "../api";
import { forget } from "../data";
import { i18n } from "../i18n";
import { Button } from "../ui/button";
import { Field, Note } from "../ui/field";
import { say, sayError } from "../ui/toast";
import type { SpeechServerIn, SpeechServerView } from "../wire.gen";
import { Part } from "./Settings";

export function Speech() {
  const found = useQuery({ queryKey: ["speech"], queryFn: () => api.get<SpeechServerView | null>("/speech") });
  if (found.isError) return <Note kind="danger">{sentence(found.error)}</Note>;
  if (found.data === undefined) return null;
  return <Form key={JSON.stringify(found.data)} server={found.data} />;
}

function Form({ server }: { server: SpeechServerView | null }) {
  const [failed, setFailed] = useState("");
  const [busy, setBusy] = useState(false);
  const save = async (form: HTMLFormElement) => {
    const typed = new FormData(form);
    const text = (name: string) => String(typed.get(name) ?? "").trim();
    const asked: SpeechServerIn = { base_url: text("base_url"), model: text("model"), ...(text("key") ? { key: text("key") } : {}) };
    setBusy(true);
    setFailed("");
    try {
      await api.put("/speech", asked);
      say(i18n.t("It works: messages and tasks can be spoken now."));
      forget("speech", "models");
    } catch (error) {
      setFailed(sentence(error));
    }
    setBusy(false);
  };
  const remove = () =>
    api
      .delete("/speech")
      .then(() => forget("speech", "models"))
      .catch(sayError);
  return (
    <Part
      title={i18n.t("Spoken words")}
      about={i18n.t("A server that makes speech text, such as a Whisper server of your own. With one set, messages and tasks can be spoken; recordings are sent there and kept nowhere here.")}
    >
      <form
        aria-label={i18n.t("Spoken words")}
        className="grid gap-4 md:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault();
          void save(event.currentTarget);
        }}
      >
        <Field label={i18n.t("Address")} name="base_url" type="url" dir="ltr" required defaultValue={server?.base_url ?? ""} placeholder="http://localhost:8000/v1" />
        <Field label={i18n.t("Model")} name="model" dir="ltr" required maxLength={300} defaultValue={server?.model ?? ""} placeholder="whisper-1" />
        <Field
          label={i18n.t("Key")}
          name="key"
          type="password"
          dir="ltr"
          autoComplete="off"
          note={server?.has_key ? i18n.t("One is kept. Empty leaves it as it is.") : i18n.t("Local servers usually need none.")}
        />
        <div className="md:col-span-2">
          {failed && (
            <div className="mb-3">
              <Note kind="danger">{failed}</Note>
            </div>
          )}
          <div className="flex gap-2">
            <Button type="submit" disabled={busy}>
              {busy ? i18n.t("Asking the server…") : i18n.t("Test and save")}
            </Button>
            {server && (
              <Button kind="danger" onClick={() => void remove()}>
                {i18n.t("Remove it")}
              </Button>
            )}
          </div>
        </div>
      </form>
    </Part>
  );
}
