/** How many notices nobody has read; nothing where there are none. */
import { i18n } from "../i18n";
import { useInbox } from "./data";

export default function Unread() {
  const unread = useInbox().data?.unread ?? 0;
  if (unread === 0) return null;
  return (
    <span className="rounded-full bg-accent px-1.5 text-11 font-semibold text-on-accent tabular-nums">
      {unread > 99 ? "99+" : unread}
      <span className="sr-only"> {i18n.t("unread")}</span>
    </span>
  );
}
