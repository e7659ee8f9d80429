/** What the page asks of trust: kept by TanStack Query under "trust" and "audit". */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api } from "../api";
import { forget } from "../data";
import type { ApprovalView, AuditView, RuleIn, RuleView, SettleIn, StandingView, TrustView, UndoneView, VerifiedView } from "../wire.gen";

export const useTrust = () => useQuery({ queryKey: ["trust"], queryFn: () => api.get<TrustView>("/trust") });

const stale = () => forget("trust", "inbox", "audit");

export const settle = (approval: string, body: SettleIn) => api.post<ApprovalView>(`/approvals/${approval}`, body).finally(stale);
export const makeRule = (rule: RuleIn) => api.post<RuleView>("/trust/rules", rule).finally(stale);
export const revokeRule = (rule: string) => api.delete(`/trust/rules/${rule}`).finally(stale);
export const takeRung = (kind: string, rung: StandingView["rung"]) => api.put<StandingView>(`/trust/rungs/${kind}`, { rung }).finally(stale);
export const undoCall = (room: string, call: string) => api.post<UndoneView>(`/rooms/${room}/calls/${call}/undo`).finally(stale);

export const useAudit = (everybody: boolean) =>
  useInfiniteQuery({
    queryKey: ["audit", everybody],
    queryFn: ({ pageParam }) => api.get<AuditView>(`/audit?everybody=${everybody}${pageParam ? `&before=${pageParam}` : ""}`),
    initialPageParam: 0,
    getNextPageParam: (last) => last.next,
  });

export const verifyAudit = () => api.get<VerifiedView>("/audit/verify");
