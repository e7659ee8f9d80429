/** Labelled inputs. A note is read out with the input; an error takes its place and says what to do. */
import { useId, type ComponentProps, type ReactNode } from "react";
import { cx } from "./cx";

export const INPUT =
  "w-full h-8 rounded-md border border-line bg-surface px-2.5 text-13 text-fg placeholder:text-muted hover:border-line-strong focus-visible:border-accent focus-visible:outline-offset-0 disabled:opacity-60 coarse:h-11 coarse:text-16";

export interface FieldProps extends ComponentProps<"input"> {
  readonly label: string;
  readonly note?: ReactNode;
  readonly error?: string | undefined;
}

export function Field({ label, note, error, className, ...rest }: FieldProps) {
  const id = useId();
  const said = error ?? note;
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block text-13 font-medium">
        {label}
      </label>
      <input
        id={id}
        className={cx(INPUT, error && "border-danger")}
        aria-invalid={error ? true : undefined}
        aria-describedby={said ? `${id}-note` : undefined}
        {...rest}
      />
      {said && (
        <p id={`${id}-note`} className={cx("mt-1 text-12", error ? "text-danger" : "text-muted")}>
          {said}
        </p>
      )}
    </div>
  );
}

export function Choice(props: {
  label: string;
  value: string;
  options: readonly (readonly [value: string, words: string])[];
  hideLabel?: boolean;
  disabled?: boolean;
  className?: string;
  onChange(value: string): void;
}) {
  const id = useId();
  return (
    <div className={props.className}>
      <label htmlFor={id} className={props.hideLabel ? "sr-only" : "mb-1 block text-13 font-medium"}>
        {props.label}
      </label>
      <select
        id={id}
        className={INPUT}
        value={props.value}
        disabled={props.disabled}
        onChange={(event) => props.onChange(event.target.value)}
      >
        {props.options.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}

/** One sentence about what went wrong or is so; never colour alone. */
export function Note(props: { kind: "danger" | "warn" | "ok" | "plain"; children: ReactNode; action?: ReactNode }) {
  const tone = {
    danger: "border-danger/40 bg-danger-soft",
    warn: "border-warn/40 bg-warn-soft",
    ok: "border-ok/40 bg-ok-soft",
    plain: "border-line bg-sunken",
  }[props.kind];
  return (
    <div
      role={props.kind === "danger" ? "alert" : undefined}
      className={cx("flex flex-wrap items-center gap-3 rounded-md border px-3 py-2 text-13", tone)}
    >
      <div className="min-w-0 flex-1">{props.children}</div>
      {props.action}
    </div>
  );
}

/** An input of several lines. */
export function Area({ label, note, className, ...rest }: ComponentProps<"textarea"> & { readonly label: string; readonly note?: ReactNode }) {
  const id = useId();
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block text-13 font-medium">
        {label}
      </label>
      <textarea id={id} dir="auto" className={cx(INPUT, "block h-auto resize-y py-1.5 coarse:h-auto")} aria-describedby={note ? `${id}-note` : undefined} {...rest} />
      {note && (
        <p id={`${id}-note`} className="mt-1 text-12 text-muted">
          {note}
        </p>
      )}
    </div>
  );
}

export function Tick(props: { label: string; checked: boolean; onChange(checked: boolean): void }) {
  return (
    <label className="flex min-h-7 items-center gap-2 text-13 coarse:min-h-11">
      <input type="checkbox" checked={props.checked} onChange={(event) => props.onChange(event.target.checked)} className="size-4 accent-(--accent)" />
      {props.label}
    </label>
  );
}
