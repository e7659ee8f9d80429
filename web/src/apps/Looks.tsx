/** How apps, widgets and pages should look: what was heard, in the person's own words, and a choice over it. */
import { api } from "../api";
import { queries } from "../data";
import { i18n } from "../i18n";
import { Part } from "../settings/Settings";
import { Choice } from "../ui/field";
import { sayError } from "../ui/toast";
import type { TastesIn, TastesView } from "../wire.gen";
import { useTastes } from "./tastes";

type Name = "corners" | "density" | "pictures";

export default function Looks() {
  const tastes = useTastes();
  if (!tastes) return null;
  const set = (change: TastesIn) => api.put<TastesView>("/tastes", change).then((now) => queries.setQueryData(["tastes"], now), sayError);
  const none = ["", i18n.t("No preference")] as const;
  const parts: readonly [Name, string, readonly (readonly [string, string])[]][] = [
    ["corners", i18n.t("Corners"), [none, ["round", i18n.t("Rounded")], ["square", i18n.t("Square")]]],
    ["density", i18n.t("Space"), [none, ["airy", i18n.t("Airy")], ["dense", i18n.t("Dense")]]],
    ["pictures", i18n.t("Pictures and charts"), [none, ["more", i18n.t("More of them")], ["fewer", i18n.t("Rather words")]]],
  ];
  return (
    <Part title={i18n.t("What you like")} about={i18n.t("Apps and widgets follow this, and agents are told of it. It is learned from what you say (“rounder corners”, “too cramped”, “more charts”) and never guessed.")}>
      <div className="grid gap-4">
        {parts.map(([name, label, options]) => (
          <div key={name}>
            <Choice className="max-w-56" label={label} value={tastes[name]} options={options} onChange={(value) => void set({ [name]: value })} />
            {tastes.why[name] && <p className="mt-1 text-12 text-muted [overflow-wrap:anywhere]">{i18n.t("You said: “{words}”", { words: tastes.why[name] })}</p>}
          </div>
        ))}
      </div>
    </Part>
  );
}
