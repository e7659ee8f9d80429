/** The projects in the list of conversations, each with those that are in it. */
import { Folder } from "lucide-react";
import type { ReactNode } from "react";
import { Link, useRoute } from "wouter";
import { i18n } from "../i18n";
import { cx } from "../ui/cx";
import type { ProjectView, RoomSummary } from "../wire.gen";
import { useProjects } from "./data";

interface Props {
  readonly rooms: readonly RoomSummary[];
  row(room: RoomSummary): ReactNode;
  onOpen(): void;
}

export default function ProjectList({ rooms, row, onOpen }: Props) {
  const { data } = useProjects();
  if (!data?.length) return null;
  return (
    <section className="mt-1" aria-label={i18n.t("Projects")}>
      <h2 className="px-2 pb-1 text-11 font-medium text-muted">{i18n.t("Projects")}</h2>
      {data.map((project) => (
        <Group key={project.id} project={project} rooms={rooms.filter((room) => room.project === project.id)} row={row} onOpen={onOpen} />
      ))}
    </section>
  );
}

function Group({ project, rooms, row, onOpen }: Props & { project: ProjectView }) {
  const [open] = useRoute(`/p/${project.id}`);
  return (
    <>
      <Link
        href={`/p/${project.id}`}
        onClick={onOpen}
        aria-current={open ? "page" : undefined}
        className={cx("flex min-h-8 items-center gap-2 rounded-md px-2 text-13 coarse:min-h-11", open ? "bg-hover font-medium" : "hover:bg-hover")}
      >
        <Folder size={14} aria-hidden className="shrink-0 text-muted" />
        <span dir="auto" className="truncate">
          {project.name}
        </span>
      </Link>
      <ul className="ps-4">{rooms.map(row)}</ul>
    </>
  );
}
