/** Buttons of the language: one primary in a view, the rest quiet. 28, 32 or 40 px high; 44 under a finger. */
import { cloneElement, type ComponentProps, type ReactElement } from "react";
import { cx } from "./cx";

const KINDS = {
  primary: "bg-accent text-on-accent hover:brightness-108 active:brightness-95 font-medium",
  plain: "bg-surface text-fg border border-line hover:border-line-strong hover:bg-hover",
  quiet: "text-fg hover:bg-hover",
  muted: "text-muted hover:text-fg hover:bg-hover",
  danger: "bg-surface text-danger border border-line hover:border-danger hover:bg-danger-soft",
} as const;
const SIZES = {
  sm: "h-7 px-2 text-12 gap-1.5 rounded-md coarse:h-11 coarse:px-3",
  md: "h-8 px-3 text-13 gap-2 rounded-md coarse:h-11 coarse:px-4",
  lg: "h-10 px-4 text-14 gap-2 rounded-md coarse:h-11",
} as const;
const BASE =
  "inline-flex items-center justify-center shrink-0 whitespace-nowrap select-none transition-colors duration-(--fast) disabled:opacity-45 disabled:pointer-events-none";

export interface ButtonProps extends ComponentProps<"button"> {
  readonly kind?: keyof typeof KINDS;
  readonly size?: keyof typeof SIZES;
}

export function Button({ kind = "plain", size = "md", className, type = "button", ...rest }: ButtonProps) {
  return <button type={type} className={cx(BASE, KINDS[kind], SIZES[size], className)} {...rest} />;
}

export type Side = "top" | "bottom" | "left" | "right";

export interface IconButtonProps extends ComponentProps<"button"> {
  readonly label: string;
  readonly keys?: string;
  readonly kind?: keyof typeof KINDS;
  readonly side?: Side;
}

/** A button that is only a picture: its name is said and shown on hover and focus, with its keys. */
export function IconButton({ label, keys, kind = "muted", side = "bottom", className, children, ...rest }: IconButtonProps) {
  return (
    <Hint label={label} {...(keys ? { keys } : {})} side={side}>
      <button
        type="button"
        aria-label={label}
        className={cx(BASE, KINDS[kind], "size-7 rounded-md coarse:size-11", className)}
        {...rest}
      >
        {children}
      </button>
    </Hint>
  );
}

/** Says what its child is for when pointed at or reached by a key (hints.ts watches); the child is one element. */
export function Hint(props: { label: string; keys?: string; side?: Side; children: ReactElement<object> }) {
  return cloneElement(props.children, { "data-hint": props.label, "data-hint-keys": props.keys, "data-hint-side": props.side } as object);
}
