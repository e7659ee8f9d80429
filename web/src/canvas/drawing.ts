/** Formulas, diagrams and the widgets of a page, drawn in place of their source. Each fetches what draws it when first needed; what it cannot draw it says plainly. */

import { type EditorView, WidgetType } from "@codemirror/view";
import { i18n, withTaskWords } from "../i18n";
import { useRoom } from "../room/store";
import { pageFacet } from "./view";
import { element } from "./widgets";

function trouble(into: HTMLElement, source: string, failure: unknown): void {
  const words = failure instanceof Error ? failure.message.replace(/^KaTeX parse error: /, "") : String(failure);
  into.classList.add("cv-undrawn");
  into.replaceChildren(element("code", "cv-undrawn-source", source), element("span", "cv-undrawn-why", words.split("\n").slice(0, 3).join(" ").slice(0, 300)));
}

export class MathWidget extends WidgetType {
  constructor(
    private readonly tex: string,
    private readonly display: boolean,
  ) {
    super();
  }

  override eq(other: MathWidget): boolean {
    return other.tex === this.tex && other.display === this.display;
  }

  override get estimatedHeight(): number {
    return this.display ? 60 : -1;
  }

  override toDOM(view: EditorView): HTMLElement {
    const { tex, display } = this;
    const made = element(display ? "div" : "span", display ? "cv-math cv-math-block" : "cv-math");
    made.append(element("code", "cv-undrawn-source", tex));
    import("./math").then(
      ({ draw }) => {
        try {
          draw(tex, made, display);
        } catch (failure) {
          trouble(made, tex, failure);
        }
        view.requestMeasure();
      },
      () => trouble(made, tex, i18n.t("The formula could not be drawn: the server does not answer.")),
    );
    return made;
  }

  override ignoreEvent(): boolean {
    return false;
  }
}

export class DiagramWidget extends WidgetType {
  constructor(private readonly code: string) {
    super();
  }

  override eq(other: DiagramWidget): boolean {
    return other.code === this.code;
  }

  override get estimatedHeight(): number {
    return 240;
  }

  override toDOM(view: EditorView): HTMLElement {
    const made = element("div", "cv-diagram");
    made.append(element("span", "cv-diagram-wait", i18n.t("Drawing…")));
    import("./diagram")
      .then(({ draw }) => draw(this.code))
      .then(
        (address) => {
          const image = element("img", "cv-diagram-picture") as HTMLImageElement;
          image.alt = i18n.t("Diagram: {code}", { code: this.code.slice(0, 500) });
          image.draggable = false;
          image.addEventListener("load", () => view.requestMeasure());
          image.src = address;
          made.replaceChildren(image);
        },
        (failure: unknown) => {
          trouble(made, this.code, failure);
          view.requestMeasure();
        },
      );
    return made;
  }

  override ignoreEvent(): boolean {
    return false;
  }
}

/** A widget of the catalogue (`src/widgets`). Its fence stays the text; what is ticked in it changes that text. */
export class BlockWidget extends WidgetType {
  constructor(
    private readonly source: string,
    private readonly fixed: boolean,
  ) {
    super();
  }

  override eq(other: BlockWidget): boolean {
    return other.source === this.source && other.fixed === this.fixed;
  }

  override get estimatedHeight(): number {
    return 180;
  }

  override toDOM(view: EditorView): HTMLElement {
    const made = element("div", "cv-widget");
    this.drawIn(made, view);
    const sized = new ResizeObserver(() => view.requestMeasure());
    sized.observe(made);
    return made;
  }

  override updateDOM(made: HTMLElement, view: EditorView): boolean {
    this.drawIn(made, view);
    return true;
  }

  override destroy(made: HTMLElement): void {
    void import("../widgets/mount").then(({ unmount }) => unmount(made));
  }

  override ignoreEvent(): boolean {
    return true;
  }

  private drawIn(made: HTMLElement, view: EditorView): void {
    const { source, fixed } = this;
    const props = view.state.facet(pageFacet)?.props;
    void withTaskWords(() => import("../widgets/mount"))().then(({ mount, keyOf }) => {
      const at = { room: useRoom.getState().room.id, place: props?.canvas.id ?? "", key: keyOf(source), mayAct: props?.canComment === true && !props.sharedCode, me: props?.me ?? "" };
      const fence = () => {
        const from = view.posAtDOM(made);
        const line = view.state.doc.lineAt(from);
        return { from: Math.min(line.to + 1, view.state.doc.length), source };
      };
      mount(made, {
        source,
        at,
        ...(fixed
          ? {}
          : {
              onEdit: () => {
                view.dispatch({ selection: { anchor: fence().from }, scrollIntoView: true });
                view.focus();
              },
              onSource: (change: (source: string) => string) => {
                const { from } = fence();
                const to = from + view.state.sliceDoc(from).indexOf(source) + source.length;
                if (view.state.sliceDoc(to - source.length, to) === source) view.dispatch({ changes: { from: to - source.length, to, insert: change(source) }, userEvent: "input" });
              },
            }),
      });
    });
  }
}
