/** MCP servers of a person: connected by address, each tool approved as it describes itself now. */
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { api, sentence } from "../api";
import { forget } from "../data";
import { i18n } from "../i18n";
import { Part } from "../settings/Settings";
import { Button } from "../ui/button";
import { Field, Note, Tick } from "../ui/field";
import { MadeTools } from "./MadeTools";
import { lastRoom } from "../shell/lastRoom";
import { say, sayError } from "../ui/toast";
import type { ServerFileView, ServerPromptView, ServerThingsView, ServerToolView, ToolApprovalIn, ToolServerIn, ToolServerView } from "../wire.gen";

const KEY = ["tool-servers"];

export default function Connections() {
  const found = useQuery({ queryKey: KEY, queryFn: () => api.get<ToolServerView[]>("/tool-servers") });
  return (
    <>
      <Part
        title={i18n.t("Tools from elsewhere")}
        about={i18n.t("Servers of the Model Context Protocol. Agents that work for you may use the tools you approve; what acts is asked about first.")}
      >
        <AddServer />
        {found.isError && <Note kind="danger">{sentence(found.error)}</Note>}
        <div className="mt-6 grid gap-5">
          {found.data?.map((server) => <Server key={server.id} server={server} />)}
        </div>
      </Part>
      <MadeTools />
      <Part title={i18n.t("gesso for other programs")} about={i18n.t("They need a key, made under API keys.")}>
        <dl className="grid gap-3 text-13">
          <Address name={i18n.t("Agents, over MCP")} value={`${location.origin}/mcp`} />
          <Address name={i18n.t("Programs that speak OpenAI's API")} value={`${location.origin}/v1`} />
        </dl>
      </Part>
    </>
  );
}

function Address({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt className="text-muted">{name}</dt>
      <dd dir="ltr" className="font-mono break-all select-all">
        {value}
      </dd>
    </div>
  );
}

