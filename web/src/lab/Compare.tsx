/** Two candidates side by side on the same cases, where they differ first. */
import { ArrowLeftRight } from "lucide-react";
import { useState } from "react";
import { useLocation, useSearch } from "wouter";
import { i18n } from "../i18n";
import { Button, IconButton } from "../ui/button";
import { Choice } from "../ui/field";
import type { LabCompared, LabComparison, LabFile, LabSide } from "../wire.gen";
import CaseDialog, { Mark } from "./CaseDialog";
import { search, useComparison, useLab, type Split } from "./data";
import { behaviorName, candidateName, languageName, sliceName, when } from "./names";
import { difference, probability, share } from "./numbers";
import { Block, Coming, Empty, Table, TD, TH } from "./parts";

const STEP = 30;

/** Both runs of the address, and how to change one. Shared with the page where people judge. */
export function usePair(page: string) {
  const query = new URLSearchParams(useSearch());
  const [, go] = useLocation();
  const split = query.get("split");
  const now = { first: query.get("first"), second: query.get("second"), split: split === "dev" || split === "test" ? split : null } as const;
  const choose = (change: Partial<{ first: string | null; second: string | null; split: Split | null }>) => go(`/lab/${page}${search({ ...now, ...change })}`, { replace: true });
  return { ...now, choose };
}

const name = (file: LabFile) => `${behaviorName(file.behavior)} · ${candidateName(file.candidate)} · ${file.splits.join("+")} · ${when(file.at)}`;

export function PairChoice({ files, first, second, choose }: { files: readonly LabFile[]; first: string | null; second: string | null; choose: ReturnType<typeof usePair>["choose"] }) {
  const good = files.filter((file) => !file.fault);
  const one = good.find((file) => file.id === first);
  const others = good.filter((file) => !one || (file.behavior === one.behavior && file.candidate !== one.candidate));
  const none: readonly [string, string] = ["", i18n.t("Choose…")];
  return (
    <div className="mb-8 flex flex-wrap items-end gap-3">
      <Choice label={i18n.t("First")} className="min-w-40 flex-1 basis-60" value={one ? one.id : ""} options={[none, ...good.map((file) => [file.id, name(file)] as const)]} onChange={(id) => choose({ first: id, second: null })} />
      <IconButton label={i18n.t("Swap the two")} className="mb-0.5" onClick={() => choose({ first: second, second: first })}>
        <ArrowLeftRight size={14} />
      </IconButton>
      <Choice
        label={i18n.t("Second")}
        className="min-w-40 flex-1 basis-60"
        value={others.some((file) => file.id === second) ? (second ?? "") : ""}
        options={[none, ...others.map((file) => [file.id, name(file)] as const)]}
        onChange={(id) => choose({ second: id })}
      />
    </div>
  );
}

export function Compare() {
  const { first, second, split, choose } = usePair("compare");
  const lab = useLab(null);
  const found = useComparison(first, second, split);
  if (!lab.data) return <Coming error={lab.error} />;
  const folder = lab.data.folder;
  if (lab.data.files.filter((file) => !file.fault).length < 2)
    return (
      <Empty command={`gesso lab eval open_canvas --model bayes --split dev --out "${folder}/runs/open_canvas/bayes.jsonl"`}>
        {i18n.t("Two runs of one behaviour are held against each other here. Measure another candidate under Runs, or type:")}
      </Empty>
    );
  return (
    <>
      <PairChoice files={lab.data.files} first={first} second={second} choose={choose} />
      {first && second && (found.data ? <Found key={first + second} of={found.data} /> : <Coming error={found.error} />)}
    </>
  );
}

function Found({ of }: { of: LabComparison }) {
  const [open, setOpen] = useState<string | null>(null);
  const [many, setMany] = useState(STEP);
  const names: [string, string] = [candidateName(of.first), candidateName(of.second)];
  const [first, second] = names;
  const words = { better: i18n.t("{second} is better than {first}", { first, second }), worse: i18n.t("{second} is worse than {first}", { first, second }), "not told apart": i18n.t("{second} and {first} cannot be told apart", { first, second }) };
  const told = i18n.t("{a} → {b}, difference {d} [{low}, {high}] on {n} cases. Better on {better}, worse on {worse}; p {p}. A difference of {least} would have been found four times in five.", {
    a: share(of.first_score), b: share(of.second_score), d: difference(of.difference.value), low: difference(of.difference.low), high: difference(of.difference.high),
    n: of.n, better: of.only_second, worse: of.only_first, p: probability(of.p), least: share(of.detectable),
  });
  return (
    <Block title={words[of.verdict]} about={told}>
      {of.left_out > 0 && <p className="mb-2 text-12 text-muted">{i18n.t("{count} cases that only one of them answered are left out.", { count: of.left_out })}</p>}
      <Table label={i18n.t("Case by case")}>
        <thead>
          <tr>
            <th className={`${TH} min-w-60`}>{i18n.t("Message")}</th>
            <th className={TH}>{i18n.t("Right")}</th>
            <th className={`${TH} min-w-32`}>{first}</th>
            <th className={`${TH} min-w-32`}>{second}</th>
          </tr>
        </thead>
        <tbody>
          {of.cases.slice(0, many).map((each, at) => (
            <Row key={`${each.case} ${at}`} of={each} onOpen={setOpen} />
          ))}
        </tbody>
      </Table>
      {of.cases.length > many && (
        <Button size="sm" kind="muted" className="mt-1" onClick={() => setMany(many + 5 * STEP)}>
          {i18n.t("{count} more", { count: of.cases.length - many })}
        </Button>
      )}
      {open && <CaseDialog behavior={of.behavior} id={open} onClose={() => setOpen(null)} />}
    </Block>
  );
}

function Row({ of, onOpen }: { of: LabCompared; onOpen(id: string): void }) {
  return (
    <tr className={of.first.value === of.second.value ? "text-muted" : undefined}>
      <th scope="row" className={`${TD} max-w-[44ch] text-start align-top font-normal`}>
        <button type="button" dir="auto" onClick={() => onOpen(of.case)} className="line-clamp-3 rounded-sm text-start hover:underline">
          {of.ask}
        </button>
        <span className="block text-11 text-muted">
          {of.spec_id} · {sliceName(of.slice)} · {languageName(of.lang)}
        </span>
      </th>
      <td className={`${TD} max-w-40 align-top break-words`}>{of.target}</td>
      <Side of={of.first} />
      <Side of={of.second} />
    </tr>
  );
}

function Side({ of }: { of: LabSide }) {
  return (
    <td className={`${TD} max-w-60 align-top`} title={of.why}>
      <span className="flex items-start gap-1.5">
        <Mark right={of.value === 1} />
        <span className="line-clamp-4 min-w-0 break-words">
          {of.answer}
          {of.value > 0 && of.value < 1 && <span className="text-muted"> {share(of.value)}</span>}
        </span>
      </span>
    </td>
  );
}
