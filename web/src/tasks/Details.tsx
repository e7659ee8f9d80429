/** Everything about a task as a form: what, when, where the result goes, who is told, and what it may cost. */
import { Plus, X } from "lucide-react";
import type { ReactNode } from "react";
import { useModels, useRoomView } from "../data";
import { i18n } from "../i18n";
import { Button, IconButton } from "../ui/button";
import { cx } from "../ui/cx";
import { Area, Choice, Field, INPUT, Tick } from "../ui/field";
import { useTasks, type TaskSettings } from "./data";
import type { Draft } from "./drafts";
import type { Form, Repeat, Unit } from "./form";
import { weekdayName } from "./times";

interface DetailsProps {
  readonly draft: Draft;
  /** The task's conversation, whose pages a result can be written into; without it, the page is made by the first run. */
  readonly room?: string;
  /** The task itself, which cannot run after itself. */
  readonly task?: string;
  onDraft(draft: Draft): void;
}

export function Details({ draft, room, task, onDraft }: DetailsProps) {
  const settings = (change: Partial<TaskSettings>) => onDraft({ ...draft, settings: { ...draft.settings, ...change } });
  return (
    <div className="space-y-6">
      <div className="grid gap-4">
        <Field label={i18n.t("Name")} value={draft.title} maxLength={300} placeholder={draft.instruction} onChange={(event) => onDraft({ ...draft, title: event.target.value })} />
        <Area label={i18n.t("What is to be done")} rows={3} value={draft.instruction} onChange={(event) => onDraft({ ...draft, instruction: event.target.value })} />
      </div>
      <When draft={draft} task={task ?? ""} onDraft={onDraft} />
      <Result settings={draft.settings} onSettings={settings} room={room ?? ""} />
      <Limits settings={draft.settings} onSettings={settings} />
    </div>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset>
      <legend className="mb-2 text-12 font-medium text-muted">{title}</legend>
      <div className="grid gap-4 md:grid-cols-2">{children}</div>
    </fieldset>
  );
}

function When({ draft, task, onDraft }: { draft: Draft; task: string; onDraft(draft: Draft): void }) {
  const form = draft.when;
  const others = (useTasks().data?.tasks ?? []).filter((each) => each.id !== task);
  const { after } = draft.settings;
  const set = (change: Partial<Form>) => onDraft({ ...draft, when: { ...form, ...change } });
  const follow = (other: string | null) => ({ ...draft, settings: { ...draft.settings, after: other } });
  const repeats: [Repeat, string][] = [
    ["once", i18n.t("Once")],
    ["daily", i18n.t("Daily")],
    ["weekly", i18n.t("Weekly")],
    ["monthly", i18n.t("Monthly")],
    ["interval", i18n.t("Every so often")],
  ];
  if (form.repeat === "other") repeats.push(["other", i18n.t("As it was said")]);
  const [first] = others;
  const kinds: [string, string][] = first ? [...repeats, ["after", i18n.t("After another task")]] : repeats;
  const choose = (kind: string) => {
    if (kind === "after") onDraft(follow(first?.id ?? null));
    else onDraft({ ...follow(null), when: { ...form, repeat: kind as Repeat } });
  };
  if (after !== null) {
    return (
      <Group title={i18n.t("When")}>
        <Choice label={i18n.t("Repeats")} value="after" options={kinds} onChange={choose} />
        <Choice
          label={i18n.t("Each time this one is done")}
          value={after}
          options={others.map((other) => [other.id, other.title] as const)}
          onChange={(other) => onDraft(follow(other))}
        />
      </Group>
    );
  }
  return (
    <Group title={i18n.t("When")}>
      <Choice label={i18n.t("Repeats")} value={form.repeat} options={kinds} onChange={choose} />
      {form.repeat === "once" && <Field label={i18n.t("Day")} type="date" value={form.day} onChange={(event) => set({ day: event.target.value })} />}
      {(form.repeat === "daily" || form.repeat === "weekly" || form.repeat === "monthly" || form.repeat === "interval") && <Every form={form} onForm={set} />}
      {form.repeat === "weekly" && <Weekdays chosen={form.weekdays} onChosen={(weekdays) => set({ weekdays })} />}
      {form.repeat === "monthly" && (
        <Field
          label={i18n.t("Day of the month")} type="number" min={1} max={31} value={form.monthday}
          note={form.monthday > 28 ? i18n.t("In shorter months: their last day.") : undefined}
          onChange={(event) => set({ monthday: Math.min(31, Math.max(1, Number(event.target.value) || 1)) })}
        />
      )}
      {form.repeat === "interval" ? (
        <>
          <Field label={i18n.t("Only from")} type="time" value={form.from} onChange={(event) => set({ from: event.target.value })} />
          <Field label={i18n.t("Only until")} type="time" value={form.to} onChange={(event) => set({ to: event.target.value })} />
        </>
      ) : (
        <Times times={form.times} single={form.repeat === "once"} onTimes={(times) => set({ times })} />
      )}
      {form.repeat !== "once" && (
        <Field label={i18n.t("Last day")} type="date" value={form.until} note={i18n.t("Empty: it goes on.")} onChange={(event) => set({ until: event.target.value })} />
      )}
      <Zone form={form} onForm={set} />
    </Group>
  );
}

