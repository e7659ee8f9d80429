/** Whether the lab may learn from what people do with answers: off by default, in words, with counts and a way back. */
import { useState } from "react";
import { i18n } from "../i18n";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Note } from "../ui/field";
import { say, sayError } from "../ui/toast";
import type { CollectedView } from "../wire.gen";
import { DeleteMine, KeptAndNot } from "./consent";
import { deleteCollected, setConsent, useCollected, useLab } from "./data";
import { when } from "./names";
import { Block, Coming, Empty, NUM, Table, TD, TH, THN } from "./parts";

export function Feedback() {
  const found = useCollected();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  if (!found.data) return <Coming error={found.error} />;
  const { consent } = found.data;
  const turn = async (on: boolean) => {
    setBusy(true);
    try {
      await setConsent(on);
      say(on ? i18n.t("The lab may learn from now on.") : i18n.t("The lab learns nothing more."));
      setAsking(false);
    } catch (error) {
      sayError(error);
    }
    setBusy(false);
  };
  return (
    <>
      <Block
        title={i18n.t("Learning from what people do")}
        about={i18n.t("Off until an administrator turns it on. Then answers that were kept, changed or undone become rows that train this server's own model, on this server. Nothing is sent anywhere.")}
        side={
          consent.on ? (
            <Button disabled={busy} onClick={() => void turn(false)}>
              {i18n.t("Turn off")}
            </Button>
          ) : (
            <Button kind="primary" onClick={() => setAsking(true)}>
              {i18n.t("Turn on…")}
            </Button>
          )
        }
      >
        <div className="mb-5">
          <Note kind={consent.on ? "ok" : "plain"}>
            {consent.since ? i18n.t("On since {when}, for everybody here.", { when: when(consent.since) }) : i18n.t("Off. Nothing is learned from anybody.")}
          </Note>
        </div>
        <KeptAndNot of={consent} />
        <p className="mt-5 max-w-[68ch] text-13 text-muted">
          {i18n.t("A page is left out for good by “Private” in its menu. Everybody reads these lists under Settings, Account, and can leave there.")}
        </p>
      </Block>
      <Collected of={found.data} />
      {asking && (
        <Dialog
          open
          wide
          title={i18n.t("Let the lab learn from what people do?")}
          about={i18n.t("This holds for everybody on this server, from now on. Tell them: their conversations are read for it.")}
          onClose={() => setAsking(false)}
        >
          <KeptAndNot of={consent} />
          <div className="mt-6 flex justify-end gap-2">
            <Button onClick={() => setAsking(false)}>{i18n.t("Cancel")}</Button>
            <Button kind="primary" disabled={busy} onClick={() => void turn(true)}>
              {i18n.t("Turn on")}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}

function Collected({ of }: { of: CollectedView }) {
  const [asking, setAsking] = useState(false);
  const folder = useLab(null).data?.folder ?? "lab";
  const { answers, spoke, rows, forgotten, folders, consent } = of;
  const empty = answers + folders.length === 0;
  return (
    <Block
      title={i18n.t("What was collected")}
      about={i18n.t("Counted are answers that are ten minutes old. A collection is a copy, without addresses and numbers, that training reads.")}
      side={
        <div className="flex flex-wrap items-center gap-2">
          <DeleteMine of={consent} />
          <Button kind="danger" disabled={empty} onClick={() => setAsking(true)}>
            {i18n.t("Delete all…")}
          </Button>
        </div>
      }
    >
      <ul className="mb-4 grid grid-cols-2 gap-3 md:grid-cols-4">
        <Count of={answers} words={i18n.t("answers since it is on")} />
        <Count of={spoke} words={i18n.t("of them say something")} />
        <Count of={rows} words={i18n.t("rows they would make now")} />
        <Count of={forgotten} words={i18n.t("people left out")} />
      </ul>
      {folders.length > 0 ? (
        <Table label={i18n.t("Collections")}>
          <thead>
            <tr>
              <th className={TH}>{i18n.t("Collection")}</th>
              <th className={TH}>{i18n.t("When")}</th>
              <th className={THN}>{i18n.t("Rows")}</th>
            </tr>
          </thead>
          <tbody>
            {folders.map((each) => (
              <tr key={each.name}>
                <td className={`${TD} break-words`}>
                  {each.name}
                  {each.fault && <span className="block text-12 text-danger">{each.fault}</span>}
                </td>
                <td className={`${TD} whitespace-nowrap`}>{each.made && when(each.made)}</td>
                <td className={`${TD} ${NUM}`}>{each.fault ? "–" : each.rows.toLocaleString()}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      ) : (
        <Empty command={`gesso lab collect --out "${folder}/feedback/first"`}>{i18n.t("No collection was made in this folder yet. Make one:")}</Empty>
      )}
      {asking && <DeleteAll onClose={() => setAsking(false)} />}
    </Block>
  );
}

function Count({ of, words }: { of: number; words: string }) {
  return (
    <li className="rounded-lg border border-line bg-surface px-3 py-2.5">
      <span className="block text-18 font-semibold tabular-nums">{of.toLocaleString()}</span>
      <span className="text-12 text-muted">{words}</span>
    </li>
  );
}

function DeleteAll({ onClose }: { onClose(): void }) {
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      await deleteCollected();
      say(i18n.t("Everything that was collected is deleted."));
      onClose();
    } catch (error) {
      sayError(error);
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      title={i18n.t("Delete everything that was collected?")}
      about={i18n.t("Every collection in the lab's folder goes, and what happened until now is not collected again. Conversations stay. What was trained on it, and copies elsewhere, stay too. This cannot be taken back.")}
      onClose={onClose}
    >
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{i18n.t("Cancel")}</Button>
        <Button kind="danger" disabled={busy} onClick={() => void run()}>
          {i18n.t("Delete all")}
        </Button>
      </div>
    </Dialog>
  );
}
