/** What the page of the lab knows from the API, and what it asks it to do. Kept by TanStack Query under "lab". */
import { useQuery } from "@tanstack/react-query";
import { api } from "../api";
import { forget } from "../data";
import type {
  CollectedView,
  ConsentView,
  LabAdapters,
  LabAudit,
  LabBehavior,
  LabCase,
  LabComparison,
  LabEval,
  LabEvalIn,
  LabJudging,
  LabRollout,
  LabRollouts,
  LabRoom,
  LabRunView,
  LabTraining,
  LabVerdictIn,
  LabView,
  LabWins,
} from "../wire.gen";

export type Split = "dev" | "test";

/** The part of an address behind the question mark, without what is empty. */
export function search(given: Record<string, string | null | undefined>): string {
  const found = Object.entries(given).filter((each): each is [string, string] => !!each[1]);
  return found.length > 0 ? `?${new URLSearchParams(found)}` : "";
}

export const useLab = (split: Split | null) =>
  useQuery({
    queryKey: ["lab", "overview", split],
    queryFn: () => api.get<LabView>(`/lab${search({ split })}`),
    placeholderData: (before) => before,
  });

/** Asked for every other second while one runs, and a while after somebody else may have started one. */
export const useEvals = () =>
  useQuery({
    queryKey: ["lab", "evals"],
    queryFn: () => api.get<LabEval[]>("/lab/evals"),
    refetchInterval: (query) => (query.state.data?.some((each) => each.state === "running") ? 2_000 : 20_000),
  });

export const useBehavior = (behavior: string, split: Split | null) =>
  useQuery({
    queryKey: ["lab", "behavior", behavior, split],
    queryFn: () => api.get<LabBehavior>(`/lab/behaviors/${behavior}${search({ split })}`),
    placeholderData: (before) => (before?.behavior === behavior ? before : undefined),
  });

export const useRun = (run: string | null, split: Split | null) =>
  useQuery({
    queryKey: ["lab", "run", run, split],
    queryFn: () => api.get<LabRunView>(`/lab/runs/${run}${search({ split })}`),
    enabled: run !== null,
    placeholderData: (before) => before,
  });

export const useCase = (behavior: string, id: string, now: boolean) =>
  useQuery({
    queryKey: ["lab", "case", behavior, id, now],
    queryFn: () => api.get<LabCase>(`/lab/behaviors/${behavior}/cases/${encodeURIComponent(id)}${search({ now: now ? "true" : null })}`),
  });

export const useComparison = (first: string | null, second: string | null, split: Split | null) =>
  useQuery({
    queryKey: ["lab", "compare", first, second, split],
    queryFn: () => api.get<LabComparison>(`/lab/compare${search({ first, second, split })}`),
    enabled: first !== null && second !== null && first !== second,
  });

export const useTraining = () =>
  useQuery({
    queryKey: ["lab", "training"],
    queryFn: () => api.get<LabTraining[]>("/lab/training"),
    refetchInterval: (query) => (query.state.data?.some((run) => run.moving) ? 5_000 : 30_000),
  });

export const useAdapters = () => useQuery({ queryKey: ["lab", "adapters"], queryFn: () => api.get<LabAdapters>("/lab/adapters") });
export const useCollected = () => useQuery({ queryKey: ["lab", "feedback"], queryFn: () => api.get<CollectedView>("/lab/feedback") });
export const useAudits = () => useQuery({ queryKey: ["lab", "audits"], queryFn: () => api.get<LabAudit[]>("/lab/audits") });
export const useWins = () => useQuery({ queryKey: ["lab", "wins"], queryFn: () => api.get<LabWins[]>("/lab/wins") });
export const useRollouts = () => useQuery({ queryKey: ["lab", "rollouts"], queryFn: () => api.get<LabRollouts[]>("/lab/rollouts") });

export const useRollout = (file: string | null, at: number) =>
  useQuery({
    queryKey: ["lab", "rollout", file, at],
    queryFn: () => api.get<LabRollout>(`/lab/rollouts/${file}/${at}`),
    enabled: file !== null,
    placeholderData: (before) => before,
  });

export const judging = (first: string, second: string) => ({
  queryKey: ["lab", "judging", first, second],
  queryFn: () => api.get<LabJudging>(`/lab/judging${search({ first, second })}`),
});

export const judge = (verdict: LabVerdictIn) => api.post<LabJudging>("/lab/judging", verdict);
export const takeBack = (first: string, second: string) => api.delete<LabJudging>(`/lab/judging${search({ first, second })}`);

const renewed = <T>(asked: Promise<T>): Promise<T> => asked.finally(() => forget("lab", "models", "consent"));

export const startEval = (what: LabEvalIn) => renewed(api.post<LabEval>("/lab/evals", what));
export const stopEval = (id: string) => renewed(api.post<LabEval>(`/lab/evals/${id}/stop`));
export const ship = (adapter: string) => renewed(api.post<LabAdapters>("/lab/ship", { adapter }));
export const rollBack = () => renewed(api.post<LabAdapters>("/lab/rollback"));
export const setConsent = (on: boolean) => renewed(api.put<ConsentView>("/lab/consent", { on }));
export const deleteCollected = () => renewed(api.delete<CollectedView>("/lab/feedback"));
export const openCase = (behavior: string, id: string) =>
  api.post<LabRoom>(`/lab/behaviors/${behavior}/cases/${encodeURIComponent(id)}/room`).finally(() => forget("rooms"));
