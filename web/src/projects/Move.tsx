/** Into which project a conversation goes: one that is there, a new one, or none. */
import { useState } from "react";
import { useLocation } from "wouter";
import { i18n } from "../i18n";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Choice, Field } from "../ui/field";
import { sayError } from "../ui/toast";
import type { RoomSummary } from "../wire.gen";
import { makeProject, putRoom, useProjects } from "./data";

export default function Move({ room, onClose }: { room: RoomSummary; onClose(): void }) {
  const projects = useProjects().data;
  const [, go] = useLocation();
  const [chosen, setChosen] = useState(room.project ?? "");
  const [name, setName] = useState("");
  const fresh = chosen === "new" || (projects !== undefined && projects.length === 0);
  const done = async () => {
    try {
      const project = fresh ? (await makeProject({ name: name.trim() })).id : chosen || null;
      await putRoom(room.id, project);
      onClose();
      if (fresh && project) go(`/p/${project}`);
    } catch (error) {
      sayError(error);
    }
  };
  if (!projects) return null;
  const options = [["", i18n.t("No project")] as const, ...projects.filter((each) => each.role !== "view").map((each) => [each.id, each.name] as const), ["new", i18n.t("A new project…")] as const];
  return (
    <Dialog open title={i18n.t("Project of “{title}”", { title: room.title })} about={i18n.t("Conversations of a project share its instructions and files. People in this conversation will be answered by its instructions.")} onClose={onClose}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void done();
        }}
      >
        {projects.length > 0 && <Choice label={i18n.t("Project")} value={chosen} options={options} onChange={setChosen} />}
        {fresh && <Field label={i18n.t("Name of the project")} value={name} maxLength={200} autoFocus onChange={(event) => setName(event.target.value)} />}
        <div>
          <Button type="submit" kind="primary" disabled={fresh && name.trim() === ""}>
            {fresh ? i18n.t("Make the project") : i18n.t("Move")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
