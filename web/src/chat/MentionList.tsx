/** Whom `@` can mean, over the composer. The keyboard stays in the text: arrows choose, Enter or Tab takes. */
import { useEffect, useLayoutEffect, useMemo, useState, type KeyboardEvent, type RefObject } from "react";
import { createPortal } from "react-dom";
import { dotColour } from "../agents/names";
import { useAgents } from "../agents/data";
import { i18n } from "../i18n";
import { useRoom } from "../room/store";
import { cx } from "../ui/cx";
import { candidatesFor, completed, mentionAt, type Candidate } from "./mentions";

export interface MentionsProps {
  readonly text: string;
  readonly caret: number;
  readonly area: RefObject<HTMLTextAreaElement | null>;
  readonly over: RefObject<HTMLElement | null>;
  /** Set while the list is there: whether a key was for it. */
  readonly keys: RefObject<((event: KeyboardEvent) => boolean) | null>;
  put(text: string, caret: number): void;
}

const ID = "mentions";

/** Drawn over everything: what holds the composer cuts off what stands out of it. */
export default function MentionList({ text, caret, area, over, keys, put }: MentionsProps) {
  const mention = mentionAt(text, caret);
  const { data } = useAgents();
  const members = useRoom((state) => state.room.members);
  const here = useRoom((state) => state.room.agents);
  const [at, setAt] = useState(0);
  const [dismissed, setDismissed] = useState("");
  const { everybody, hues } = useMemo(() => {
    const agents = [...(data?.agents ?? []).filter((agent) => agent.origin === "built_in"), ...Object.values(here)];
    const known = new Map(agents.map((agent) => [agent.id, agent.hue]));
    const named = [...new Map(agents.map((agent) => [agent.id, { id: agent.id, name: agent.name, agent: true }])).values()];
    return { everybody: [...named, ...Object.values(members).map(({ id, name }) => ({ id, name, agent: false }))], hues: known };
  }, [data, members, here]);
  const key = mention ? `${mention.start}:${mention.typed}` : "";
  useEffect(() => setAt(0), [key]);
  const found = mention && key !== dismissed ? candidatesFor(mention.typed, everybody) : [];
  const take = (candidate: Candidate) => {
    if (!mention) return;
    const done = completed(text, caret, mention, candidate.name);
    put(done.text, done.caret);
  };
  const index = Math.min(at, found.length - 1);
  const onKey = (event: KeyboardEvent): boolean => {
    const chosen = found[index];
    if (!chosen) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      setAt((found.length + index + (event.key === "ArrowDown" ? 1 : -1)) % found.length);
    } else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") take(chosen);
    else if (event.key === "Escape") setDismissed(key);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  useLayoutEffect(() => {
    const element = area.current;
    keys.current = onKey;
    if (found.length > 0) element?.setAttribute("aria-activedescendant", `${ID}-${index}`);
    return () => {
      keys.current = null;
      element?.removeAttribute("aria-activedescendant");
    };
  });
  const place = over.current?.getBoundingClientRect();
  if (found.length === 0 || !place) return null;
  return createPortal(
    <ul
      id={ID}
      role="listbox"
      aria-label={i18n.t("Mention")}
      style={{ left: place.left, bottom: window.innerHeight - place.top + 6, maxWidth: place.width }}
      className="fixed z-50 max-h-64 w-72 overflow-y-auto rounded-lg border border-line bg-surface p-1 shadow-float animate-drop"
    >
      {found.map((each, number) => (
        <li
          key={each.id}
          id={`${ID}-${number}`}
          role="option"
          aria-selected={number === index}
          // The keyboard stays in the text.
          onPointerDown={(event) => {
            event.preventDefault();
            take(each);
          }}
          className={cx("flex min-h-8 items-center gap-2.5 rounded-md px-2 text-13 coarse:min-h-11", number === index && "bg-hover")}
        >
          <span
            aria-hidden
            className={cx("size-2 shrink-0 rounded-full", !each.agent && "bg-line-strong")}
            style={each.agent ? { background: dotColour(hues.get(each.id) ?? 300) } : undefined}
          />
          <span className="min-w-0 flex-1 truncate">{each.name}</span>
          <span className="text-12 text-muted">{each.agent ? i18n.t("Agent") : i18n.t("Member")}</span>
        </li>
      ))}
    </ul>,
    document.body,
  );
}
