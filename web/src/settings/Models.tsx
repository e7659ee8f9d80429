/** The models that can be chosen, where they come from, and adding a connection. Keys go in and never come back. */
import { Check, HardDriveDownload, Trash2 } from "lucide-react";
import { useState } from "react";
import { sentence } from "../api";
import { priceOf } from "../chat/ModelMenu";
import { connections, useModels, useSession } from "../data";
import { i18n } from "../i18n";
import { Button, IconButton } from "../ui/button";
import { Choice, Field, Note, Tick } from "../ui/field";
import { say, sayError } from "../ui/toast";
import type { DecisionsView, FoundServer, ModelsView, ModelView } from "../wire.gen";
import { Part } from "./Settings";
import { Helper } from "./Helper";

export function Models() {
  const models = useModels();
  const admin = useSession().data?.user?.admin ?? false;
  if (models.isError) return <Note kind="danger">{sentence(models.error)}</Note>;
  if (!models.data) return null;
  return (
    <>
      <Part title={i18n.t("Models")} about={i18n.t("The default is used where nobody chose another. Prices are in USD for a million tokens.")}>
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {models.data.models.map((model) => (
            <Line key={model.id} model={model} chosen={model.id === models.data.default} admin={admin} />
          ))}
          {models.data.models.length === 0 && <li className="p-4 text-muted">{i18n.t("No model yet. Add a connection below.")}</li>}
        </ul>
      </Part>
      {models.data.decisions.label && <Decided decisions={models.data.decisions} admin={admin} />}
      {models.data.connections.length > 0 && (
        <Part title={i18n.t("Connections")}>
          <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
            {models.data.connections.map((connection) => (
              <li key={connection.id} className="flex min-h-11 items-center gap-3 px-3 py-1.5">
                <span className="min-w-0 flex-1">
                  <span className="block truncate">{connection.name || connection.provider}</span>
                  <span className="block truncate text-12 text-muted">
                    {[connection.base_url, connection.has_key ? i18n.t("with a key") : i18n.t("without a key")].filter(Boolean).join(" · ")}
                  </span>
                </span>
                {admin && (
                  <IconButton
                    label={i18n.t("Remove {name}", { name: connection.name || connection.provider })}
                    onClick={() => void connections.remove(connection.id).catch(sayError)}
                  >
                    <Trash2 size={14} />
                  </IconButton>
                )}
              </li>
            ))}
          </ul>
        </Part>
      )}
      {admin ? (
        <>
          <Add data={models.data} />
          <Helper which="speech" />
          <Helper which="sight" />
          <Helper which="voice" />
          <Helper which="drawing" />
        </>
      ) : (
        <Note kind="plain">{i18n.t("An administrator can add models.")}</Note>
      )}
    </>
  );
}

function Decided({ decisions, admin }: { decisions: DecisionsView; admin: boolean }) {
  const { latency_ms: took } = decisions;
  const about = i18n.t("Before a model answers, the built-in one reads the message: should a canvas open, which passage is meant, what is to change.");
  return (
    <Part title={i18n.t("Trained decisions")} about={about}>
      {admin ? (
        <Tick
          label={i18n.t("Let trained decisions lead every model")}
          checked={decisions.on}
          onChange={(on) => void connections.decide(on).catch(sayError)}
        />
      ) : (
        <p>{decisions.on ? i18n.t("They are on.") : i18n.t("They are off.")}</p>
      )}
      <p className="mt-1 text-12 text-muted">
        {decisions.label} ·{" "}
        {took === null
          ? decisions.ready
            ? i18n.t("not measured here yet")
            : i18n.t("the built-in model is not fetched yet")
          : i18n.t("{took} ms a decision here", { took: Math.round(took) })}
      </p>
      {decisions.problems.map((problem) => (
        <div key={problem} className="mt-2 wrap-anywhere">
          <Note kind="warn">{problem}</Note>
        </div>
      ))}
    </Part>
  );
}

function Line({ model, chosen, admin }: { model: ModelView; chosen: boolean; admin: boolean }) {
  const facts = [
    priceOf(model),
    model.context_tokens ? i18n.t("{tokens} tokens of context", { tokens: model.context_tokens.toLocaleString(i18n.locale) }) : "",
  ];
  return (
    <li className="flex min-h-12 items-center gap-3 px-3 py-2">
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-2">
          <span className="truncate font-medium">{model.name}</span>
          {!model.ready && <HardDriveDownload size={13} aria-hidden className="shrink-0 text-muted" />}
        </span>
        <span className="block text-12 text-muted">{facts.filter(Boolean).join(" · ")}</span>
        {model.note && <span className="block text-12 text-muted">{model.note}</span>}
      </span>
      {chosen ? (
        <span className="flex items-center gap-1.5 text-12 text-ok">
          <Check size={13} /> {i18n.t("Default")}
        </span>
      ) : (
        admin && (
          <Button size="sm" kind="muted" onClick={() => void connections.setDefault(model.id).catch(sayError)}>
            {i18n.t("Make default")}
          </Button>
        )
      )}
    </li>
  );
}

