/** Delegated work from the API: as it is now, and what can be done with it. */
import { useQuery } from "@tanstack/react-query";
import { api } from "../api";
import { queries } from "../data";
import type { JobCard } from "../room/state";
import { sayError } from "../ui/toast";
import type { JobView, StepActIn } from "../wire.gen";

const POLL_MS = 2500; // a plan that somebody types in tells nothing on the room's log

export function useJob(room: string, job: JobCard) {
  return useQuery({
    queryKey: ["job", room, job.id, job.rows],
    queryFn: () => api.get<JobView>(`/rooms/${room}/jobs/${job.id}`),
    placeholderData: (before) => before,
    refetchInterval: job.state === "done" || job.state === "stopped" ? false : POLL_MS,
  }).data;
}

/** Does it and shows what came of it; a refusal is said. Whether it was done. */
export async function act(job: JobView, path: string, body: unknown = {}, method: "post" | "patch" = "post"): Promise<boolean> {
  try {
    const answer = await api[method]<JobView>(`/rooms/${job.room}/jobs/${job.id}${path}`, body);
    if (answer.id === job.id) queries.setQueriesData<JobView>({ queryKey: ["job", job.room, job.id] }, () => answer);
    return true;
  } catch (error) {
    sayError(error);
    return false;
  }
}

export const onStep = (job: JobView, step: string, doing: StepActIn["act"], text = "") => act(job, `/steps/${step}`, { act: doing, text });

export const isGoing = (state: JobView["state"]) => state === "queued" || state === "running" || state === "waiting" || state === "paused";

/** The step that is worked on or waited for, else the first that is open. */
export function stepNow(job: JobView) {
  return job.steps.find((step) => step.state === "running" || step.state === "waiting") ?? job.steps.find((step) => step.state === "open" || step.state === "failed");
}
