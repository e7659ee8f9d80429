/** What decides: adapters with their model cards and the gate's verdict; ship one, or take the last back. */
import { CircleCheck, CircleX, FileText, RotateCcw, Ship } from "lucide-react";
import { useState } from "react";
import { Markdown } from "../chat/Markdown";
import { i18n } from "../i18n";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Note } from "../ui/field";
import { say, sayError } from "../ui/toast";
import type { LabAdapter, LabAdapters } from "../wire.gen";
import { rollBack, ship, useAdapters, useLab } from "./data";
import { behaviorName, when } from "./names";
import { bytes } from "./numbers";
import { Block, Coming, Empty, Table, TD, TH } from "./parts";

/** Why an adapter cannot be put in force now; empty when it can. */
export function reasons(adapter: LabAdapter): string[] {
  const gate = adapter.passed ? [] : adapter.reasons.length > 0 ? adapter.reasons : [i18n.t("it did not pass the gate")];
  return [...adapter.faults, ...gate];
}

export function Adapters() {
  const found = useAdapters();
  const folder = useLab(null).data?.folder ?? "lab";
  const [asking, setAsking] = useState<LabAdapter | "back" | null>(null);
  const [card, setCard] = useState<LabAdapter | null>(null);
  if (!found.data) return <Coming error={found.error} />;
  const { adapters, registry, next_back, problems } = found.data;
  return (
    <>
      {problems.map((problem) => (
        <div key={problem} className="mb-4">
          <Note kind="warn">{problem}</Note>
        </div>
      ))}
      <Block
        title={i18n.t("Adapters")}
        about={i18n.t("Trained weights over the embedded model that decide what a message asks for. Only what passed the gate can be shipped; rolling back is one step.")}
        side={
          next_back && (
            <Button onClick={() => setAsking("back")}>
              <RotateCcw size={13} /> {i18n.t("Roll back")}
            </Button>
          )
        }
      >
        {adapters.length === 0 ? (
          <Empty command={`gesso lab train recipe.json --out "${folder}/training/open_canvas"`}>{i18n.t("No adapter was trained or shipped yet; rules decide. Train one:")}</Empty>
        ) : (
          <ul className="space-y-3">
            {adapters.map((adapter) => (
              <Adapter key={adapter.id} of={adapter} onShip={() => setAsking(adapter)} onCard={() => setCard(adapter)} />
            ))}
          </ul>
        )}
      </Block>
      {registry.length > 0 && <Registry of={found.data} />}
      {card && (
        <Dialog open wide title={i18n.t("Model card of {name}", { name: card.key })} onClose={() => setCard(null)}>
          <Markdown text={card.card} />
        </Dialog>
      )}
      {asking && <Ask what={asking} back={next_back} onClose={() => setAsking(null)} />}
    </>
  );
}

