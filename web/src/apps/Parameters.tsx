/** What a person may set in an app: a control for each of its parameters. The app follows at once, its source a moment later. */
import { useId } from "react";
import { i18n } from "../i18n";
import { Area, Choice, Field, INPUT, Tick } from "../ui/field";
import type { AppParameter } from "../wire.gen";
import type { Values } from "./use";

interface Props {
  readonly parameters: readonly AppParameter[];
  readonly values: Values;
  readonly disabled: boolean;
  onSet(name: string, value: string | number | boolean): void;
}

export function Parameters({ parameters, values, disabled, onSet }: Props) {
  if (parameters.length === 0) {
    return <p className="p-4 text-13 text-muted">{i18n.t("This app has no parameters. Ask for some: “add a slider for the speed”.")}</p>;
  }
  return (
    <fieldset disabled={disabled} aria-label={i18n.t("Parameters")} className="grid grid-cols-[repeat(auto-fill,minmax(210px,1fr))] items-start gap-x-5 gap-y-3 p-4 max-md:p-3">
      {parameters.map((each) => (
        <One key={each.name} parameter={each} value={values[each.name] ?? each.value} onSet={(value) => onSet(each.name, value)} />
      ))}
    </fieldset>
  );
}

function One({ parameter, value, onSet }: { parameter: AppParameter; value: string | number | boolean; onSet(value: string | number | boolean): void }) {
  const { kind, label, choices } = parameter;
  if (kind === "switch") return <div className="self-end"><Tick label={label} checked={value === true} onChange={onSet} /></div>;
  if (kind === "choice") return <Choice label={label} value={String(value)} options={choices.map((each) => [each, each] as const)} onChange={onSet} />;
  if (kind === "lines") return <Area className="col-span-full" label={label} rows={Math.min(8, Math.max(3, String(value).split("\n").length))} value={String(value)} onChange={(event) => onSet(event.target.value)} />;
  if (kind === "text") return <Field label={label} value={String(value)} onChange={(event) => onSet(event.target.value)} />;
  return <Count parameter={parameter} value={Number(value)} onSet={onSet} />;
}

/** A number: a slider where its range is known and has few steps, else typed. */
function Count({ parameter, value, onSet }: { parameter: AppParameter; value: number; onSet(value: number): void }) {
  const id = useId();
  const { label, low, high, step } = parameter;
  const slides = low !== null && high !== null && step !== null && (high - low) / step <= 1000;
  const set = (text: string) => {
    const number = Number(text);
    if (text.trim() !== "" && Number.isFinite(number) && (low === null || number >= low) && (high === null || number <= high)) onSet(number);
  };
  return (
    <div>
      <label htmlFor={id} className="mb-1 flex justify-between gap-2 text-13 font-medium">
        {label} {slides && <output className="font-normal text-muted tabular-nums">{value.toLocaleString(i18n.locale)}</output>}
      </label>
      {slides ? (
        <input id={id} type="range" min={low} max={high} step={step} value={value} onChange={(event) => set(event.target.value)} className="h-8 w-full accent-(--accent) coarse:h-11" />
      ) : (
        <input id={id} type="number" className={INPUT} key={value} defaultValue={value} min={low ?? undefined} max={high ?? undefined} step={step ?? "any"} onBlur={(event) => set(event.target.value)} onKeyDown={(event) => event.key === "Enter" && set(event.currentTarget.value)} />
      )}
    </div>
  );
}