function Every({ form, onForm }: { form: Form; onForm(change: Partial<Form>): void }) {
  const units: [Unit, string][] = [
    ["minutes", i18n.t("minutes")],
    ["hours", i18n.t("hours")],
    ["days", i18n.t("days of 24 hours")],
  ];
  const rest = form.repeat === "daily" ? i18n.t("days") : form.repeat === "weekly" ? i18n.t("weeks") : i18n.t("months");
  return (
    <div className="flex items-end gap-2">
      <Field label={i18n.t("Every")} type="number" min={1} value={form.every} className="w-20" onChange={(event) => onForm({ every: Math.max(1, Math.floor(Number(event.target.value)) || 1) })} />
      {form.repeat === "interval" ? (
        <Choice label={i18n.t("Unit")} hideLabel value={form.unit} options={units} className="flex-1" onChange={(unit) => onForm({ unit: unit as Unit })} />
      ) : (
        <span className="flex h-8 items-center text-13 text-muted coarse:h-11">{rest}</span>
      )}
    </div>
  );
}

function Weekdays({ chosen, onChosen }: { chosen: readonly number[]; onChosen(weekdays: number[]): void }) {
  return (
    <div role="group" aria-label={i18n.t("Days")} className="md:col-span-2">
      <p className="mb-1 text-13 font-medium">{i18n.t("Days")}</p>
      <div className="grid max-w-96 grid-cols-7 gap-1">
        {[0, 1, 2, 3, 4, 5, 6].map((day) => {
          const on = chosen.includes(day);
          return (
            <button
              key={day}
              type="button"
              aria-pressed={on}
              aria-label={weekdayName(day, "long")}
              onClick={() => onChosen(on ? chosen.filter((each) => each !== day) : [...chosen, day].sort())}
              className={cx(
                "h-8 rounded-md border text-13 coarse:h-11",
                on ? "border-accent bg-accent-soft font-medium text-accent" : "border-line bg-surface text-muted hover:border-line-strong hover:text-fg",
              )}
            >
              {weekdayName(day, "short")}
            </button>
          );
        })}
      </div>
    </div>
  );
}

function Times({ times, single, onTimes }: { times: readonly string[]; single: boolean; onTimes(times: string[]): void }) {
  const shown = single ? times.slice(0, 1) : times;
  return (
    <div role="group" aria-label={i18n.t("Time of day")}>
      <p className="mb-1 text-13 font-medium">{i18n.t("Time of day")}</p>
      <div className="flex flex-wrap items-center gap-2">
        {shown.map((time, at) => (
          <span key={at} className="flex items-center">
            <input
              type="time"
              aria-label={i18n.t("Time of day")}
              value={time}
              onChange={(event) => onTimes(times.map((each, n) => (n === at ? event.target.value : each)))}
              className={cx(INPUT, "w-28")}
            />
            {shown.length > 1 && (
              <IconButton label={i18n.t("Remove {name}", { name: time })} onClick={() => onTimes(times.filter((_, n) => n !== at))}>
                <X size={13} />
              </IconButton>
            )}
          </span>
        ))}
        {!single && times.length < 24 && (
          <IconButton label={i18n.t("Another time")} onClick={() => onTimes([...times, "12:00"])}>
            <Plus size={14} />
          </IconButton>
        )}
      </div>
    </div>
  );
}

function Zone({ form, onForm }: { form: Form; onForm(change: Partial<Form>): void }) {
  const zones = Intl.supportedValuesOf("timeZone");
  const all = zones.includes(form.zone) ? zones : [form.zone, ...zones];
  return (
    <div>
      <Choice label={i18n.t("By the clock of")} value={form.zone} options={all.map((zone) => [zone, zone.replaceAll("_", " ")] as const)} onChange={(zone) => onForm({ zone })} />
      <Tick label={i18n.t("Follows me when I travel")} checked={form.follows} onChange={(follows) => onForm({ follows })} />
    </div>
  );
}