function Add({ data }: { data: ModelsView }) {
  const [chosen, setChosen] = useState("compatible");
  const [address, setAddress] = useState("");
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const kind = data.providers.find((each) => each.id === chosen) ?? data.providers[0];
  if (!kind) return null;
  const add = async (form: HTMLFormElement) => {
    const typed = new FormData(form);
    const text = (name: string) => String(typed.get(name) ?? "").trim();
    setBusy(true);
    setError("");
    try {
      const now = await connections.add({
        provider: kind.id,
        name: text("name"),
        base_url: address.trim() || null,
        key: text("key") || null,
      });
      form.reset();
      setAddress("");
      connected(data, now);
    } catch (failed) {
      setError(sentence(failed));
    }
    setBusy(false);
  };
  return (
    <Part
      title={i18n.t("Add a connection")}
      about={i18n.t("What you ask is sent to the server that you add here, and nowhere else. A key is stored on your server and never shown again.")}
    >
      <Local
        onUse={(server) => {
          setChosen(server.provider);
          setAddress(server.base_url);
        }}
      />
      <form
        className="mt-5 grid gap-4 md:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault();
          void add(event.currentTarget);
        }}
      >
        <Choice
          label={i18n.t("Kind")}
          value={kind.id}
          options={data.providers.map((each) => [each.id, each.label] as const)}
          onChange={(id) => {
            setChosen(id);
            setAddress(""); // a key must not go to the address that another kind was given
            setError("");
          }}
        />
        <Field label={i18n.t("Name")} name="name" placeholder={i18n.t("As you like")} />
        <Field
          label={i18n.t("Address")}
          name="base_url"
          type="url"
          dir="ltr"
          required={kind.address === null}
          value={address}
          onChange={(event) => {
            setAddress(event.target.value);
            setError("");
          }}
          placeholder={kind.address ?? "http://localhost:8000/v1"}
          note={kind.address !== null && !kind.local && i18n.t("Only where you reach it through a gateway.")}
        />
        <Field
          label={i18n.t("Key")}
          name="key"
          type="password"
          dir="ltr"
          autoComplete="off"
          required={kind.needs_key}
          note={
            !kind.needs_key
              ? i18n.t("Local servers usually need none.")
              : kind.keys_at && i18n.t("You make one at {place}.", { place: kind.keys_at })
          }
        />
        <div className="md:col-span-2">
          {error && (
            <div className="mb-3">
              <Note kind="danger">{error}</Note>
            </div>
          )}
          <Button kind="primary" type="submit" disabled={busy}>
            {busy ? i18n.t("Asking the server…") : i18n.t("Test and add")}
          </Button>
        </div>
      </form>
    </Part>
  );
}

/** The first model of one's own is what most people want to be answered by: offered, not done for them. */
function connected(before: ModelsView, now: ModelsView): void {
  const known = new Set(before.models.map((model) => model.id));
  const fresh = now.models.filter((model) => !known.has(model.id));
  const first = fresh[0];
  const ours = before.models.find((model) => model.id === before.default)?.provider === "embedded" || before.default === null;
  const words = i18n.t("Connected: {count, plural, one {# model} other {# models}}.", { count: fresh.length });
  if (!first || !(ours || before.connections.length === 0)) return say(words);
  say(words, {
    label: i18n.t("Make {name} the default", { name: first.name }),
    run: () => void connections.setDefault(first.id).catch(sayError),
  });
}

function Local({ onUse }: { onUse(server: FoundServer): void }) {
  const [found, setFound] = useState<FoundServer[] | null>(null);
  const [busy, setBusy] = useState(false);
  const look = async () => {
    setBusy(true);
    await connections.find().then(setFound, sayError);
    setBusy(false);
  };
  return (
    <div>
      <Button onClick={() => void look()} disabled={busy}>
        {busy ? i18n.t("Looking…") : i18n.t("Look for local servers")}
      </Button>
      <div role="status" className="mt-2 text-13">
        {found?.length === 0 && <p className="text-muted">{i18n.t("None found. Ollama, LM Studio, vLLM and llama.cpp are found while they run.")}</p>}
        {found && found.length > 0 && (
          <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
            {found.map((server) => (
              <li key={server.base_url} className="flex min-h-11 items-center gap-3 px-3 py-1.5">
                <span className="min-w-0 flex-1">
                  <span className="block truncate" dir="ltr">
                    {server.provider} · {server.base_url}
                  </span>
                  <span className="block truncate text-12 text-muted">{server.models.join(", ")}</span>
                </span>
                <Button size="sm" onClick={() => onUse(server)}>
                  {i18n.t("Use")}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
