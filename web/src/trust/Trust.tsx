/** Settings of trust: what waits, how far the agent came with each thing it can do outside, rules, and the audit log. */
import { useState } from "react";
import { Link } from "wouter";
import { i18n } from "../i18n";
import { Coming } from "../lab/parts";
import { Part } from "../settings/Settings";
import { fromNow } from "../tasks/times";
import { useNow } from "../tasks/clockwork";
import { Button } from "../ui/button";
import { cx } from "../ui/cx";
import { Choice, Field } from "../ui/field";
import { sayError } from "../ui/toast";
import type { RuleIn, RuleView, StandingView, TrustView } from "../wire.gen";
import { Audit } from "./Audit";
import { makeRule, revokeRule, takeRung, useTrust } from "./data";
import { RUNGS, rungAbout, rungName, toolName } from "./names";

export default function Trust() {
  const { data, error } = useTrust();
  return (
    <>
      {!data && <Coming error={error} rows={4} />}
      {data && <Waiting trust={data} />}
      <Part
        title={i18n.t("What agents may do by themselves")}
        about={i18n.t("Trust grows step by step, for each kind of action, after five approved unchanged. It is lost when you say no or take something back.")}
      >
        <ul className="space-y-3">
          {data?.standings.map((standing) => (
            <Ladder key={standing.kind} standing={standing} />
          ))}
        </ul>
      </Part>
      <Part title={i18n.t("Rules")} about={i18n.t("What you settled once: for a tool, a receiver or site, or a page. A receiver that comes from a page or a file is asked about all the same, unless a rule names it.")}>
        {data && <Rules rules={data.rules} />}
        {data && <NewRule tools={data.tools} />}
      </Part>
      <Audit />
    </>
  );
}

function Waiting({ trust }: { trust: TrustView }) {
  const now = useNow();
  if (trust.waiting.length === 0) return null;
  return (
    <Part title={i18n.t("Waiting for you")}>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {trust.waiting.map((each) => (
          <li key={each.id}>
            <Link href={`/r/${each.room}`} className="flex min-h-11 items-baseline gap-3 px-3 py-2 hover:bg-hover">
              <span className="min-w-0 flex-1">
                <span className="block text-13 font-medium">{toolName(each.tool)}</span>
                <span className="block truncate text-12 text-muted">
                  {each.room_title} · {each.why}
                </span>
              </span>
              <span className="shrink-0 text-12 text-muted">{i18n.t("until {when}", { when: fromNow(each.expires_at, now) })}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Ladder({ standing }: { standing: StandingView }) {
  const at = RUNGS.indexOf(standing.rung);
  const take = (rung: StandingView["rung"]) => void takeRung(standing.kind, rung).catch(sayError);
  return (
    <li className="rounded-lg border border-line bg-surface px-4 py-3">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h3 className="text-14 font-medium">{toolName(standing.kind)}</h3>
        <span className="text-12 text-muted">{standing.effect === "irreversible" ? i18n.t("cannot be taken back") : i18n.t("can be taken back")}</span>
      </div>
      <ol aria-label={i18n.t("Ladder")} className="mt-2 flex gap-1" aria-hidden>
        {RUNGS.map((rung, step) => (
          <li key={rung} title={rungName(rung)} className={cx("h-1.5 flex-1 rounded-full", step <= at ? "bg-accent" : "bg-sunken")} />
        ))}
      </ol>
      <p className="mt-2 text-13">
        <span className="font-medium">{rungName(standing.rung)}.</span> <span className="text-muted">{rungAbout(standing.rung)}</span>
      </p>
      {standing.lost_why && <p className="mt-1 text-13 text-warn">{i18n.t("Asks again: {why}", { why: standing.lost_why })}</p>}
      <div className="mt-2 flex flex-wrap items-center gap-1.5">
        {at > 0 && (
          <Button size="sm" onClick={() => take(RUNGS[at - 1] ?? "suggest")}>
            {i18n.t("One step down")}
          </Button>
        )}
        {standing.offered &&
          (standing.missing === 0 ? (
            <Button size="sm" onClick={() => take(standing.offered ?? standing.rung)}>
              {i18n.t("Next: {rung}", { rung: rungName(standing.offered) })}
            </Button>
          ) : (
            <span className="text-12 text-muted">
              {i18n.t("{done} of 5 approved unchanged, then: {rung}", { done: standing.approved, rung: rungName(standing.offered) })}
            </span>
          ))}
      </div>
    </li>
  );
}

const verdicts = (): Record<RuleView["verdict"], string> => ({
  always: i18n.t("Always"),
  ask: i18n.t("Ask each time"),
  rehearse: i18n.t("Only rehearse"),
  never: i18n.t("Never"),
});

function Rules({ rules }: { rules: readonly RuleView[] }) {
  if (rules.length === 0) return <p className="text-13 text-muted">{i18n.t("None yet. “Always” at an approval makes one, and so does the form below.")}</p>;
  return (
    <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
      {rules.map((rule) => (
        <li key={rule.id} className="flex min-h-11 items-center gap-3 px-3 py-1.5">
          <span className="min-w-0 flex-1 text-13 wrap-anywhere">
            <span className={cx("font-medium", rule.verdict === "never" && "text-danger")}>{verdicts()[rule.verdict]}</span>{" "}
            {rule.tool ? toolName(rule.tool) : i18n.t("every tool")}
            {rule.site && <> · {rule.site}</>}
            {rule.document && <> · {rule.document_title || i18n.t("a page that is gone")}</>}
            <span className="block text-12 text-muted">
              {rule.expires_at ? i18n.t("until {date}", { date: new Date(rule.expires_at).toLocaleDateString(i18n.locale) }) : i18n.t("without an end")}
            </span>
          </span>
          <Button size="sm" kind="danger" onClick={() => void revokeRule(rule.id).catch(sayError)}>
            {i18n.t("Revoke")}
          </Button>
        </li>
      ))}
    </ul>
  );
}

function NewRule({ tools }: { tools: readonly string[] }) {
  const [verdict, setVerdict] = useState<RuleIn["verdict"]>("never");
  const [tool, setTool] = useState("");
  const [site, setSite] = useState("");
  const options = Object.entries(verdicts());
  return (
    <form
      className="mt-3 flex flex-wrap items-end gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        void makeRule({ verdict, tool, site: site.trim() }).then(() => setSite(""), sayError);
      }}
    >
      <Choice label={i18n.t("Rule")} className="w-36" value={verdict} options={options} onChange={(value) => setVerdict(value as RuleIn["verdict"])} />
      <Choice label={i18n.t("Tool")} className="w-44" value={tool} options={[["", i18n.t("every tool")], ...tools.map((name) => [name, name.replaceAll("_", " ")] as const)]} onChange={setTool} />
      <Field label={i18n.t("Receiver or site")} className="min-w-40 flex-1" placeholder="example.org" value={site} onChange={(event) => setSite(event.target.value)} />
      <Button type="submit" disabled={!tool && !site.trim()}>
        {i18n.t("Add")}
      </Button>
    </form>
  );
}
