/** Letting agents work on a page by turns: who comments, who carries it out, until when. */
import { useState } from "react";
import { api } from "../api";
import { chosenModel } from "../chat/model";
import { i18n } from "../i18n";
import { useDesk } from "../room/desk";
import { openCanvases, type RoomState } from "../room/state";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Area, Choice } from "../ui/field";
import { sayError } from "../ui/toast";
import { useAgents } from "./data";
import type { RoundsIn, Severity } from "../wire.gen";

export default function RoundsDialog({ room, onClose }: { room: RoomState; onClose(): void }) {
  const known = useAgents().data?.agents ?? [];
  const pages = openCanvases(room);
  const desk = useDesk((state) => state.canvas);
  const [first, setFirst] = useState("agent_critic");
  const [second, setSecond] = useState("agent_editor");
  const [until, setUntil] = useState<Severity>("minor");
  const [most, setMost] = useState("3");
  const [page, setPage] = useState(desk ?? pages.at(-1)?.id ?? "");
  const [task, setTask] = useState("");
  const options = known.map((agent) => [agent.id, agent.name] as const);
  const start = () => {
    const ask: RoundsIn = { agents: [first, second], canvas: page, until, most: Number(most), task, model: chosenModel() ?? null };
    api.post(`/rooms/${room.id}/rounds`, ask).then(onClose, sayError);
  };
  return (
    <Dialog
      open
      title={i18n.t("Work in rounds")}
      about={i18n.t("One agent comments, the other carries the comments out, again and again, until nothing above your limit is left. Everything they do can be undone.")}
      onClose={onClose}
    >
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          start();
        }}
      >
        <div className="grid gap-4 md:grid-cols-2">
          <Choice label={i18n.t("Comments")} value={first} options={options} onChange={setFirst} />
          <Choice label={i18n.t("Carries them out")} value={second} options={options} onChange={setSecond} />
          <Choice
            label={i18n.t("Until there is")}
            value={until}
            options={[
              ["minor", i18n.t("no comment above minor")],
              ["nit", i18n.t("no comment above a nit")],
            ]}
            onChange={(value) => setUntil(value as Severity)}
          />
          <Choice label={i18n.t("Rounds at most")} value={most} options={Array.from({ length: 10 }, (_, i) => [String(i + 1), String(i + 1)] as const)} onChange={setMost} />
        </div>
        {pages.length > 1 && <Choice label={i18n.t("Page")} value={page} options={pages.map((each) => [each.id, each.title] as const)} onChange={setPage} />}
        <Area label={i18n.t("What else they should know")} rows={2} maxLength={4_000} value={task} onChange={(event) => setTask(event.target.value)} />
        <div className="flex justify-end gap-2">
          <Button kind="muted" onClick={onClose}>
            {i18n.t("Cancel")}
          </Button>
          <Button kind="primary" type="submit" disabled={first === second || page === ""}>
            {i18n.t("Start")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
