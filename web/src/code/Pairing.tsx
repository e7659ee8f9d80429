/** How agents work on the code that is open: they do it, explain while doing it, or only point. It stays chosen. */
import { ChevronDown } from "lucide-react";
import { api } from "../api";
import { i18n } from "../i18n";
import { useActions } from "../room/actions";
import { useRoom } from "../room/store";
import { Button } from "../ui/button";
import { Menu, MenuChoice, MenuHeading, MenuOption } from "../ui/menu";
import { sayError } from "../ui/toast";
import type { Pairing as Mode } from "../wire.gen";

const modes = (): readonly { readonly value: Mode; readonly words: string; readonly note: string }[] => [
  { value: "do", words: i18n.t("Do it"), note: i18n.t("Changes the code; you look at what changed") },
  { value: "explain", words: i18n.t("Explain on the way"), note: i18n.t("Changes it and says what and why, step by step") },
  { value: "point", words: i18n.t("Only point"), note: i18n.t("Marks lines and asks; never changes anything") },
];

export default function Pairing({ canvas: id }: { canvas: string }) {
  const canvas = useRoom((state) => state.room.canvases[id]);
  const { canEdit } = useActions();
  if (!canvas || canvas.kind !== "code" || canvas.data) return null;
  const now = modes().find((mode) => mode.value === canvas.pairing)!;
  const choose = (pairing: string) => void api.put(`/canvases/${id}/pairing`, { pairing }).catch(sayError);
  return (
    <Menu
      align="start"
      side="top"
      width={290}
      label={i18n.t("On this code")}
      trigger={
        <Button size="sm" kind="muted" disabled={!canEdit} className="min-w-0 shrink" aria-label={i18n.t("On this code: {mode}", { mode: now.words })}>
          <span className="truncate">{now.words}</span>
          <ChevronDown size={13} className="shrink-0" />
        </Button>
      }
    >
      <MenuHeading>{i18n.t("On this code")}</MenuHeading>
      <MenuChoice value={now.value} onChange={choose}>
        {modes().map(({ value, words, note }) => (
          <MenuOption key={value} value={value} note={note}>
            {words}
          </MenuOption>
        ))}
      </MenuChoice>
    </Menu>
  );
}
