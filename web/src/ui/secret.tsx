/** Something that is shown once, to be copied: an address or a key. */
import { Copy } from "lucide-react";
import { useId } from "react";
import { i18n } from "../i18n";
import { copy } from "../room/actions";
import { Button } from "./button";
import { cx } from "./cx";
import { INPUT } from "./field";

export function Secret(props: { label: string; value: string; note: string; className?: string; onCopied?(): void }) {
  const id = useId();
  return (
    <div className={cx("rounded-md bg-sunken p-3", props.className)}>
      <label htmlFor={id} className="mb-1 block text-13 font-medium">
        {props.label}
      </label>
      <div className="flex gap-2">
        <input
          id={id}
          readOnly
          dir="ltr"
          value={props.value}
          onFocus={(event) => event.target.select()}
          className={cx(INPUT, "font-mono text-12")}
          aria-describedby={`${id}-note`}
        />
        <Button onClick={props.onCopied ?? (() => copy(props.value))}>
          <Copy size={13} /> {i18n.t("Copy")}
        </Button>
      </div>
      <p id={`${id}-note`} className="mt-1.5 text-12 text-muted">
        {props.note}
      </p>
    </div>
  );
}
