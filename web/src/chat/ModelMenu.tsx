/** The menu of models: what each costs, whether it is ready, and the way to add one. */
import { ChevronDown, Plus } from "lucide-react";
import { useEffect, type ComponentProps, type ReactElement } from "react";
import { useLocation } from "wouter";
import { useModels } from "../data";
import { i18n } from "../i18n";
import { Button } from "../ui/button";
import { Menu, MenuChoice, MenuHeading, MenuItem, MenuLine, MenuOption } from "../ui/menu";
import type { ModelView } from "../wire.gen";
import { chooseModel, useChosenModel } from "./model";

/** What a model costs, in words; unknown prices are not guessed. */
export function priceOf(model: ModelView): string {
  if (model.provider === "embedded") return i18n.t("Free, on this machine");
  if (model.price_in === null || model.price_out === null) return "";
  if (model.price_in === 0 && model.price_out === 0) return i18n.t("Free");
  return i18n.t("${input} in, ${output} out", { input: model.price_in, output: model.price_out });
}

/** Whose model it is: the name of the connection, or words for what is ours. */
export function providerOf(model: ModelView): string {
  if (model.provider === "embedded") return i18n.t("Built in");
  if (model.provider === "scripted") return i18n.t("For tests");
  return model.provider;
}

/** The model that the next message goes to. */
export function useModelNow(): ModelView | null {
  const { data } = useModels();
  const { id } = useChosenModel();
  const models = data?.models ?? [];
  const gone = id !== null && data !== undefined && !models.some((model) => model.id === id);
  useEffect(() => {
    if (gone) chooseModel(null);
  }, [gone]);
  return models.find((model) => model.id === id) ?? models.find((model) => model.id === data?.default) ?? models[0] ?? null;
}

export function ModelOptions(props: { value: string; onChoose(id: string): void }) {
  const { data } = useModels();
  const providers = [...new Set(data?.models.map(providerOf))];
  return (
    <MenuChoice value={props.value} onChange={props.onChoose}>
      {providers.map((provider) => (
        <div key={provider}>
          {providers.length > 1 && <MenuHeading>{provider}</MenuHeading>}
          {data?.models
            .filter((model) => providerOf(model) === provider)
            .map((model) => (
              <MenuOption key={model.id} value={model.id} side={priceOf(model)} note={model.note || undefined}>
                {model.name}
              </MenuOption>
            ))}
        </div>
      ))}
    </MenuChoice>
  );
}

export function ModelMenu({ trigger }: { trigger?: ReactElement<ComponentProps<"button">> }) {
  const now = useModelNow();
  const [, go] = useLocation();
  const { data } = useModels();
  const onlyOurs = data?.models.every((model) => model.provider === "embedded" || model.provider === "scripted") ?? false;
  return (
    <Menu
      align="start"
      side="top"
      width={300}
      label={i18n.t("Models")}
      trigger={
        trigger ?? (
          <Button size="sm" kind="muted" className="min-w-0 shrink" aria-label={i18n.t("Model: {name}", { name: now?.name ?? "" })}>
            <span className="truncate">{now?.name ?? i18n.t("No model")}</span>
            <ChevronDown size={13} className="shrink-0" />
          </Button>
        )
      }
    >
      <ModelOptions value={now?.id ?? ""} onChoose={chooseModel} />
      <MenuLine />
      <MenuItem icon={<Plus size={14} />} onSelect={() => go("/settings/models")}>
        {i18n.t("Add a model")}
        {onlyOurs && <span className="block text-12 text-muted">{i18n.t("Ollama, OpenAI, Anthropic, Gemini and others")}</span>}
      </MenuItem>
    </Menu>
  );
}
