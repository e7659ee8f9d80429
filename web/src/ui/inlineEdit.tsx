/** A name that is changed in place: Enter or leaving keeps it, Escape does not. */
import { useState } from "react";
import { cx } from "./cx";

export function InlineEdit(props: { value: string; label: string; className?: string; onDone(value: string | null): void }) {
  const [value, setValue] = useState(props.value);
  const finish = (keep: boolean) => {
    const trimmed = value.trim();
    props.onDone(keep && trimmed !== "" && trimmed !== props.value ? trimmed : null);
  };
  return (
    <input
      autoFocus
      aria-label={props.label}
      value={value}
      maxLength={300}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setValue(event.target.value)}
      onBlur={() => finish(true)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Enter") finish(true);
        if (event.key === "Escape") finish(false);
      }}
      className={cx("h-7 w-full min-w-0 rounded-md border border-accent bg-surface px-1.5 outline-none", props.className)}
    />
  );
}
