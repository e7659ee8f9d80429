/** For administrators: the servers that make spoken words, and pictures, text. Their keys go in and never come back. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, sentence } from "../api";
import { forget } from "../data";
import { i18n } from "../i18n";
import { Button } from "../ui/button";
import { Field, Note } from "../ui/field";
import { say, sayError } from "../ui/toast";
import type { HelperServerIn, HelperServerView, VoiceServerIn, VoiceServerView } from "../wire.gen";
import { Part } from "./Settings";

type Which = "speech" | "sight" | "voice" | "drawing";
interface Words {
  readonly title: string;
  readonly about: string;
  readonly works: string;
  readonly model: string;
}

const WORDS = (): Record<Which, Words> => ({
  speech: {
    title: i18n.t("Spoken words"),
    about: i18n.t("A server that makes speech text, such as a Whisper server of your own. With one set, messages and tasks can be spoken; recordings are sent there and kept nowhere here."),
    works: i18n.t("It works: messages and tasks can be spoken now."),
    model: "whisper-1",
  },
  sight: {
    title: i18n.t("Pictures"),
    about: i18n.t("A server with a model that sees, by the OpenAI API. With one set, attached pictures are sent there and read: their words, and what they show, can be asked about and found."),
    works: i18n.t("It works: attached pictures are read now."),
    model: "qwen2.5-vl",
  },
  voice: {
    title: i18n.t("Reading aloud"),
    about: i18n.t("A server that speaks, by the OpenAI API (audio/speech), such as Kokoro or Piper of your own. With one set, pages are read aloud and audiobooks spoken by it; each sentence is sent once and kept here."),
    works: i18n.t("It works: pages are read aloud by it now."),
    model: "tts-1",
  },
  drawing: {
    title: i18n.t("Drawing pictures"),
    about: i18n.t("A server that draws, by the OpenAI API (images/generations), such as LocalAI of your own. With one set, pictures are drawn of words: in storyboards, and when you ask for one. The words are sent there."),
    works: i18n.t("It works: pictures are drawn by it now."),
    model: "gpt-image-1",
  },
});

export function Helper({ which }: { which: Which }) {
  const found = useQuery({ queryKey: [which], queryFn: () => api.get<HelperServerView | null>(`/${which}`) });
  if (found.isError) return <Note kind="danger">{sentence(found.error)}</Note>;
  if (found.data === undefined) return null;
  return <Form key={JSON.stringify(found.data)} which={which} server={found.data} />;
}

function Form({ which, server }: { which: Which; server: HelperServerView | null }) {
  const words = WORDS()[which];
  const [failed, setFailed] = useState("");
  const [busy, setBusy] = useState(false);
  const save = async (form: HTMLFormElement) => {
    const typed = new FormData(form);
    const text = (name: string) => String(typed.get(name) ?? "").trim();
    const voices = text("voices").split(",").map((each) => each.trim()).filter(Boolean);
    const asked: HelperServerIn | VoiceServerIn = { base_url: text("base_url"), model: text("model"), ...(text("key") ? { key: text("key") } : {}), ...(which === "voice" ? { voices } : {}) };
    setBusy(true);
    setFailed("");
    try {
      await api.put(`/${which}`, asked);
      say(words.works);
      forget(which, "models");
    } catch (error) {
      setFailed(sentence(error));
    }
    setBusy(false);
  };
  const remove = () =>
    api
      .delete(`/${which}`)
      .then(() => forget(which, "models"))
      .catch(sayError);
  return (
    <Part title={words.title} about={words.about}>
      <form
        aria-label={words.title}
        className="grid gap-4 md:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault();
          void save(event.currentTarget);
        }}
      >
        <Field label={i18n.t("Address")} name="base_url" type="url" dir="ltr" required defaultValue={server?.base_url ?? ""} placeholder="http://localhost:8000/v1" />
        <Field label={i18n.t("Model")} name="model" dir="ltr" required maxLength={300} defaultValue={server?.model ?? ""} placeholder={words.model} />
        <Field
          label={i18n.t("Key")}
          name="key"
          type="password"
          dir="ltr"
          autoComplete="off"
          note={server?.has_key ? i18n.t("One is kept. Empty leaves it as it is.") : i18n.t("Local servers usually need none.")}
        />
        {which === "voice" && (
          <Field
            label={i18n.t("Its voices")}
            name="voices"
            dir="ltr"
            defaultValue={server && "voices" in server ? (server as VoiceServerView).voices.join(", ") : ""}
            placeholder="alloy, echo, fable, onyx, nova, shimmer"
            note={i18n.t("The first tells; the others are given to who speaks in a story.")}
          />
        )}
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
