/** The page beside its translation, part by part; a part that changes is translated again, and no other. */
import { Languages, Square } from "lucide-react";
import { useEffect, useState } from "react";
import { sentence } from "../api";
import { useModels } from "../data";
import { i18n } from "../i18n";
import type { Canvas } from "../room/state";
import { Button } from "../ui/button";
import { Choice } from "../ui/field";
import { Table, Take, Told, useAligned, useMaking } from "./Beside";

const KEPT = "gesso.translation";
const CODES = "en de fr es it pt nl pl cs sv da nb fi tr el uk ru ar he hi zh ja ko vi id th ro hu ca la".split(" ");

/** The language that was last looked at, or that a model named; a conversation keeps its English name. */
function remembered(): string {
  const named = (localStorage.getItem(KEPT) ?? "de").toLowerCase();
  if (CODES.includes(named)) return named;
  const names = new Intl.DisplayNames("en", { type: "language" });
  return CODES.find((code) => names.of(code)?.toLowerCase().startsWith(named)) ?? "de";
}

export default function Translation({ canvas }: { canvas: Canvas }) {
  const [language, setLanguage] = useState(remembered);
  const [model, setModel] = useState("");
  const [keeping, keepUp] = useState(false);
  const models = (useModels().data?.models ?? []).filter((each) => each.provider !== "embedded");
  const column = `to-${language}`;
  const seen = useAligned(canvas.id, [column], model);
  const { making, failed, make, cease } = useMaking(canvas.id, model);
  const left = seen.data?.columns[0]?.id === column ? seen.data.columns[0].left : 0;
  useEffect(() => {
    if (keeping && left > 0 && !making && !failed) void make(column, left);
  }, [keeping, left, making, failed, column, make]);
  if (seen.isError) return <p className="p-6 text-13 text-danger">{sentence(seen.error)}</p>;
  if (!seen.data) return <div aria-hidden className="skeleton m-6 h-40 max-w-3xl animate-skeleton" />;
  const whole = seen.data.parts.filter((part) => !part.kept).length;
  const done = seen.data.columns[0]!;
  const choose = (to: string) => {
    cease();
    keepUp(false);
    localStorage.setItem(KEPT, to);
    setLanguage(to);
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex flex-wrap items-center gap-1.5 border-b border-line px-3 py-2">
        <Choice label={i18n.t("Language")} hideLabel className="w-40" value={language} options={Object.entries(seen.data.languages)} onChange={choose} />
        {models.length > 0 && (
          <Choice
            label={i18n.t("Model")}
            hideLabel
            className="w-44"
            value={model}
            options={[["", i18n.t("Default model")], ...models.map((each) => [each.id, each.name] as const)]}
            onChange={setModel}
          />
        )}
        {!making && (
          <Button
          kind="primary"
          disabled={!seen.data.model || done.left === 0}
          onClick={() => {
            keepUp(true);
            void make(column, done.left);
          }}
        >
          <Languages size={14} />
          {done.left === 0 && whole > 0 ? i18n.t("Translated") : done.left < whole ? i18n.t("Translate what changed ({left})", { left: done.left }) : i18n.t("Translate")}
          </Button>
        )}
        {making && (
          <span role="status" className="flex items-center gap-2 text-13 text-agent">
            {i18n.t("Translating: {left} of {whole} to do", { left: making.left, whole })}
            <Button
              size="sm"
              onClick={() => {
                cease();
                keepUp(false);
              }}
            >
              <Square size={12} /> {i18n.t("Stop")}
            </Button>
          </span>
        )}
        {!making && keeping && <span className="text-12 text-muted">{i18n.t("Kept up while this is open: only what changes is translated again.")}</span>}
      </div>
      <Told needs={seen.data.needs} failed={failed} />
      <Table
        canvas={canvas}
        seen={seen.data}
        lang={language}
        label={i18n.t("The page and its translation")}
        head={
          <>
            <div className="cell">
              <b className="text-14 font-medium">{canvas.title}</b>
            </div>
            <div className="cell">
              <span className="flex items-center justify-between gap-2">
                <b className="text-14 font-medium" lang={language}>
                  {done.title}
                </b>
                <Take canvas={canvas} column={done} />
              </span>
            </div>
          </>
        }
      />
    </div>
  );
}