type Change = { settings: TaskSettings; onSettings(change: Partial<TaskSettings>): void };

function Result({ settings, onSettings, room }: Change & { room: string }) {
  const models = useModels().data?.models ?? [];
  const pages = useRoomView(room).data?.canvases ?? [];
  const { kind: output, canvas } = settings.output;
  const written = settings.kind !== "reminder" && (output === "append" || output === "suggest");
  return (
    <Group title={i18n.t("What happens then")}>
      <Choice
        label={i18n.t("Kind")}
        value={settings.kind}
        options={[
          ["ask", i18n.t("A model does it")],
          ["reminder", i18n.t("I am only reminded")],
          ["watch", i18n.t("A model looks when something changed")],
        ]}
        onChange={(kind) => onSettings({ kind: kind as TaskSettings["kind"] })}
      />
      {settings.kind !== "reminder" && (
        <Choice
          label={i18n.t("Model")}
          value={settings.model ?? ""}
          options={[["", i18n.t("The default")], ...models.map((model) => [model.id, model.name] as const)]}
          onChange={(model) => onSettings({ model: model || null })}
        />
      )}
      {settings.kind === "watch" && (
        <Field
          label={i18n.t("Address to watch")} type="url" placeholder="https://…" value={settings.watch?.url ?? ""}
          onChange={(event) => onSettings({ watch: event.target.value ? { url: event.target.value } : null })}
        />
      )}
      {settings.kind !== "reminder" && (
        <Choice
          label={i18n.t("The result is")}
          value={output}
          options={[
            ["message", i18n.t("A message in its conversation")],
            ["document", i18n.t("A new page each time")],
            ["append", i18n.t("Added to one page")],
            ["suggest", i18n.t("Suggestions on one page")],
          ]}
          onChange={(kind) => onSettings({ output: { kind: kind as TaskSettings["output"]["kind"], canvas } })}
        />
      )}
      {written && (pages.length > 0 || canvas) && (
        <Choice
          label={i18n.t("Page")}
          value={canvas ?? ""}
          options={[["", i18n.t("A new one")], ...pages.map((page) => [page.id, page.title] as const)]}
          onChange={(chosen) => onSettings({ output: { kind: output, canvas: chosen || null } })}
        />
      )}
      <Choice
        label={i18n.t("Tell me")}
        value={settings.notify}
        options={[
          ["always", i18n.t("Each time")],
          ["changed", i18n.t("When something is new")],
          ["failures", i18n.t("Only when it failed")],
          ["never", i18n.t("Never")],
        ]}
        onChange={(notify) => onSettings({ notify: notify as TaskSettings["notify"] })}
      />
    </Group>
  );
}

function Limits({ settings, onSettings }: Change) {
  const overlap = String(settings.overlap);
  const options: [string, string][] = [
    ["skip", i18n.t("Leave this one out")],
    ["queue", i18n.t("Run it afterwards")],
    ["cancel", i18n.t("Stop the one before")],
    ["2", i18n.t("Run both")],
  ];
  if (!options.some(([value]) => value === overlap)) options.push([overlap, i18n.t("Up to {n} at once", { n: overlap })]);
  return (
    <Group title={i18n.t("Limits")}>
      <Choice
        label={i18n.t("When the one before still runs")}
        value={overlap}
        options={options}
        onChange={(value) => onSettings({ overlap: /^\d+$/.test(value) ? Number(value) : (value as "skip") })}
      />
      <Field
        label={i18n.t("Minutes at most")} type="number" min={1} max={1440} value={settings.max_minutes}
        onChange={(event) => onSettings({ max_minutes: Math.max(1, Math.floor(Number(event.target.value)) || 1) })}
      />
      <Field
        label={i18n.t("USD at most for each run")} type="number" min={0} step="0.01" value={settings.max_cost_usd ?? ""} placeholder={i18n.t("No limit")}
        onChange={(event) => onSettings({ max_cost_usd: event.target.value === "" ? null : Number(event.target.value) })}
      />
    </Group>
  );
}

/** The button that opens the form, and the form. */
export function Disclosed({ open, onOpen, children }: { open: boolean; onOpen(open: boolean): void; children: ReactNode }) {
  return (
    <div className="border-t border-line">
      <Button kind="muted" size="sm" aria-expanded={open} className="mx-2 my-1.5" onClick={() => onOpen(!open)}>
        {i18n.t("Details")}
      </Button>
      {open && <div className="border-t border-line px-4 py-4">{children}</div>}
    </div>
  );
}
