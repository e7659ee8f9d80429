/** What agents may do on this page by themselves: a choice in the page's menu, said in its head where it is not all. */
import { ShieldCheck } from "lucide-react";
import { i18n } from "../i18n";
import { useActions } from "../room/actions";
import type { Canvas } from "../room/state";
import { Hint } from "../ui/button";
import { MenuChoice, MenuHeading, MenuLine, MenuOption } from "../ui/menu";
import type { CanvasTrust } from "../wire.gen";
import { trust } from "./decide";

const choices = (): readonly { readonly value: CanvasTrust; readonly words: string; readonly note: string; readonly short: string }[] => [
  { value: "suggest", words: i18n.t("Suggest only"), note: i18n.t("You accept every change"), short: i18n.t("Suggest only") },
  { value: "selection", words: i18n.t("Change what I select"), note: i18n.t("Anything else is suggested"), short: i18n.t("Selection only") },
  { value: "free", words: i18n.t("Edit freely"), note: i18n.t("Changes can be undone"), short: "" },
];

export function TrustChoice({ canvas }: { canvas: Canvas }) {
  const { canEdit } = useActions();
  if (!canEdit) return null;
  return (
    <>
      <MenuLine />
      <MenuHeading>{i18n.t("Agents here")}</MenuHeading>
      <MenuChoice value={canvas.trust} onChange={(value) => void trust(canvas.id, choices().find((each) => each.value === value)!.value)}>
        {choices().map(({ value, words, note }) => (
          <MenuOption key={value} value={value} note={note}>
            {words}
          </MenuOption>
        ))}
      </MenuChoice>
    </>
  );
}

export function TrustState({ canvas }: { canvas: Canvas }) {
  const found = choices().find((each) => each.value === canvas.trust && each.short);
  if (!found) return null;
  return (
    <Hint label={i18n.t("Agents here: {trust}", { trust: found.words })}>
      <span className="flex h-6 shrink-0 items-center gap-1 rounded-full bg-agent-soft px-2 text-11 font-medium text-agent">
        <ShieldCheck size={12} aria-hidden />
        <span className="max-md:sr-only">{found.short}</span>
      </span>
    </Hint>
  );
}
