/** A project: what agents in its conversations go by, the files they look in, and the conversations themselves. */
import { Folder, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { api, sentence } from "../api";
import { forget, useRooms } from "../data";
import { attachFiles, chooseToAttach } from "../files/attach";
import { sizeName, stateName } from "../files/words";
import { i18n } from "../i18n";
import { Part } from "../settings/Settings";
import { SidePage } from "../shell/SidePage";
import { Button, IconButton } from "../ui/button";
import { Note } from "../ui/field";
import { InlineEdit } from "../ui/inlineEdit";
import { sayError } from "../ui/toast";
import type { ProjectView } from "../wire.gen";
import { changeProject, deleteProject, newRoomIn, useProject, useProjectFiles } from "./data";

export default function Project({ id }: { id: string }) {
  const found = useProject(id);
  return (
    <SidePage title={found.data?.name ?? ""} column="max-w-[720px]">
      {found.isError && <Note kind="danger">{sentence(found.error)}</Note>}
      {found.data && <Opened key={id} project={found.data} />}
    </SidePage>
  );
}

function Opened({ project }: { project: ProjectView }) {
  const [naming, setNaming] = useState(false);
  const [, go] = useLocation();
  const mayEdit = project.role === "owner" || project.role === "edit";
  return (
    <>
      <div className="mb-8 flex min-h-9 items-center gap-2">
        <Folder size={18} aria-hidden className="shrink-0 text-muted" />
        {naming ? (
          <InlineEdit
            value={project.name}
            label={i18n.t("Name of the project")}
            onDone={(name) => {
              setNaming(false);
              if (name) void changeProject(project.id, { name });
            }}
          />
        ) : (
          <h1 dir="auto" className="min-w-0 truncate text-22 font-semibold tracking-[-0.01em]">
            {project.name}
          </h1>
        )}
        <span className="flex-1" />
        {mayEdit && !naming && (
          <Button size="sm" kind="muted" onClick={() => setNaming(true)}>
            {i18n.t("Rename")}
          </Button>
        )}
        {project.role === "owner" && (
          <IconButton
            label={i18n.t("Delete the project; its conversations stay")}
            onClick={() => {
              void deleteProject(project);
              go("/?new");
            }}
          >
            <Trash2 size={15} />
          </IconButton>
        )}
      </div>
      <Instructions project={project} mayEdit={mayEdit} />
      <Files project={project} />
      <Rooms project={project} mayEdit={mayEdit} />
    </>
  );
}

function Instructions({ project, mayEdit }: { project: ProjectView; mayEdit: boolean }) {
  const [text, setText] = useState(project.instructions);
  return (
    <Part title={i18n.t("Instructions")} about={i18n.t("Agents in every conversation of this project go by them: whom you write for, how, what to keep in mind.")}>
      <textarea
        dir="auto"
        rows={6}
        maxLength={8000}
        readOnly={!mayEdit}
        aria-label={i18n.t("Instructions")}
        placeholder={i18n.t("We write for newcomers. Short sentences. Prices in francs.")}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="block w-full resize-y rounded-md border border-line bg-surface px-3 py-2 text-14 outline-none focus:border-accent coarse:text-16"
      />
      {mayEdit && (
        <Button className="mt-3" kind="primary" disabled={text === project.instructions} onClick={() => void changeProject(project.id, { instructions: text })}>
          {i18n.t("Save")}
        </Button>
      )}
    </Part>
  );
}

function Files({ project }: { project: ProjectView }) {
  const files = useProjectFiles(project.id);
  const again = () => forget("project-files", "projects");
  const mayAttach = project.role !== "view";
  return (
    <Part title={i18n.t("Files")} about={i18n.t("Agents look in them in every conversation of this project, for those who may see the project.")}>
      <ul className="divide-y divide-line">
        {files.data?.map((file) => (
          <li key={file.id} className="flex items-center gap-2 py-2">
            <a href={`/api/files/${file.id}`} download={file.name} dir="auto" className="min-w-0 truncate text-13 font-medium underline underline-offset-2">
              {file.name}
            </a>
            <span className="flex-1 text-12 whitespace-nowrap text-muted">
              {stateName({ ...file, done: file.parts })} · {sizeName(file.size_bytes)}
            </span>
            {mayAttach && (
              <IconButton label={i18n.t("Remove {name}", { name: file.name })} onClick={() => void api.delete(`/attached/${file.id}`).catch(sayError).then(again)}>
                <Trash2 size={14} />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      {mayAttach && (
        <Button className="mt-3" onClick={() => chooseToAttach((chosen) => void attachFiles(project.id, chosen).then(again))}>
          {i18n.t("Attach files…")}
        </Button>
      )}
    </Part>
  );
}

function Rooms({ project, mayEdit }: { project: ProjectView; mayEdit: boolean }) {
  const inside = useRooms("").data?.filter((room) => room.project === project.id) ?? [];
  const [, go] = useLocation();
  return (
    <Part title={i18n.t("Conversations")} about={i18n.t("Move others here from their menu in the list.")}>
      <ul className="divide-y divide-line">
        {inside.map((room) => (
          <li key={room.id} className="py-2">
            <Link href={`/r/${room.id}`} dir="auto" className="block truncate text-13 underline-offset-2 hover:underline">
              {room.title || i18n.t("New conversation")}
            </Link>
          </li>
        ))}
      </ul>
      {mayEdit && (
        <Button className="mt-3" onClick={() => void newRoomIn(project.id).then((room) => go(`/r/${room}`), sayError)}>
          <Plus size={14} /> {i18n.t("New conversation here")}
        </Button>
      )}
    </Part>
  );
}
