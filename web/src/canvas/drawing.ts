/** Formulas and diagrams as widgets. Each fetches what draws it when first needed; what it cannot draw it says plainly. */

import { type EditorView, WidgetType } from "@codemirror/view";
import { i18n } from "../i18n";
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
