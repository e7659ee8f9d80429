/** Making an agent of one's own, or changing it. */
import { useState } from "react";
import { useModels } from "../data";
import { i18n } from "../i18n";
import { useActions } from "../room/actions";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Area, Choice, Field, Tick } from "../ui/field";
import { sayError } from "../ui/toast";
import type { AgentIn, AgentView, Trust } from "../wire.gen";
import { agents, useAgents } from "./data";
import { dotColour } from "./names";

const HUES = [300, 320, 340, 20, 60, 130, 170, 210, 240, 265] as const;

export default function AgentDialog({ agent, room, onClose }: { agent: AgentView | null; room: string; onClose(): void }) {
  const { inviteAgent, canEdit } = useActions();
  const models = useModels().data?.models ?? [];
  const tools = useAgents().data?.tools ?? [];
  const [draft, setDraft] = useState({
    name: agent?.name ?? "",
    instructions: agent?.instructions ?? "",
    tools: [...(agent?.tools ?? [])],
    model: agent?.model ?? "",
    hue: agent?.hue ?? 320,
    trust: agent?.trust ?? ("suggest" as Trust),
    shared: agent?.shared ?? false,
  });
  const put = (change: Partial<typeof draft>) => setDraft({ ...draft, ...change });
  const save = async () => {
    if (agent) {
      await agents.change(agent.id, draft);
      return agent.id;
    }
    const made: AgentIn = { ...draft, model: draft.model || null };
    return (await agents.make(made)).id;
  };
  return (
    <Dialog open wide title={agent?.name ?? i18n.t("New agent")} onClose={onClose}>
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          save().then((id) => {
            if (room && canEdit) inviteAgent(id);
            onClose();
          }, sayError);
        }}
      >
        <Field label={i18n.t("Name")} required autoFocus maxLength={60} value={draft.name} onChange={(event) => put({ name: event.target.value })} />
        <Area
          label={i18n.t("Instructions")}
          required
          rows={5}
          maxLength={20_000}
          value={draft.instructions}
          placeholder={i18n.t("You are a lawyer's reader. You look for promises that the text does not keep…")}
          onChange={(event) => put({ instructions: event.target.value })}
        />
        <div className="grid gap-4 md:grid-cols-2">
          <Choice
            label={i18n.t("What it may do by itself")}
            value={draft.trust}
            options={[
              ["suggest", i18n.t("Comment and suggest")],
              ["edit", i18n.t("Edit pages")],
            ]}
            onChange={(trust) => put({ trust: trust as Trust })}
          />
          <Choice
            label={i18n.t("Model")}
            value={draft.model}
            options={[["", i18n.t("The one chosen for the message")], ...models.map((model) => [model.id, model.name] as const)]}
            onChange={(model) => put({ model })}
          />
        </div>
        <fieldset>
          <legend className="mb-1 text-13 font-medium">{i18n.t("Colour")}</legend>
          <div className="flex flex-wrap gap-1.5">
            {HUES.map((hue) => (
              <label key={hue} className="relative grid size-7 place-items-center rounded-full has-checked:outline-2 has-checked:outline-accent has-focus-visible:outline-2 coarse:size-11">
                <input type="radio" name="hue" className="absolute inset-0 opacity-0" aria-label={`${hue}°`} checked={draft.hue === hue} onChange={() => put({ hue })} />
                <span aria-hidden className="size-4 rounded-full" style={{ background: dotColour(hue) }} />
              </label>
            ))}
          </div>
        </fieldset>
        <fieldset>
          <legend className="text-13 font-medium">{i18n.t("Tools")}</legend>
          <p className="mb-1 text-12 text-muted">{i18n.t("None ticked: all of them.")}</p>
          <div className="grid gap-x-4 md:grid-cols-2">
            {tools.map((tool) => (
              <Tick
                key={tool.name}
                label={tool.name.replaceAll("_", " ")}
                checked={draft.tools.includes(tool.name)}
                onChange={(on) => put({ tools: on ? [...draft.tools, tool.name] : draft.tools.filter((name) => name !== tool.name) })}
              />
            ))}
          </div>
        </fieldset>
        <Tick label={i18n.t("Everybody on this server can invite it")} checked={draft.shared} onChange={(shared) => put({ shared })} />
        <footer className="flex items-center gap-2">
          {agent && (
            <Button kind="danger" onClick={() => void agents.remove(agent.id).then(onClose, sayError)}>
              {i18n.t("Delete")}
            </Button>
          )}
          <span className="flex-1" />
          <Button kind="muted" onClick={onClose}>
            {i18n.t("Cancel")}
          </Button>
          <Button kind="primary" type="submit" disabled={!draft.name.trim() || !draft.instructions.trim()}>
            {agent ? i18n.t("Save") : i18n.t("Make and invite")}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
