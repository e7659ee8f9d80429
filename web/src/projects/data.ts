/** Projects as calls of the API; the list of conversations says which is in which. */
import { useQuery } from "@tanstack/react-query";
import { api } from "../api";
import { forget } from "../data";
import { i18n } from "../i18n";
import { say, sayError } from "../ui/toast";
import type { AttachedView, ProjectIn, ProjectPatch, ProjectView, RoomView } from "../wire.gen";

export const useProjects = () => useQuery({ queryKey: ["projects"], queryFn: () => api.get<ProjectView[]>("/projects") });

export const useProject = (id: string) =>
  useQuery({ queryKey: ["projects", id], queryFn: () => api.get<ProjectView>(`/projects/${id}`) });

/** Asked again while one is being read. */
export const useProjectFiles = (id: string) =>
  useQuery({
    queryKey: ["project-files", id],
    queryFn: () => api.get<AttachedView[]>(`/rooms/${id}/attached`),
    refetchInterval: (query) => (query.state.data?.some((file) => file.state === "queued" || file.state === "reading") ? 1000 : false),
  });

export async function makeProject(project: ProjectIn): Promise<ProjectView> {
  const made = await api.post<ProjectView>("/projects", project);
  forget("projects");
  return made;
}

export async function changeProject(id: string, change: ProjectPatch): Promise<void> {
  await api.patch(`/projects/${id}`, change).catch(sayError);
  forget("projects");
}

export async function putRoom(room: string, project: string | null): Promise<void> {
  await api.put(`/rooms/${room}/project`, { project }).catch(sayError);
  forget("projects", "rooms");
}

/** A conversation in the project; its id. */
export async function newRoomIn(project: string): Promise<string> {
  const made = await api.post<RoomView>("/rooms", {});
  await putRoom(made.id, project);
  return made.id;
}

export async function deleteProject(project: ProjectView): Promise<void> {
  try {
    await api.delete(`/projects/${project.id}`);
  } catch (error) {
    return sayError(error);
  }
  forget("projects", "rooms");
  say(i18n.t("Deleted the project “{name}”. Its conversations are still there.", { name: project.name }), {
    label: i18n.t("Undo"),
    run: () => void api.post(`/projects/${project.id}/restore`).catch(sayError).finally(() => forget("projects", "rooms")),
  });
}
