/** The list of versions by day, newest first: who, why, how much. Arrow keys walk it; Shift-click compares with one. */
import { useEffect, useRef, type KeyboardEvent } from "react";
import { i18n } from "../i18n";
import type { RoomState } from "../room/state";
import { Button } from "../ui/button";
import { cx } from "../ui/cx";
import type { VersionItem } from "../wire.gen";
import { byDay, did, hue, names, sizes, time } from "./words";

export function Versions(props: {
  room: RoomState;
  me: string | undefined;
  versions: readonly VersionItem[];
  chosen: number;
  base: number;
  more: boolean;
  onChoose(version: number): void;
  onCompare(version: number): void;
  onMore(): void;
}) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: "nearest" });
  }, [props.chosen]);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = props.versions[props.versions.findIndex((version) => version.version === props.chosen) + step];
    if (!next) return;
    props.onChoose(next.version);
    list.current?.querySelector<HTMLElement>(`[data-version="${next.version}"]`)?.focus();
  };
  return (
    <div ref={list} className="min-h-0 flex-1 overflow-y-auto px-2 pb-3 max-md:flex-none max-md:overflow-visible" onKeyDown={onKeyDown}>
      {byDay(props.versions, new Date()).map(([name, versions]) => (
        <section key={name} aria-label={name}>
          <h3 className="sticky top-0 bg-surface px-2 pt-3 pb-1 text-11 font-medium text-muted">{name}</h3>
          <ol>
            {versions.map((version) => (
              <li key={version.version}>
                <Item {...props} version={version} />
              </li>
            ))}
          </ol>
        </section>
      ))}
      {props.more && (
        <Button kind="quiet" size="sm" className="mt-2 w-full" onClick={props.onMore}>
          {i18n.t("Older versions")}
        </Button>
      )}
    </div>
  );
}

function Item(props: {
  room: RoomState;
  me: string | undefined;
  version: VersionItem;
  chosen: number;
  base: number;
  onChoose(version: number): void;
  onCompare(version: number): void;
}) {
  const { version, room, me } = props;
  const [added, removed] = sizes(version);
  const current = version.version === props.chosen;
  const who = names(room, version.who, me);
  const models = [...new Set(version.who.map((each) => each.model).filter(Boolean))].join(", ");
  return (
    <button
      type="button"
      data-version={version.version}
      aria-current={current}
      onClick={(event) => (event.shiftKey ? props.onCompare(version.version) : props.onChoose(version.version))}
      className={cx(
        "flex w-full items-start gap-2.5 rounded-md px-2 py-1.5 text-start coarse:min-h-11",
        current ? "bg-hover" : "hover:bg-hover",
      )}
    >
      <Faces version={version} room={room} />
      <span className="min-w-0 flex-1">
        {version.name && <span className="block truncate text-13 font-semibold">{version.name.name}</span>}
        <span className={cx("line-clamp-2 text-13", version.name ? "text-muted" : "font-medium")}>{did(version)}</span>
        <span className="block truncate text-12 text-muted">
          {who}
          {models && ` · ${models}`}
        </span>
      </span>
      <span className="shrink-0 text-end text-11 text-muted tabular-nums">
        <time dateTime={version.at} className="block">
          {time(version.at)}
        </time>
        <span className="block">
          {added > 0 && (
            <span className="text-ok" aria-label={i18n.t("{count} characters added", { count: added })}>
              +{added}
            </span>
          )}{" "}
          {removed > 0 && (
            <span className="text-danger" aria-label={i18n.t("{count} characters removed", { count: removed })}>
              −{removed}
            </span>
          )}
        </span>
        {version.version === props.base && !current && <span className="block text-accent">{i18n.t("compared")}</span>}
      </span>
    </button>
  );
}

function Faces({ version, room }: { version: VersionItem; room: RoomState }) {
  const shown = version.who.filter((who, at, all) => all.findIndex((other) => other.by === who.by) === at).slice(0, 2);
  return (
    <span aria-hidden className="mt-0.5 flex w-6 shrink-0 flex-col gap-0.5">
      {shown.map((who) => (
        <span key={who.by} data-hue={hue(who)} className="hi-face">
          {who.kind === "agent" ? "✦" : (room.members[who.by]?.name[0] ?? "?")}
        </span>
      ))}
    </span>
  );
}
