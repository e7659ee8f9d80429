/** What an agent asks a person before it acts outside: exactly what, where each destination came from, and the answer. */
import { AlertTriangle, Check, ChevronDown, Clock, ShieldQuestion, X } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import { forget, useSession } from "../data";
import { i18n } from "../i18n";
import type { Approval, RoomState } from "../room/state";
import { useNow } from "../tasks/clockwork";
import { Button } from "../ui/button";
import { cx } from "../ui/cx";
import { Area, Field } from "../ui/field";
import { Menu, MenuItem } from "../ui/menu";
import { say, sayError } from "../ui/toast";
import type { ApprovalView, ArgSource, SettleIn } from "../wire.gen";
import { settle, takeRung } from "./data";
import { label, originName, rungAbout, rungName, toolName } from "./names";

type Args = Readonly<Record<string, unknown>>;

export default function ApprovalCard({ approval, room }: { approval: Approval; room: RoomState }) {
  const [offer, setOffer] = useState<ApprovalView["offer"]>(null);
  return (
    <>
      {approval.state === "open" ? <Open approval={approval} room={room} onOffer={setOffer} /> : <Settled approval={approval} room={room} />}
      {offer && <Offer tool={approval.asked.tool} rung={offer} onDone={() => setOffer(null)} />}
    </>
  );
}

function Open({ approval, room, onOffer }: { approval: Approval; room: RoomState; onOffer(offer: ApprovalView["offer"]): void }) {
  const { asked } = approval;
  const me = useSession().data?.user?.id ?? "";
  const parent = room.turns[asked.turn]?.parent ?? "";
  const by = room.messages[parent]?.by ?? "";
  const [editing, setEditing] = useState(false);
  const [refusing, setRefusing] = useState(false);
  const [args, setArgs] = useState<Args>(approval.args);
  const [busy, setBusy] = useState(false);
  useEffect(() => forget("inbox"), [asked.approval]);
  const answer = (body: SettleIn) => {
    setBusy(true);
    void settle(asked.approval, body).then((done) => onOffer(done.offer), sayError).finally(() => setBusy(false));
  };
  const approve = (always: SettleIn["always"] = "") => answer({ state: "approved", always, ...(editing ? { args } : {}) });
  const strange = asked.sources.filter((source) => source.origin !== "person" && source.origin !== "rule");
  return (
    <section
      aria-label={i18n.t("Approve: {what}", { what: toolName(asked.tool) })}
      className={cx("overflow-hidden rounded-lg border bg-surface", strange.length > 0 ? "border-warn/60" : "border-line-strong")}
    >
      <header className="flex items-start gap-2.5 px-4 pt-3 pb-2.5">
        <ShieldQuestion size={17} aria-hidden className={cx("mt-0.5 shrink-0", strange.length > 0 ? "text-warn" : "text-agent")} />
        <div className="min-w-0 flex-1">
          <h3 className="text-14 font-medium">{toolName(asked.tool)}?</h3>
          <p className="text-13 text-muted wrap-anywhere">{asked.why}</p>
        </div>
        {asked.irreversible && <span className="shrink-0 rounded-full bg-sunken px-2 py-0.5 text-12 text-muted">{i18n.t("For good")}</span>}
      </header>
      {asked.sources.length > 0 && !editing && (
        <ul aria-label={i18n.t("Where it goes")} className="border-t border-line">
          {asked.sources.map((source, at) => (
            <Destination key={at} source={source} />
          ))}
        </ul>
      )}
      {editing ? (
        <div className="space-y-3 border-t border-line px-4 py-3">
          {Object.entries(approval.args).map(([name, value]) => (
            <Argument key={name} name={name} value={value} onChange={(next) => setArgs((now) => ({ ...now, [name]: next }))} />
          ))}
        </div>
      ) : (
        <div className="border-t border-line px-4 py-3">
          <p className="mb-1 text-12 font-medium text-muted">{i18n.t("Exactly this would be done")}</p>
          <div dir="auto" tabIndex={0} className="max-h-60 overflow-auto text-13 whitespace-pre-wrap wrap-anywhere">
            {asked.shows || JSON.stringify(approval.args, null, 2)}
          </div>
        </div>
      )}
      {by !== me ? (
        <p className="border-t border-line px-4 py-2.5 text-13 text-muted">
          {i18n.t("Waiting for {name}.", { name: room.members[by]?.name ?? "…" })}
        </p>
      ) : (
        <footer className="border-t border-line px-3 py-2.5">
          {refusing ? (
            <Refusal busy={busy} onBack={() => setRefusing(false)} onSay={(reason) => answer({ state: "denied", reason })} />
          ) : (
            <div className="flex flex-wrap items-center gap-1.5">
              <Button kind="primary" disabled={busy} onClick={() => approve()}>
                {editing ? i18n.t("Approve as changed") : i18n.t("Approve")}
              </Button>
              <Button disabled={busy} onClick={() => (setEditing(!editing), setArgs(approval.args))}>
                {editing ? i18n.t("Leave as it was") : i18n.t("Change")}
              </Button>
              <Button disabled={busy} onClick={() => setRefusing(true)}>
                {i18n.t("Say no")}
              </Button>
              <Always approval={approval} busy={busy} onChoose={approve} />
              <Until at={asked.expires_at} />
            </div>
          )}
        </footer>
      )}
    </section>
  );
}

