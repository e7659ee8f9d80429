/** Widgets that are only looked at. */
import { ArrowDown, ArrowRight, ArrowUp, ExternalLink, Info, Lightbulb, OctagonAlert, Pause, Play, TriangleAlert } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { renderBlock, splitBlocks } from "../chat/markdown";
import { i18n } from "../i18n";
import { Button } from "../ui/button";
import type { Audio, Callout, Citation, Figure, Kpi, Sources, Text, Timeline } from "./catalogue.gen";

function Prose({ text }: { text: string }) {
  const html = useMemo(() => splitBlocks(text).map((block) => renderBlock(block)), [text]);
  return (
    <div className="prose" dir="auto">
      {html.map((block, at) => (
        <div key={at} dangerouslySetInnerHTML={{ __html: block }} />
      ))}
    </div>
  );
}

export const TextView = ({ widget }: { widget: Text }) => <Prose text={widget.body} />;

const TONES = { note: Info, tip: Lightbulb, warning: TriangleAlert, danger: OctagonAlert } as const;

export function CalloutView({ widget }: { widget: Callout }) {
  const tone = widget.tone ?? "note";
  const Icon = TONES[tone];
  const names = { note: i18n.t("Note"), tip: i18n.t("Tip"), warning: i18n.t("Warning"), danger: i18n.t("Danger") };
  return (
    <div className="w-callout" data-tone={tone}>
      <Icon size={16} role="img" aria-label={names[tone]} />
      <Prose text={widget.body} />
    </div>
  );
}

const WAYS = { up: ArrowUp, down: ArrowDown, flat: ArrowRight } as const;

export function KpiView({ widget }: { widget: Kpi }) {
  return (
    <dl className="w-kpi">
      {widget.figures.map((figure, at) => (
        <div key={at} dir="auto">
          <dt>{figure.name}</dt>
          <dd>
            <span className="w-value">{figure.value}</span>
            <Change figure={figure} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Change({ figure }: { figure: Figure }) {
  if (!figure.change && !figure.trend) return null;
  const Icon = figure.trend ? WAYS[figure.trend] : null;
  const ways = { up: i18n.t("up"), down: i18n.t("down"), flat: i18n.t("unchanged") };
  return (
    <span className="w-change" data-good={figure.good ?? undefined}>
      {Icon && figure.trend && <Icon size={13} role="img" aria-label={ways[figure.trend]} />}
      {figure.change}
    </span>
  );
}

/** An address as a link that a person opens; nothing of it is loaded here. */
function Link({ address, children }: { address: string | undefined; children: string }) {
  if (!address || !/^https?:\/\//.test(address)) return <>{children}</>;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer nofollow">
      {children}
      <ExternalLink size={11} aria-label={i18n.t("opens another site")} />
    </a>
  );
}

export function CitationView({ widget }: { widget: Citation }) {
  return (
    <div className="w-citation" dir="auto">
      <blockquote>{widget.quote}</blockquote>
      <p>
        <Link address={widget.address}>{widget.source}</Link>
        {widget.where && <span> · {widget.where}</span>}
      </p>
    </div>
  );
}

const hostOf = (address: string | undefined) => {
  try {
    return address ? new URL(address).hostname.replace(/^www\./, "") : "";
  } catch {
    return "";
  }
};

export function SourcesView({ widget }: { widget: Sources }) {
  return (
    <ol className="w-sources">
      {widget.items.map((item, at) => {
        const rest = [item.by, item.date, hostOf(item.address)].filter(Boolean).join(" · ");
        return (
          <li key={at} dir="auto">
            <Link address={item.address}>{item.title}</Link>
            {rest && <small>{rest}</small>}
          </li>
        );
      })}
    </ol>
  );
}

export function TimelineView({ widget }: { widget: Timeline }) {
  return (
    <ol className="w-timeline">
      {widget.moments.map((each, at) => (
        <li key={at} dir="auto">
          <time>{each.when}</time>
          <div>
            {each.what}
            {each.more && <small>{each.more}</small>}
          </div>
        </li>
      ))}
    </ol>
  );
}

/** Sentences with the white space behind them; joined they are the text. */
const sentences = (text: string) => text.match(/[^.!?。！？\n]+(?:[.!?。！？]+["'”’)\]]*|\n+|$)\s*/g) ?? [text];

/** Only voices of this very machine: others would send the words away. */
const voiceFor = (language: string) => {
  const here = speechSynthesis.getVoices().filter((voice) => voice.localService);
  const wanted = (language || document.documentElement.lang).toLowerCase();
  return here.find((voice) => voice.lang.toLowerCase().startsWith(wanted.slice(0, 2))) ?? (language ? undefined : here[0]);
};

export function AudioView({ widget }: { widget: Audio }) {
  const parts = useMemo(() => sentences(widget.body), [widget.body]);
  const [now, setNow] = useState<number | null>(null);
  const [missing, setMissing] = useState(false);
  const run = useRef(0);
  useEffect(
    () => () => {
      run.current = -1;
      globalThis.speechSynthesis?.cancel();
    },
    [],
  );
  const stop = () => {
    run.current += 1;
    speechSynthesis.cancel();
    setNow(null);
  };
  const say = (at: number, mine: number) => {
    if (run.current !== mine) return;
    if (at >= parts.length) return setNow(null);
    const voice = voiceFor(widget.language ?? "");
    if (!voice) {
      setMissing(true);
      return setNow(null);
    }
    setNow(at);
    const said = new SpeechSynthesisUtterance(parts[at]);
    said.voice = voice;
    said.lang = voice.lang;
    said.onend = () => say(at + 1, mine);
    said.onerror = () => run.current === mine && setNow(null);
    speechSynthesis.speak(said);
  };
  const start = () => {
    if (!("speechSynthesis" in globalThis)) return setMissing(true);
    run.current += 1;
    say(0, run.current);
  };
  return (
    <div className="w-audio">
      <Button size="sm" onClick={now === null ? start : stop}>
        {now === null ? <Play size={13} /> : <Pause size={13} />} {now === null ? i18n.t("Read aloud") : i18n.t("Stop")}
      </Button>
      {missing && <p className="w-hint" role="status">{i18n.t("This browser has no voice of its own for it. The words are below.")}</p>}
      <p dir="auto" className="w-said">
        {parts.map((part, at) => (
          <span key={at} data-now={at === now || undefined}>
            {part}
          </span>
        ))}
      </p>
    </div>
  );
}
