/** Training rows under the gate: diversity, duplicates, contamination, balance and personal data, check by check. */
import { CircleCheck, CircleX, Minus, TriangleAlert } from "lucide-react";
import { i18n } from "../i18n";
import type { LabAudit, LabCheck } from "../wire.gen";
import { useAudits, useLab } from "./data";
import { behaviorName, when } from "./names";
import { Block, Coming, Empty } from "./parts";

export function Audits() {
  const audits = useAudits();
  const folder = useLab(null).data?.folder ?? "lab";
  if (!audits.data) return <Coming error={audits.error} />;
  return (
    <Block title={i18n.t("Training rows")} about={i18n.t("What the audit found before anything was trained: what rows repeat, leak from the cases, leave out, or tell of people.")}>
      {audits.data.length === 0 ? (
        <Empty command={`gesso lab audit rows.jsonl --behaviour open_canvas --out "${folder}/audits/open_canvas.json"`}>{i18n.t("No audit was written into the lab's folder yet. Audit a file of rows:")}</Empty>
      ) : (
        <ul className="space-y-4">
          {audits.data.map((audit) => (
            <Audit key={audit.id} of={audit} />
          ))}
        </ul>
      )}
    </Block>
  );
}

function Audit({ of }: { of: LabAudit }) {
  const red = of.checks.filter((check) => check.red).length;
  return (
    <li className="rounded-lg border border-line bg-surface">
      <div className="px-4 py-3">
        <h3 className="text-13 font-semibold">{of.fault ? of.name : i18n.t("{behavior}, {rows} rows", { behavior: behaviorName(of.behavior), rows: of.rows })}</h3>
        {of.fault ? (
          <p className="mt-1 flex items-start gap-2 text-13">
            <TriangleAlert size={14} className="mt-0.5 shrink-0 text-warn" aria-hidden /> {of.fault}
          </p>
        ) : (
          <p className="text-12 text-muted">
            {red > 0 ? i18n.t("{count} checks are red: not to be trained on as they are.", { count: red }) : i18n.t("All checks passed.")} {when(of.at)} · {of.name}
          </p>
        )}
      </div>
      {of.checks.length > 0 && (
        <ul className="divide-y divide-line border-t border-line">
          {of.checks.map((check) => (
            <Check key={check.name} of={check} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Check({ of }: { of: LabCheck }) {
  const [Icon, tone, words] =
    of.red === null ? ([Minus, "text-muted", i18n.t("told, not required")] as const) : of.red ? ([CircleX, "text-danger", i18n.t("red")] as const) : ([CircleCheck, "text-ok", i18n.t("passed")] as const);
  return (
    <li className="grid grid-cols-[16px_minmax(0,1fr)] gap-x-3 px-4 py-2 text-13 md:grid-cols-[16px_minmax(0,1.2fr)_minmax(0,1fr)_minmax(0,1fr)]">
      <span>
        <Icon size={15} className={`mt-0.5 ${tone}`} aria-hidden />
        <span className="sr-only">{words}</span>
      </span>
      <span className="min-w-0">{of.name}</span>
      <span className="min-w-0 break-words tabular-nums max-md:col-start-2">{of.value}</span>
      <span className="min-w-0 text-12 text-muted max-md:col-start-2">{of.limit}</span>
      {of.examples.length > 0 && (
        <details className="col-start-2 text-12 text-muted md:col-end-5">
          <summary className="w-fit rounded-sm hover:text-fg coarse:py-3">{i18n.t("rows")}</summary>
          <ul className="mt-1 list-disc ps-4">
            {of.examples.map((example, at) => (
              <li key={at} dir="auto" className="break-words">
                {example}
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}
