/** Widgets that a person answers: a form, a choice, a plan. What is done comes back from the log with who did it. */
import { Check } from "lucide-react";
import { useId, useState, type FormEvent } from "react";
import { i18n } from "../i18n";
import { Button } from "../ui/button";
import { useActs, type Place } from "./acts";
import type { Choice, Form, FormField, Plan } from "./catalogue.gen";

export function FormView({ widget, at }: { widget: Form; at: Place }) {
  const { all, busy, nameOf, act } = useActs(at);
  const sent = all.find((each) => each.act === "submit");
  if (sent) {
    return (
      <>
        <dl className="w-sent">
          {Object.entries(sent.values).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd dir="auto">{value === "yes" ? i18n.t("yes") : value}</dd>
            </div>
          ))}
        </dl>
        <p className="w-hint">{i18n.t("Sent by {name}", { name: nameOf(sent.by) })}</p>
      </>
    );
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    event.stopPropagation();
    const given = new FormData(event.currentTarget);
    const values: Record<string, string> = {};
    widget.fields.forEach((field, index) => {
      const value = given.get(`f${index}`);
      if (typeof value === "string" && value.trim()) values[field.name] = value;
    });
    void act("submit", values);
  };
  return (
    <form className="w-form" onSubmit={submit}>
      {widget.fields.map((field, index) => (
        <Field key={index} field={field} index={index} off={!at.mayAct || busy} />
      ))}
      {at.mayAct && (
        <Button kind="primary" type="submit" disabled={busy}>
          {widget.submit?.trim() || i18n.t("Send")}
        </Button>
      )}
    </form>
  );
}

function Field({ field, index, off }: { field: FormField; index: number; off: boolean }) {
  const id = useId();
  const name = `f${index}`;
  const common = { id, name, required: field.required ?? false, disabled: off };
  if (field.input === "check") {
    return (
      <label className="w-check">
        <input type="checkbox" value="yes" {...common} />
        <span dir="auto">{field.name}</span>
      </label>
    );
  }
  return (
    <div className="w-field">
      <label htmlFor={id} dir="auto">
        {field.name}
        {!field.required && <small> {i18n.t("optional")}</small>}
      </label>
      {field.input === "long" ? (
        <textarea rows={3} maxLength={4000} dir="auto" {...common} />
      ) : field.input === "choice" ? (
        <select defaultValue="" {...common}>
          <option value="" />
          {(field.options ?? []).map((option) => (
            <option key={option}>{option}</option>
          ))}
        </select>
      ) : (
        <input type={field.input === "number" ? "number" : field.input === "date" ? "date" : "text"} step="any" maxLength={300} dir="auto" autoComplete="off" {...common} />
      )}
    </div>
  );
}

export function ChoiceView({ widget, at }: { widget: Choice; at: Place }) {
  const { all, busy, nameOf, act } = useActs(at);
  const [picked, setPicked] = useState<readonly string[]>([]);
  const made = all.find((each) => each.act === "choose");
  const chosen = (name: string) => (made ? made.values[name] === "yes" : picked.includes(name));
  const choose = (name: string) => {
    if (!widget.several) void act("choose", { [name]: "yes" });
    else setPicked((now) => (now.includes(name) ? now.filter((each) => each !== name) : [...now, name]));
  };
  return (
    <>
      <div className="w-options" role="group" aria-label={widget.label}>
        {widget.options.map((option) => (
          <button
            key={option.name}
            type="button"
            className="w-option"
            aria-pressed={chosen(option.name)}
            disabled={!at.mayAct || busy || made !== undefined}
            onClick={() => choose(option.name)}
          >
            <span className="w-mark" data-many={widget.several || undefined} aria-hidden>
              {chosen(option.name) && <Check size={12} strokeWidth={3} />}
            </span>
            <span dir="auto">
              {option.name}
              {option.about && <small>{option.about}</small>}
            </span>
          </button>
        ))}
      </div>
      {made ? (
        <p className="w-hint">{i18n.t("Chosen by {name}", { name: nameOf(made.by) })}</p>
      ) : (
        widget.several && at.mayAct && (
          <Button kind="primary" disabled={busy || picked.length === 0} onClick={() => void act("choose", Object.fromEntries(picked.map((name) => [name, "yes"])))}>
            {i18n.t("Choose")}
          </Button>
        )
      )}
    </>
  );
}

/** The text of a plan with one step ticked or opened, laid out as it was. */
export function ticked(source: string, step: number, done: boolean): string {
  const plan = JSON.parse(source) as { steps: { done?: boolean }[] };
  plan.steps[step]!.done = done;
  return JSON.stringify(plan, null, source.includes("\n") ? 2 : undefined);
}

export function PlanView({ widget, at, onSource }: { widget: Plan; at: Place; onSource?: ((change: (source: string) => string) => void) | undefined }) {
  const { all, busy, nameOf, act } = useActs(at);
  const last = (step: number) => all.findLast((each) => each.act === "tick" && String(step + 1) in each.values);
  const done = (step: number) => {
    const by = onSource ? undefined : last(step);
    return by ? by.values[String(step + 1)] === "yes" : (widget.steps[step]?.done ?? false);
  };
  const count = widget.steps.filter((_, step) => done(step)).length;
  const tick = (step: number, value: boolean) => (onSource ? onSource((source) => ticked(source, step, value)) : void act("tick", { [String(step + 1)]: value ? "yes" : "no" }));
  return (
    <>
      <div className="w-progress" role="progressbar" aria-label={i18n.t("Done")} aria-valuemin={0} aria-valuemax={widget.steps.length} aria-valuenow={count}>
        <div style={{ width: `${(100 * count) / widget.steps.length}%` }} />
      </div>
      <ol className="w-plan">
        {widget.steps.map((step, index) => {
          const by = last(index);
          return (
            <li key={index}>
              <label data-done={done(index) || undefined}>
                <input type="checkbox" checked={done(index)} disabled={!at.mayAct || busy} onChange={(event) => tick(index, event.target.checked)} />
                <span dir="auto">{step.text}</span>
                {step.when && <small>{step.when}</small>}
                {by && !onSource && done(index) && <small>{nameOf(by.by)}</small>}
              </label>
            </li>
          );
        })}
      </ol>
      <p className="w-hint">{i18n.t("{count} of {all} done", { count, all: widget.steps.length })}</p>
    </>
  );
}
