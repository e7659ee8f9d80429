/** Who wrote what, shown on demand over the whole text: violet for machines, a person's hue for a person, and a legend. */

import { type Extension, type Range, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, type Panel, showPanel, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { i18n } from "../i18n";
import { blameField, meFacet, type Written } from "./blame";
import { hueOf } from "./hues";
import { nameOf } from "./view";
import { element } from "./widgets";

export const showAuthors = StateEffect.define<boolean>();

export const authorsField = StateField.define<boolean>({
  create: () => false,
  update: (shown, tr) => tr.effects.reduce((value, effect) => (effect.is(showAuthors) ? effect.value : value), shown),
  provide: (self) => showPanel.from(self, (shown) => (shown ? legend : null)),
});

function hue(run: Written): string {
  if (run.kind === "agent") return "agent";
  return run.kind === "import" ? "import" : hueOf(run.by);
}

function draw(view: EditorView): DecorationSet {
  if (!view.state.field(authorsField)) return Decoration.none;
  const ranges: Range<Decoration>[] = [];
  for (const { from, to } of view.visibleRanges) {
    view.state.field(blameField).between(from, to, (start, end, run) => {
      const [a, b] = [Math.max(from, start), Math.min(to, end)];
      if (b > a) ranges.push(Decoration.mark({ class: "cv-by", attributes: { "data-hue": hue(run), title: who(view, run) } }).range(a, b));
    });
  }
  return Decoration.set(ranges, true);
}

function who(view: EditorView, run: Written): string {
  if (run.kind === "import") return i18n.t("Imported");
  if (run.by === view.state.facet(meFacet)) return i18n.t("You");
  return nameOf(view.state, run.by, run.kind === "agent" ? i18n.t("Gesso") : i18n.t("Somebody"));
}

const drawing = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = draw(view);
    }

    update(update: ViewUpdate): void {
      const toggled = update.state.field(authorsField) !== update.startState.field(authorsField);
      if (toggled || (update.state.field(authorsField) && (update.docChanged || update.viewportChanged))) this.decorations = draw(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

function legend(view: EditorView): Panel {
  const dom = element("div", "cv-legend");
  const fill = () => {
    const shares = new Map<string, { run: Written; units: number }>();
    let all = 0;
    for (const iter = view.state.field(blameField).iter(); iter.value; iter.next()) {
      const key = iter.value.kind === "import" ? "import" : iter.value.by;
      const share = shares.get(key) ?? { run: iter.value, units: 0 };
      share.units += iter.to - iter.from;
      all += iter.to - iter.from;
      shares.set(key, share);
    }
    dom.replaceChildren(element("span", "cv-legend-title", i18n.t("Who wrote this")));
    for (const { run, units } of [...shares.values()].sort((a, b) => b.units - a.units)) {
      const entry = element("span", "cv-legend-entry");
      entry.dataset["hue"] = hue(run);
      entry.append(element("span", "cv-legend-swatch"), `${who(view, run)} ${Math.round((100 * units) / Math.max(1, all))} %`);
      dom.append(entry);
    }
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  fill();
  return {
    dom,
    top: true,
    update(update) {
      if (!update.docChanged) return;
      clearTimeout(timer);
      timer = setTimeout(fill, 500);
    },
    destroy: () => clearTimeout(timer),
  };
}

export function provenance(): Extension {
  const look = EditorView.editorAttributes.compute([authorsField], (state): Record<string, string> => {
    return state.field(authorsField) ? { class: "cv-authors" } : {};
  });
  return [authorsField, drawing, look];
}
