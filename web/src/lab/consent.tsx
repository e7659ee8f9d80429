/** What the lab may learn from people: shown in words to everybody, and the way out of it for oneself. */
import { useQuery } from "@tanstack/react-query";
import { Check, X } from "lucide-react";
import { useState } from "react";
import { api } from "../api";
import { forget } from "../data";
import { i18n } from "../i18n";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { say, sayError } from "../ui/toast";
import type { ConsentView } from "../wire.gen";

export const useConsent = () => useQuery({ queryKey: ["consent"], queryFn: () => api.get<ConsentView>("/lab/consent") });

export function KeptAndNot({ of }: { of: ConsentView }) {
  const lists = [
    { title: i18n.t("What is kept of an answer"), lines: of.kept, icon: <Check size={14} className="mt-0.5 shrink-0 text-ok" aria-hidden /> },
    { title: i18n.t("What never is"), lines: of.left_out, icon: <X size={14} className="mt-0.5 shrink-0 text-danger" aria-hidden /> },
  ];
  return (
    <div className="grid gap-x-8 gap-y-5 md:grid-cols-2">
      {lists.map(({ title, lines, icon }) => (
        <section key={title}>
          <h3 className="text-13 font-medium">{title}</h3>
          <ul className="mt-2 space-y-2 text-13">
            {lines.map((line) => (
              <li key={line} className="flex items-start gap-2">
                {icon}
                <span className="min-w-0">{line}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

/** Asks once more: a person who was left out cannot come back. */
export function DeleteMine({ of }: { of: ConsentView }) {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  if (of.forgotten) return <p className="text-13 text-muted">{i18n.t("You are left out: nothing of yours is in a collection here.")}</p>;
  const run = async () => {
    setBusy(true);
    try {
      await api.delete("/lab/feedback/mine");
      say(i18n.t("Your part is deleted, and you are left out from now on."));
      setAsking(false);
    } catch (error) {
      sayError(error);
    }
    setBusy(false);
    forget("consent", "lab");
  };
  return (
    <>
      <Button onClick={() => setAsking(true)}>{i18n.t("Delete mine")}</Button>
      {asking && (
        <Dialog
          open
          title={i18n.t("Delete your part?")}
          about={i18n.t("What was collected of you on this server is deleted, and nothing of yours is collected again. Your conversations stay as they are. This cannot be taken back.")}
          onClose={() => setAsking(false)}
        >
          <div className="flex justify-end gap-2">
            <Button onClick={() => setAsking(false)}>{i18n.t("Cancel")}</Button>
            <Button kind="danger" disabled={busy} onClick={() => void run()}>
              {i18n.t("Delete mine")}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
