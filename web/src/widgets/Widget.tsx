/**
 * A widget where it stands: drawn when it is one of the catalogue, else its words with the reason.
 *
 * Nothing in it is code or markup: words are text nodes, bodies go through the same sanitiser as answers, and no
 * property is ever an address that is loaded.
 */
import { Pencil, TriangleAlert } from "lucide-react";
import { Component, useMemo, type ReactNode } from "react";
import { i18n } from "../i18n";
import { IconButton } from "../ui/button";
import type { Place } from "./acts";
import type { Widget as Value } from "./catalogue.gen";
import { ChartView } from "./ChartView";
import { ChoiceView, FormView, PlanView } from "./Doing";
import { QuizView } from "./QuizView";
import { read } from "./read";
import { AudioView, CalloutView, CitationView, KpiView, SourcesView, TextView, TimelineView } from "./Showing";
import { DiffView } from "./DiffView";
import { TableView } from "./TableView";
import "./widgets.css";

export interface WidgetProps {
  readonly source: string;
  readonly at: Place;
  /** The widget is text of a page that this person may change: what is ticked changes that text. */
  onSource?: ((change: (source: string) => string) => void) | undefined;
  /** Shows the text that it is drawn from. */
  onEdit?: (() => void) | undefined;
}

export default function Widget(props: WidgetProps) {
  const found = useMemo(() => read(props.source), [props.source]);
  if (!found.widget) return <Refused why={found.why} words={found.words} onEdit={props.onEdit} />;
  const { widget } = found;
  return (
    <figure className="w" data-widget={widget.kind} aria-label={widget.label}>
      <figcaption className="w-head" dir="auto">
        <span className="w-label">{widget.label}</span>
        {props.onEdit && (
          <IconButton label={i18n.t("Change the text of this")} className="w-edit" onClick={props.onEdit}>
            <Pencil size={13} />
          </IconButton>
        )}
      </figcaption>
      <Guard key={props.source} words={props.source}>
        <Body widget={widget} {...props} />
      </Guard>
    </figure>
  );
}

function Body({ widget, at, onSource }: { widget: Value } & WidgetProps) {
  switch (widget.kind) {
    case "text":
      return <TextView widget={widget} />;
    case "callout":
      return <CalloutView widget={widget} />;
    case "kpi":
      return <KpiView widget={widget} />;
    case "table":
      return <TableView widget={widget} />;
    case "chart":
      return <ChartView widget={widget} />;
    case "form":
      return <FormView widget={widget} at={at} />;
    case "choice":
      return <ChoiceView widget={widget} at={at} />;
    case "plan":
      return <PlanView widget={widget} at={at} onSource={onSource} />;
    case "diff":
      return <DiffView widget={widget} />;
    case "citation":
      return <CitationView widget={widget} />;
    case "sources":
      return <SourcesView widget={widget} />;
    case "timeline":
      return <TimelineView widget={widget} />;
    case "quiz":
      return <QuizView widget={widget} at={at} />;
    case "audio":
      return <AudioView widget={widget} />;
  }
}

export function Refused({ why, words, onEdit }: { why: string; words: string; onEdit?: (() => void) | undefined }) {
  return (
    <figure className="w w-refused" role="group" aria-label={i18n.t("A widget that could not be shown")}>
      <div className="w-head">
        <TriangleAlert size={14} aria-hidden />
        <span className="w-why">{why}</span>
        {onEdit && (
          <IconButton label={i18n.t("Change the text of this")} className="w-edit" onClick={onEdit}>
            <Pencil size={13} />
          </IconButton>
        )}
      </div>
      <pre className="w-words" dir="auto" tabIndex={0}>
        {words}
      </pre>
    </figure>
  );
}

/** A part that breaks while it is drawn shows its words; the page around it stays. */
class Guard extends Component<{ words: string; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? <pre className="w-words">{this.props.words}</pre> : this.props.children;
  }
}
