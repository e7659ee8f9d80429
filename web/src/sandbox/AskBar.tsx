/** What an app asks the person for: to open an address, or to save a file. Nothing happens without their press. */
import { i18n } from "../i18n";
import { Button } from "../ui/button";
import type { AskName, Called } from "./protocol";

export interface Asked {
  readonly name: AskName;
  readonly given: Called[AskName];
  readonly allow: () => void;
  readonly refuse: () => void;
}

function save({ name, type, content }: Called["export"]): void {
  const link = document.createElement("a");
  const address = URL.createObjectURL(new Blob([content], { type }));
  link.href = address;
  link.download = name.replace(/[^\p{L}\p{N}._ -]/gu, "_").slice(0, 100) || "file.txt";
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

export function AskBar({ asked }: { asked: Asked }) {
  const link = asked.name === "ui.openLink" ? (asked.given as Called["ui.openLink"]).url : null;
  const file = link === null ? (asked.given as Called["export"]) : null;
  const allow = () => {
    if (link !== null) window.open(link, "_blank", "noopener,noreferrer");
    else if (file) save(file);
    asked.allow();
  };
  return (
    <div role="alertdialog" aria-label={i18n.t("The app asks")} className="absolute inset-x-2 bottom-2 flex animate-rise flex-wrap items-center gap-2 rounded-lg bg-surface p-3 text-13 shadow-float">
      <p className="min-w-40 flex-1 [overflow-wrap:anywhere]">
        {link !== null
          ? i18n.t("The app wants to open {address} in a new tab.", { address: link })
          : i18n.t("The app wants to save the file {name} ({size} KB).", { name: file?.name ?? "", size: Math.ceil((file?.content.length ?? 0) / 1000) })}
      </p>
      <Button size="sm" onClick={asked.refuse}>
        {i18n.t("No")}
      </Button>
      <Button size="sm" kind="primary" onClick={allow}>
        {link !== null ? i18n.t("Open") : i18n.t("Save")}
      </Button>
    </div>
  );
}