function Adapter({ of, onShip, onCard }: { of: LabAdapter; onShip(): void; onCard(): void }) {
  const against = reasons(of);
  const place = { package: i18n.t("came with gesso"), shipped: i18n.t("was shipped here"), trained: i18n.t("was trained here") }[of.place];
  const used = of.in_force.length > 0;
  return (
    <li className="rounded-lg border border-line bg-surface p-4">
      <div className="flex flex-wrap items-start gap-3">
        <div className="min-w-0 flex-1 basis-60">
          <h3 className="text-13 font-semibold break-words">
            <span className="me-2 inline-block size-2 bg-agent align-middle" aria-hidden />
            {of.key}
          </h3>
          <p className="mt-0.5 text-12 text-muted">{[place, of.made, of.bytes ? bytes(of.bytes) : ""].filter(Boolean).join(" · ")}</p>
          <p className="mt-1 text-12">
            {used ? <span className="font-medium text-agent">{i18n.t("decides: {what}", { what: of.in_force.map(behaviorName).join(", ") })}</span> : <span className="text-muted">{of.behaviors.map(behaviorName).join(", ")}</span>}
          </p>
        </div>
        {of.card && (
          <Button size="sm" kind="muted" onClick={onCard}>
            <FileText size={13} /> {i18n.t("Model card")}
          </Button>
        )}
        {!used && (
          <Button size="sm" disabled={against.length > 0} aria-describedby={`gate-${of.id}`} onClick={onShip}>
            <Ship size={13} /> {i18n.t("Ship")}
          </Button>
        )}
      </div>
      <div id={`gate-${of.id}`} className="mt-2 text-12">
        {against.length === 0 ? (
          <p className="flex items-start gap-1.5">
            <CircleCheck size={14} className="mt-0.5 shrink-0 text-ok" aria-hidden /> {i18n.t("The gate is green.")}
          </p>
        ) : (
          <div className="flex items-start gap-1.5">
            <CircleX size={14} className="mt-0.5 shrink-0 text-danger" aria-hidden />
            <div className="min-w-0">
              {i18n.t("The gate is red; it cannot be shipped:")}
              <ul className="list-disc ps-4 text-muted">
                {against.map((reason) => (
                  <li key={reason} className="break-words">
                    {reason}
                  </li>
                ))}
              </ul>
            </div>
          </div>
        )}
      </div>
      {Object.keys(of.sums).length > 0 && (
        <details className="mt-2 text-12 text-muted">
          <summary className="w-fit rounded-sm hover:text-fg coarse:py-3">{i18n.t("Hashes")}</summary>
          <dl className="mt-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3">
            {Object.entries(of.sums).map(([name, sum]) => (
              <div key={name} className="contents">
                <dt>{name}</dt>
                <dd dir="ltr" className="truncate font-mono">
                  {sum}
                </dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </li>
  );
}

function Registry({ of }: { of: LabAdapters }) {
  return (
    <Block title={i18n.t("What was shipped and taken back")}>
      <Table label={i18n.t("What was shipped and taken back")}>
        <thead>
          <tr>
            <th className={TH}>{i18n.t("When")}</th>
            <th className={TH}>{i18n.t("What")}</th>
            <th className={TH}>{i18n.t("Adapter")}</th>
            <th className={TH}>{i18n.t("Behaviours")}</th>
          </tr>
        </thead>
        <tbody>
          {of.registry.map((row, at) => (
            <tr key={at}>
              <td className={`${TD} whitespace-nowrap`}>{when(row.at)}</td>
              <td className={TD}>{row.do === "ship" ? i18n.t("shipped") : i18n.t("rolled back")}</td>
              <td className={TD}>{row.key === "package" ? i18n.t("those that came with gesso") : row.key}</td>
              <td className={TD}>{row.behaviors.map(behaviorName).join(", ")}</td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Block>
  );
}

function Ask({ what, back, onClose }: { what: LabAdapter | "back"; back: string | null; onClose(): void }) {
  const [busy, setBusy] = useState(false);
  const shipping = what !== "back";
  const name = shipping ? what.key : back === "package" ? i18n.t("the adapters that came with gesso") : (back ?? "");
  const run = async () => {
    setBusy(true);
    try {
      await (shipping ? ship(what.id) : rollBack());
      say(shipping ? i18n.t("{name} is in force.", { name }) : i18n.t("{name} is out of force.", { name }));
      onClose();
    } catch (error) {
      sayError(error);
      setBusy(false);
    }
  };
  const about = shipping
    ? i18n.t("It decides for everybody from the next message on: {what}. Rolling back takes one step.", { what: what.behaviors.map(behaviorName).join(", ") })
    : i18n.t("What was in force before decides from the next message on. It can be shipped again.");
  return (
    <Dialog open title={shipping ? i18n.t("Ship {name}?", { name }) : i18n.t("Take back {name}?", { name })} about={about} onClose={onClose}>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{i18n.t("Cancel")}</Button>
        <Button kind="primary" disabled={busy} onClick={() => void run()}>
          {shipping ? i18n.t("Ship") : i18n.t("Roll back")}
        </Button>
      </div>
    </Dialog>
  );
}
