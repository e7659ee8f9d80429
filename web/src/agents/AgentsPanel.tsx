/** Agents of a conversation: who is here, who can be asked in, one's own, and work in rounds. */
import { Plus, RefreshCcwDot, Settings2, UserMinus } from "lucide-react";
import { i18n } from "../i18n";
import { useActions } from "../room/actions";
import { openCanvases, type RoomState } from "../room/state";
import { Button, IconButton } from "../ui/button";
import type { AgentView } from "../wire.gen";
import { useAgents } from "./data";
import type { Opened } from "./Agents";
import { dotColour, handleOf } from "./names";

export default function AgentsPanel({ room, onOpen }: { room: RoomState; onOpen(what: Opened): void }) {
  const { data } = useAgents();
  const { canEdit, inviteAgent, dismissAgent } = useActions();
  const known = data?.agents ?? [];
  // Who is here may have been deleted, or be somebody else's.
  const strangers = Object.values(room.agents).filter((agent) => !known.some((each) => each.id === agent.id));
  const pages = openCanvases(room).length > 0;
  return (
    <>
      <p className="px-2 pt-1.5 pb-1 text-12 text-muted">
        {i18n.t("Call one with @ and its name. Gesso is always here.")}
      </p>
      <ul>
        {known.map((agent) => (
          <li key={agent.id} className="group flex min-h-10 items-center gap-2.5 rounded-md px-2 py-1 hover:bg-hover coarse:min-h-11">
            <span aria-hidden className="size-2 shrink-0 rounded-full" style={{ background: dotColour(agent.hue) }} />
            <span className="min-w-0 flex-1">
              <span className="block truncate text-13">
                {agent.name} <span className="text-12 text-muted">@{handleOf(agent.name)}</span>
              </span>
              <span className="block truncate text-12 text-muted">{aboutOf(agent)}</span>
            </span>
            {agent.origin === "mine" && (
              <IconButton label={i18n.t("Edit {name}", { name: agent.name })} onClick={() => onOpen({ agent })}>
                <Settings2 size={14} />
              </IconButton>
            )}
            {canEdit && <Presence here={room.agents[agent.id] !== undefined} agent={agent} onInvite={inviteAgent} onDismiss={dismissAgent} />}
          </li>
        ))}
        {strangers.map((agent) => (
          <li key={agent.id} className="flex min-h-10 items-center gap-2.5 rounded-md px-2 py-1 hover:bg-hover coarse:min-h-11">
            <span aria-hidden className="size-2 shrink-0 rounded-full" style={{ background: dotColour(agent.hue) }} />
            <span className="min-w-0 flex-1 truncate text-13">{agent.name}</span>
            {canEdit && <Presence here agent={agent} onInvite={inviteAgent} onDismiss={dismissAgent} />}
          </li>
        ))}
      </ul>
      <hr className="mx-2 my-1 border-line" />
      <div className="flex flex-wrap gap-1 p-1">
        <Button size="sm" kind="quiet" onClick={() => onOpen({ agent: null })}>
          <Plus size={14} /> {i18n.t("New agent…")}
        </Button>
        {canEdit && pages && (
          <Button size="sm" kind="quiet" onClick={() => onOpen("rounds")}>
            <RefreshCcwDot size={14} /> {i18n.t("Work in rounds…")}
          </Button>
        )}
      </div>
    </>
  );
}

function Presence(props: { here: boolean; agent: { id: string; name: string }; onInvite(id: string): void; onDismiss(id: string): void }) {
  const { here, agent } = props;
  if (here) {
    return (
      <IconButton label={i18n.t("Send {name} away", { name: agent.name })} onClick={() => props.onDismiss(agent.id)}>
        <UserMinus size={14} />
      </IconButton>
    );
  }
  return (
    <Button size="sm" aria-label={i18n.t("Invite {name}", { name: agent.name })} onClick={() => props.onInvite(agent.id)}>
      {i18n.t("Invite")}
    </Button>
  );
}

function aboutOf(agent: AgentView): string {
  if (agent.id === "agent_critic") return i18n.t("Comments on what is wrong; never edits");
  if (agent.id === "agent_editor") return i18n.t("Carries out comments with small changes");
  if (agent.id === "agent_checker") return i18n.t("Marks claims that contradict each other or lack a source");
  if (agent.origin === "shared") return i18n.t("Made by somebody here");
  return agent.instructions;
}
