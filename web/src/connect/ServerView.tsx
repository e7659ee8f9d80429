/** A result that its server shows by a page of its own (MCP Apps), in the same sandbox as every app. */
import { useQuery } from "@tanstack/react-query";
import { AppWindow } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { ApiError, api, sentence } from "../api";
import { i18n } from "../i18n";
import type { Handlers, Json } from "../sandbox/protocol";
import SandboxFrame from "../sandbox/SandboxFrame";
import { useTheme } from "../theme";
import { Button } from "../ui/button";
import { Note } from "../ui/field";
import type { ServerCalledView, ServerPageView, ToolServerView, ResultView } from "../wire.gen";

interface Props {
  readonly args: Readonly<Record<string, unknown>>;
  readonly shown: ResultView;
  /** It came while this page was open; what is older waits until it is asked for. */
  readonly fresh: boolean;
}
interface Asked {
  readonly tool: string;
  readonly given: string;
  readonly answer: (yes: boolean) => void;
}

const VERSION = "2026-01-26";
const STYLES = {
  "--color-background-primary": "light-dark(#ffffff, #1c1d21)",
  "--color-background-secondary": "light-dark(#f4f3f1, #131416)",
  "--color-text-primary": "light-dark(#262220, #ebe9e6)",
  "--color-text-secondary": "light-dark(#6c6661, #a29e99)",
  "--color-border-primary": "light-dark(#e0ddda, #3b3c42)",
  "--font-sans": 'system-ui, "Segoe UI", sans-serif',
  "--border-radius-md": "6px",
};

export default function ServerView({ args, shown, fresh }: Props) {
  const [open, setOpen] = useState(fresh);
  const page = useQuery({
    queryKey: ["server-view", shown.server, shown.uri],
    queryFn: () => api.post<ServerPageView>(`/tool-servers/${encodeURIComponent(shown.server)}/view`, { uri: shown.uri }),
    enabled: open,
    retry: false,
    staleTime: Infinity,
  });
  if (!open) {
    return (
      <Button size="sm" onClick={() => setOpen(true)}>
        <AppWindow size={14} /> {i18n.t("Show what {name} made of it", { name: shown.name })}
      </Button>
    );
  }
  if (page.isError) {
    const others = page.error instanceof ApiError && page.error.status === 404;
    return <Note kind="plain">{others ? i18n.t("{name} shows this by a page of its own, which only who connected it can open.", { name: shown.name }) : sentence(page.error)}</Note>;
  }
  return page.data ? <Runs page={page.data} args={args} shown={shown} /> : <div className="skeleton h-28" />;
}

function Runs({ page, args, shown }: { page: ServerPageView; args: Props["args"]; shown: ResultView }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const open = useRef<Asked | null>(null);
  useEffect(() => () => open.current?.answer(false), []);

  const handlers = useMemo((): Handlers => {
    const allowed = (tool: string, given: unknown) =>
      new Promise<boolean>((done) => {
        open.current?.answer(false);
        const one: Asked = { tool, given: JSON.stringify(given), answer: (yes) => ((open.current = null), setAsked(null), done(yes)) };
        setAsked((open.current = one));
      });
    return {
      "view.begin": async () => ({
        protocolVersion: VERSION,
        hostInfo: { name: "gesso", version: "1" },
        hostCapabilities: { openLinks: {}, serverTools: {}, logging: {}, sandbox: { permissions: {}, csp: {} } },
        hostContext: { theme: useTheme.getState().shown, styles: { variables: STYLES }, displayMode: "inline", availableDisplayModes: ["inline"], locale: i18n.locale, userAgent: "gesso", platform: "web" },
      }),
      "view.call": async ({ name, arguments: given = {} }) => {
        const servers = await api.get<ToolServerView[]>("/tool-servers");
        const tool = servers.find((each) => each.id === shown.server)?.tools.find((each) => each.name === name);
        if (!tool?.reads_only && !(await allowed(name, given))) throw new Error("The person did not allow this.");
        const { result } = await api.post<ServerCalledView>(`/tool-servers/${encodeURIComponent(shown.server)}/call`, { tool: name, arguments: given });
        return result as Json;
      },
    };
  }, [shown.server]);

  const begun = (tell: (method: string, params: unknown) => void) => {
    tell("ui/notifications/tool-input", { arguments: args });
    tell("ui/notifications/tool-result", shown.result);
  };
  return (
    <div className="space-y-2">
      <SandboxFrame code={page.html} language="html" title={i18n.t("Page of {name}", { name: shown.name })} handlers={handlers} about={i18n.t("A page of {name}. It cannot see your account or reach the network; what it asks of its server is asked of you.", { name: shown.name })} onBegun={begun} />
      {asked && (
        <div role="alertdialog" aria-label={i18n.t("The page asks")} className="flex flex-wrap items-center gap-2 rounded-lg border border-line bg-surface p-3 text-13">
          <p className="min-w-40 flex-1 [overflow-wrap:anywhere]">{i18n.t("The page of {name} wants to use {tool} with {given}", { name: shown.name, tool: asked.tool, given: asked.given })}</p>
          <Button size="sm" onClick={() => asked.answer(false)}>{i18n.t("No")}</Button>
          <Button size="sm" kind="primary" onClick={() => asked.answer(true)}>{i18n.t("Allow once")}</Button>
        </div>
      )}
      {page.wanted.length > 0 && <p className="text-12 text-muted [overflow-wrap:anywhere]">{i18n.t("It would reach {list}, which nothing here can.", { list: page.wanted.join(", ") })}</p>}
    </div>
  );
}
