/** The agents there are, and changes of one's own. */
import { useQuery } from "@tanstack/react-query";
import { api } from "../api";
import { forget } from "../data";
import type { AgentIn, AgentPatch, AgentsView, AgentView } from "../wire.gen";

/** Agents that can be asked in, and the tools one can be handed. */
export const useAgents = () =>
  useQuery({ queryKey: ["agents"], queryFn: () => api.get<AgentsView>("/agents"), staleTime: 60_000 });

export const agents = {
  make: (made: AgentIn) =>
    api.post<AgentView>("/agents", made).then((agent) => {
      forget("agents");
      return agent;
    }),
  change: (id: string, changed: AgentPatch) => api.patch(`/agents/${id}`, changed).then(() => forget("agents")),
  remove: (id: string) => api.delete(`/agents/${id}`).then(() => forget("agents")),
};
