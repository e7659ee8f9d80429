/** The bell: how many notices are unread, and the panel that holds them. */
import { Bell as Icon } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import { i18n } from "../i18n";
import { IconButton } from "../ui/button";
import { useInbox } from "./data";

const Panel = lazy(() => import("./Panel"));

export function Bell() {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLSpanElement>(null);
  const unread = useInbox().data?.unread ?? 0;
  const label = unread > 0 ? i18n.t("Inbox, {count} unread", { count: unread }) : i18n.t("Inbox");
  return (
    <span ref={button} className="relative">
      <IconButton label={label} aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon size={16} />
      </IconButton>
      {unread > 0 && (
        <span aria-hidden className="pointer-events-none absolute end-0 top-0 grid coarse:end-1.5 coarse:top-1.5 h-3.5 min-w-3.5 place-items-center rounded-full bg-accent px-0.5 text-[10px] leading-none font-semibold text-on-accent tabular-nums">
          {unread > 99 ? "99+" : unread}
        </span>
      )}
      {open && (
        <Suspense fallback={null}>
          <Panel anchor={button} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </span>
  );
}

export default Bell;