function Destination({ source }: { source: ArgSource }) {
  const own = source.origin === "person" || source.origin === "rule";
  return (
    <li className={cx("flex items-start gap-2.5 px-4 py-2", !own && "bg-warn-soft")}>
      {own ? <Check size={14} aria-hidden className="mt-0.75 shrink-0 text-ok" /> : <AlertTriangle size={14} aria-hidden className="mt-0.75 shrink-0 text-warn" />}
      <div className="min-w-0 flex-1 text-13">
        <p className="wrap-anywhere">
          <bdi className="font-medium">{source.value}</bdi> <span className={own ? "text-muted" : undefined}>{originName(source)}</span>
        </p>
        {!own && source.quote && (
          <p dir="auto" className="mt-0.5 line-clamp-2 text-12 wrap-anywhere">
            “{source.quote}”
          </p>
        )}
      </div>
    </li>
  );
}

/** One argument to change: a line, several lines, a list with one thing a line, else its JSON. */
function Argument({ name, value, onChange }: { name: string; value: unknown; onChange(next: unknown): void }) {
  if (Array.isArray(value) && value.every((each) => typeof each === "string")) {
    const lines = (text: string) => text.split("\n").map((line) => line.trim()).filter(Boolean);
    return <Area label={label(name)} rows={Math.max(1, value.length)} defaultValue={value.join("\n")} onChange={(event) => onChange(lines(event.target.value))} />;
  }
  if (typeof value === "string") {
    if (value.length < 80 && !value.includes("\n") && name !== "text") return <Field label={label(name)} defaultValue={value} onChange={(event) => onChange(event.target.value)} />;
    return <Area label={label(name)} rows={6} defaultValue={value} onChange={(event) => onChange(event.target.value)} />;
  }
  const change = (text: string) => {
    try {
      onChange(JSON.parse(text));
    } catch {
      onChange(text); // half-typed JSON; the server says what is wrong with it
    }
  };
  return <Area label={label(name)} rows={3} className="font-mono" defaultValue={JSON.stringify(value)} onChange={(event) => change(event.target.value)} />;
}

function Refusal({ busy, onBack, onSay }: { busy: boolean; onBack(): void; onSay(reason: string): void }) {
  const [reason, setReason] = useState("");
  return (
    <form
      className="space-y-2"
      onSubmit={(event) => {
        event.preventDefault();
        onSay(reason.trim());
      }}
    >
      <Field label={i18n.t("Why not?")} note={i18n.t("The agent reads it. You can leave it empty.")} value={reason} autoFocus onChange={(event) => setReason(event.target.value)} />
      <div className="flex gap-1.5">
        <Button type="submit" kind="danger" disabled={busy}>
          {i18n.t("Say no")}
        </Button>
        <Button kind="quiet" onClick={onBack}>
          {i18n.t("Back")}
        </Button>
      </div>
    </form>
  );
}

function Always({ approval, busy, onChoose }: { approval: Approval; busy: boolean; onChoose(always: SettleIn["always"]): void }) {
  const { sources, canvas } = approval.asked;
  return (
    <Menu
      label={i18n.t("Approve from now on")}
      width={290}
      trigger={
        <Button disabled={busy} kind="muted">
          {i18n.t("Always")} <ChevronDown size={13} aria-hidden />
        </Button>
      }
    >
      {sources.length > 0 && <MenuItem onSelect={() => onChoose("site")}>{i18n.t("Always to these receivers")}</MenuItem>}
      <MenuItem onSelect={() => onChoose("tool")}>{i18n.t("Always, where I name the receiver")}</MenuItem>
      {canvas && <MenuItem onSelect={() => onChoose("document")}>{i18n.t("Always beside this page")}</MenuItem>}
    </Menu>
  );
}

function Until({ at }: { at: string }) {
  const now = useNow();
  const hours = Math.max(0, Math.round((Date.parse(at) - +now) / 3_600_000));
  return (
    <span className="ms-auto flex items-center gap-1 text-12 text-muted">
      <Clock size={12} aria-hidden /> {i18n.t("{hours} h left", { hours })}
    </span>
  );
}

function Settled({ approval, room }: { approval: Approval; room: RoomState }) {
  const who = room.members[approval.by]?.name ?? "";
  const changed = approval.args !== approval.asked.args && JSON.stringify(approval.args) !== JSON.stringify(approval.asked.args);
  const said: Record<string, [ReactNode, string]> = {
    approved: [<Check key="i" size={14} className="shrink-0 text-ok" />, changed ? i18n.t("{who} approved it with changes", { who }) : i18n.t("{who} approved it", { who })],
    denied: [<X key="i" size={14} className="shrink-0 text-danger" />, i18n.t("{who} said no", { who })],
    expired: [<Clock key="i" size={14} className="shrink-0 text-muted" />, i18n.t("Nobody approved it")],
  };
  const [icon, words] = said[approval.state] ?? [null, ""];
  return (
    <p className="flex min-h-6 items-center gap-2 text-13 text-muted">
      {icon}
      <span className="min-w-0 wrap-anywhere">
        {toolName(approval.asked.tool)}: {words}
        {approval.reason && <> · “{approval.reason}”</>}
      </span>
    </p>
  );
}

/** The next step of the ladder, offered once it is earned and never taken by itself. */
function Offer({ tool, rung, onDone }: { tool: string; rung: NonNullable<ApprovalView["offer"]>; onDone(): void }) {
  return (
    <section aria-label={i18n.t("More trust")} className="rounded-lg border border-line bg-sunken px-4 py-3 text-13">
      <p className="font-medium">{i18n.t("You approved five of these unchanged.")}</p>
      <p className="text-muted">
        {rungName(rung)}: {rungAbout(rung)}
      </p>
      <div className="mt-2 flex gap-1.5">
        <Button size="sm" onClick={() => void takeRung(tool, rung).then(() => (say(i18n.t("From now on so. It can be taken back in Settings, Trust.")), onDone()), sayError)}>
          {i18n.t("From now on so")}
        </Button>
        <Button size="sm" kind="quiet" onClick={onDone}>
          {i18n.t("Keep asking")}
        </Button>
      </div>
    </section>
  );
}