function AddServer() {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState("");
  const add = async (form: HTMLFormElement) => {
    const typed = new FormData(form);
    const text = (name: string) => String(typed.get(name) ?? "").trim();
    const asked: ToolServerIn = { name: text("name"), address: text("address"), key: text("key") || null };
    setFailed("");
    setBusy(true);
    try {
      await api.post("/tool-servers", asked);
      forget("tool-servers");
      form.reset();
    } catch (error) {
      setFailed(sentence(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      aria-label={i18n.t("Connect a server")}
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        void add(event.currentTarget);
      }}
    >
      <div className="flex flex-wrap gap-3">
        <Field label={i18n.t("Name")} name="name" required maxLength={60} className="min-w-36 flex-1" />
        <Field
          label={i18n.t("Address")}
          name="address"
          type="url"
          dir="ltr"
          required
          placeholder="https://example.org/mcp"
          className="min-w-56 flex-2"
        />
      </div>
      <Field
        label={i18n.t("Key")}
        name="key"
        type="password"
        dir="ltr"
        autoComplete="off"
        note={i18n.t("If it asks for one. It is kept here and sent to that server alone.")}
      />
      {failed && <Note kind="danger">{failed}</Note>}
      <div>
        <Button kind="primary" type="submit" disabled={busy}>
          {busy ? i18n.t("Asking for its tools…") : i18n.t("Connect")}
        </Button>
      </div>
    </form>
  );
}

function Server({ server }: { server: ToolServerView }) {
  const [busy, setBusy] = useState(false);
  const run = (action: () => Promise<unknown>) => {
    setBusy(true);
    void action()
      .then(() => forget("tool-servers"), sayError)
      .finally(() => setBusy(false));
  };
  const path = `/tool-servers/${encodeURIComponent(server.id)}`;
  return (
    <section aria-label={server.name} className="rounded-lg border border-line bg-surface">
      <header className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-2">
        <div className="min-w-0 flex-1">
          <h3 className="truncate font-medium">{server.name}</h3>
          <p dir="ltr" className="truncate text-start text-12 text-muted">
            {server.configured ? i18n.t("A program of this server's configuration") : server.address}
          </p>
        </div>
        <Button size="sm" disabled={busy} onClick={() => run(() => api.post(`${path}/check`, {}))}>
          {i18n.t("Look again")}
        </Button>
        {!server.configured && (
          <Button size="sm" kind="danger" disabled={busy} onClick={() => run(() => api.delete(path))}>
            {i18n.t("Disconnect")}
          </Button>
        )}
      </header>
      {server.problem && (
        <div className="px-3 pt-3">
          <Note kind="warn">{server.problem}</Note>
        </div>
      )}
      <ul className="divide-y divide-line px-3">
        {server.tools.map((tool) => (
          <Offered
            key={tool.name}
            tool={tool}
            approve={(approved) => {
              const body: ToolApprovalIn = { tool: tool.name, print: tool.print, approved };
              run(() => api.put(`${path}/approval`, body));
            }}
          />
        ))}
        {server.tools.length === 0 && !server.problem && (
          <li className="py-3 text-13 text-muted">
            {server.checked_at ? i18n.t("It offers no tools.") : i18n.t("Not asked yet: look again.")}
          </li>
        )}
      </ul>
      <Things path={path} />
    </section>
  );
}

/** What it keeps beside tools: asked for when wanted, for nothing of it is kept here. */
function Things({ path }: { path: string }) {
  const [found, setFound] = useState<ServerThingsView | null>(null);
  const room = lastRoom();
  const look = () => api.post<ServerThingsView>(`${path}/things`, {}).then(setFound, sayError);
  const attach = (file: ServerFileView) =>
    void api.post(`${path}/attach`, { uri: file.uri, room }).then(() => say(i18n.t("“{name}” is attached to your last conversation.", { name: file.name })), sayError);
  const keep = (prompt: ServerPromptView) =>
    void api.post(`${path}/shortcut`, { prompt: prompt.name }).then(() => {
      forget("shortcuts");
      say(i18n.t("“{name}” is now a shortcut of yours.", { name: prompt.name }));
    }, sayError);
  if (!found) {
    return (
      <div className="border-t border-line px-3 py-2">
        <Button size="sm" kind="muted" onClick={() => void look()}>
          {i18n.t("Show its files and prompts")}
        </Button>
      </div>
    );
  }
  return (
    <ul className="divide-y divide-line border-t border-line px-3 text-13">
      {found.files.map((file) => (
        <Thing key={file.uri} name={file.name} about={file.about}>
          {room && (
            <Button size="sm" onClick={() => attach(file)}>
              {i18n.t("Attach")}
            </Button>
          )}
        </Thing>
      ))}
      {found.prompts.map((prompt) => (
        <Thing key={prompt.name} name={prompt.name} about={prompt.about}>
          {prompt.needs.length === 0 && (
            <Button size="sm" onClick={() => keep(prompt)}>
              {i18n.t("Keep as a shortcut")}
            </Button>
          )}
        </Thing>
      ))}
      {found.files.length + found.prompts.length === 0 && <li className="py-3 text-muted">{i18n.t("It offers no files and no prompts.")}</li>}
    </ul>
  );
}

function Thing(props: { name: string; about: string; children: ReactNode }) {
  return (
    <li className="flex items-center gap-3 py-2">
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{props.name}</span>
        <span className="block truncate text-12 text-muted">{props.about}</span>
      </span>
      {props.children}
    </li>
  );
}

function Offered({ tool, approve }: { tool: ServerToolView; approve: (approved: boolean) => void }) {
  return (
    <li className="py-2.5">
      <Tick label={tool.name} checked={tool.state === "approved"} onChange={approve} />
      <div className="ps-6.5">
        {tool.about && <p className="text-13 break-words whitespace-pre-line text-muted">{tool.about}</p>}
        <p className="mt-0.5 text-12">
          {tool.state === "changed" && (
            <strong className="font-medium text-danger">{i18n.t("Changed since you approved it: read it and approve it again.")} </strong>
          )}
          <span className="text-muted">
            {tool.reads_only ? i18n.t("Says that it only looks.") : i18n.t("May act: you are asked before each use.")}
            {tool.for_view ? ` ${i18n.t("For the server's own page alone; no agent is handed it.")}` : tool.shows ? ` ${i18n.t("Shows its results by a page of the server, in the sandbox.")}` : ""}
          </span>
        </p>
        <details className="mt-0.5 text-12 text-muted">
          <summary className="cursor-pointer">{i18n.t("Its arguments")}</summary>
          <pre dir="ltr" className="mt-1 max-h-60 overflow-auto rounded-md bg-bg p-2 text-start font-mono">
            {JSON.stringify(tool.arguments, null, 2)}
          </pre>
        </details>
      </div>
    </li>
  );
}
