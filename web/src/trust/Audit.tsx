/** The audit log: every decision about what agents do for this person, with its reason; to be exported and verified. */
import { Download, ShieldCheck } from "lucide-react";
import { useState } from "react";
import { useSession } from "../data";
import { i18n } from "../i18n";
import { Part } from "../settings/Settings";
import { Button } from "../ui/button";
import { cx } from "../ui/cx";
import { Note, Tick } from "../ui/field";
import { sayError } from "../ui/toast";
import type { AuditRowView, VerifiedView } from "../wire.gen";
import { useAudit, verifyAudit } from "./data";
import { originName, toolName } from "./names";

export function Audit() {
  const admin = useSession().data?.user?.admin ?? false;
  const [everybody, setEverybody] = useState(false);
  const [checked, setChecked] = useState<VerifiedView | null>(null);
  const { data, hasNextPage, fetchNextPage } = useAudit(everybody);
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <Part
      title={i18n.t("Audit log")}
      about={i18n.t("Every decision about a call of an agent, and what became of it. Each row holds the hash of the one before, so that none can be changed or taken out unseen.")}
    >
      <div className="flex flex-wrap items-center gap-2">
        <Button size="sm" onClick={() => void verifyAudit().then(setChecked, sayError)}>
          <ShieldCheck size={13} /> {i18n.t("Verify")}
        </Button>
        <a
          href={`/api/audit/export?everybody=${everybody}`}
          download
          className="inline-flex h-7 items-center gap-1.5 rounded-md border border-line bg-surface px-2 text-12 hover:border-line-strong hover:bg-hover coarse:h-11 coarse:px-3"
        >
          <Download size={13} aria-hidden /> {i18n.t("Export")}
        </a>
        {admin && <Tick label={i18n.t("Everybody’s")} checked={everybody} onChange={setEverybody} />}
      </div>
      {checked && (
        <div className="mt-3">
          <Note kind={checked.ok ? "ok" : "danger"}>
            {checked.ok ? i18n.t("All {rows} rows are as they were written.", { rows: checked.rows }) : i18n.t("The log was changed: {wrong}.", { wrong: checked.wrong })}
          </Note>
        </div>
      )}
      {data && rows.length === 0 && <p className="mt-4 text-13 text-muted">{i18n.t("Nothing yet: ask the agent for something, and what it does is written down here.")}</p>}
      {rows.length > 0 && (
        <ol aria-label={i18n.t("Audit log")} className="mt-4 divide-y divide-line rounded-lg border border-line bg-surface">
          {rows.map((row) => (
            <Row key={row.seq} row={row} everybody={everybody} />
          ))}
        </ol>
      )}
      {hasNextPage && (
        <Button size="sm" kind="muted" className="mt-2" onClick={() => void fetchNextPage()}>
          {i18n.t("Older")}
        </Button>
      )}
    </Part>
  );
}

function what(row: AuditRowView): string {
  const words: Record<string, string> = {
    "decided allow": i18n.t("Allowed"),
    "decided ask": i18n.t("Has to ask"),
    "decided deny": i18n.t("Refused"),
    "decided dry_run": i18n.t("Only as a suggestion"),
    asked: i18n.t("Asked"),
    approved: i18n.t("Approved"),
    "approved changed": i18n.t("Approved with changes"),
    denied: i18n.t("You said no"),
    expired: i18n.t("Nobody answered"),
    begun: i18n.t("Begun"),
    "ended done": i18n.t("Done"),
    "ended failed": i18n.t("Failed"),
    ended: i18n.t("Not known"),
    undone: i18n.t("Taken back"),
    acted: i18n.t("Done in a widget"),
    rung: i18n.t("Trust changed"),
    rule: i18n.t("Rule"),
  };
  return words[`${row.what} ${row.verdict}`.trim()] ?? words[row.what] ?? row.what;
}

function Row({ row, everybody }: { row: AuditRowView; everybody: boolean }) {
  const sources = (row.detail["sources"] ?? []) as Parameters<typeof originName>[0][];
  return (
    <li>
      <details className="group px-3 py-2">
        <summary className="flex cursor-pointer flex-wrap items-baseline gap-x-3 rounded-sm text-13">
          <span className="w-12 shrink-0 text-12 text-muted tabular-nums">{row.seq}</span>
          <span className="min-w-0 flex-1 wrap-anywhere">
            <span className={cx("font-medium", row.verdict === "deny" || row.what === "denied" ? "text-danger" : row.verdict === "ask" && "text-warn")}>{what(row)}</span>
            {row.tool && <> · {toolName(row.tool)}</>}
            <span className="text-muted"> {row.reason}</span>
          </span>
          <time dateTime={row.at} className="shrink-0 text-12 text-muted tabular-nums">
            {new Date(row.at).toLocaleString(i18n.locale, { dateStyle: "short", timeStyle: "short" })}
          </time>
        </summary>
        <div className="mt-2 ms-15 space-y-1 text-12 text-muted max-sm:ms-0">
          {everybody && row.user_name && <p>{row.user_name}</p>}
          {sources.map((source, at) => (
            <p key={at} className="wrap-anywhere">
              <bdi className="font-medium text-fg">{source.value}</bdi> <span>{originName(source)}</span>
            </p>
          ))}
          <pre tabIndex={0} className="max-h-40 overflow-auto rounded-md bg-sunken p-2 font-mono text-11 whitespace-pre-wrap wrap-anywhere">{JSON.stringify(row.detail["args"] ?? row.detail, null, 1)}</pre>
          <p className="font-mono text-11 wrap-anywhere">{row.hash}</p>
        </div>
      </details>
    </li>
  );
}
