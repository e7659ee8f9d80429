/** What the views of the lab are made of: sections, the switch between dev and test, empty states, a share with a tint. */
import { Copy } from "lucide-react";
import type { ReactNode } from "react";
import { sentence } from "../api";
import { i18n } from "../i18n";
import { IconButton } from "../ui/button";
import { cx } from "../ui/cx";
import { Note } from "../ui/field";
import { say } from "../ui/toast";
import type { Split } from "./data";
import { share } from "./numbers";

export function Block(props: { title: string; about?: ReactNode; side?: ReactNode; children: ReactNode; id?: string }) {
  return (
    <section id={props.id} className="mb-10 min-w-0">
      <div className="mb-3 flex flex-wrap items-end gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-60">
          <h2 className="text-14 font-semibold">{props.title}</h2>
          {props.about && <p className="mt-0.5 max-w-[68ch] text-13 text-muted">{props.about}</p>}
        </div>
        {props.side}
      </div>
      {props.children}
    </section>
  );
}

/** A table that scrolls sideways by itself where it is wider than the page. */
export function Table(props: { label: string; children: ReactNode }) {
  return (
    <div role="region" aria-label={props.label} tabIndex={0} className="overflow-x-auto rounded-lg border border-line bg-surface">
      <table className="w-full border-collapse text-13 tabular-nums">{props.children}</table>
    </div>
  );
}

const HEAD = "px-3 py-2 text-12 font-medium text-muted whitespace-nowrap";
export const TH = `${HEAD} text-start`;
export const THN = `${HEAD} text-end`;
export const TD = "border-t border-line px-3 py-2";
export const NUM = "text-end";

export function SplitSwitch({ split, onSplit }: { split: Split; onSplit(split: Split): void }) {
  const all: [Split, string][] = [
    ["test", i18n.t("Test")],
    ["dev", i18n.t("Dev")],
  ];
  return (
    <div role="group" aria-label={i18n.t("Cases")} className="flex rounded-md border border-line bg-surface p-0.5">
      {all.map(([name, words]) => (
        <button
          key={name}
          type="button"
          aria-pressed={split === name}
          onClick={() => onSplit(name)}
          className={cx("h-7 rounded-sm px-2.5 text-12 coarse:h-11", split === name ? "bg-hover font-medium" : "text-muted hover:text-fg")}
        >
          {words}
        </button>
      ))}
    </div>
  );
}

/** Nothing here yet, and the one command that changes it. */
export function Empty({ children, command }: { children: ReactNode; command?: string }) {
  return (
    <div className="rounded-lg border border-line bg-surface px-4 py-8 text-center">
      <p className="mx-auto max-w-[56ch] text-13 text-muted">{children}</p>
      {command && (
        <div className="mx-auto mt-4 flex max-w-full items-center gap-1 rounded-md bg-sunken ps-3 pe-1 md:w-fit">
          <code dir="ltr" tabIndex={0} className="min-w-0 flex-1 overflow-x-auto py-2 text-start font-mono text-12 whitespace-nowrap">
            {command}
          </code>
          <IconButton label={i18n.t("Copy the command")} onClick={() => void navigator.clipboard.writeText(command).then(() => say(i18n.t("Command copied.")))}>
            <Copy size={13} />
          </IconButton>
        </div>
      )}
    </div>
  );
}

/** The rows of a page while it comes, or why it does not. */
export function Coming({ error, rows = 6 }: { error: unknown; rows?: number }) {
  if (error) return <Note kind="danger">{sentence(error)}</Note>;
  return (
    <div aria-hidden className="animate-skeleton space-y-4 pt-2">
      {Array.from({ length: rows }, (_, at) => (
        <div key={at} className="skeleton h-5" style={{ width: `${90 - ((at * 17) % 40)}%` }} />
      ))}
    </div>
  );
}

/** A share over a tint that grows with it; the number says it, the tint finds it. */
export function Tinted({ value, tone, children }: { value: number; tone: "ok" | "danger" | "agent" | "accent"; children?: ReactNode }) {
  return (
    <span
      className="block rounded-sm px-1.5 py-0.5 text-end"
      style={{ background: `color-mix(in oklch, var(--${tone}) ${Math.round(Math.min(1, Math.max(0, value)) * 26)}%, transparent)` }}
    >
      {children ?? share(value)}
    </span>
  );
}

/** A bar of how far something is. */
export function Bar({ done, total, label }: { done: number; total: number; label: string }) {
  return (
    <div role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={total} aria-valuenow={done} className="h-1.5 overflow-hidden rounded-full bg-sunken">
      <div className="h-full rounded-full bg-accent" style={{ width: `${total ? (done / total) * 100 : 0}%` }} />
    </div>
  );
}
