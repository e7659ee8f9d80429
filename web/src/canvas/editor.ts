/**
 * The editor put together: which extensions a document and a piece of code have, and what may change while it is open.
 */

import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput, indentUnit } from "@codemirror/language";
import { highlightSelectionMatches } from "@codemirror/search";
import { Compartment, EditorState, type Extension, Prec } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  dropCursor,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  rectangularSelection,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";
import { i18n } from "../i18n";
import { blameField, meFacet } from "./blame";
import { bubble } from "./bubble";
import { drawnBlocks } from "./drawn";
import { footers } from "./footer";
import { footnotes } from "./footnotes";
import { highlighting } from "./highlight";
import { findLanguage } from "./languages";
import { continueMarkup, markdown, shiftItem, toggleMark } from "./markdown";
import { marks } from "./marks";
import { nextEdits } from "./nextEditAsking";
import { notes } from "./notes";
import { presence } from "./presence";
import { preview } from "./preview";
import { provenance } from "./provenance";
import { search } from "./search";
import { stopKeys } from "./stops";
import { suggestions } from "./suggestions";
import { documentSurface, surface } from "./surface";
import { syncField } from "./sync";
import { tables } from "./tables";
import type { CanvasInfo } from "./types";
import { followFocus, lookField, type Page, pageFacet, setMode } from "./view";
import { wellFormed } from "./wellFormed";

const lineDirection = Decoration.line({ attributes: { dir: "auto" } });

/** Each line runs in the direction of its own first strong letter. */
const directions = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = this.draw(view);
    }

    update(update: ViewUpdate): void {
      if (update.docChanged || update.viewportChanged) this.decorations = this.draw(update.view);
    }

    draw(view: EditorView): DecorationSet {
      const ranges = [];
      let last = -1;
      for (const { from, to } of view.visibleRanges) {
        for (let at = from; at <= to; ) {
          const line = view.state.doc.lineAt(at);
          if (line.from !== last) ranges.push(lineDirection.range(line.from));
          last = line.from;
          at = line.to + 1;
        }
      }
      return Decoration.set(ranges);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

/** A carriage return at the end of a line is part of the text and nothing to look at. */
const specialChars = highlightSpecialChars({
  render(unit, description, placeholder) {
    const made = document.createElement("span");
    if (unit === 13) return made;
    made.className = "cv-special";
    made.title = description ?? "";
    made.textContent = placeholder;
    return made;
  },
});

const locked = EditorState.readOnly.compute([syncField, lookField], (state) => {
  const { mode, readOnly } = state.field(lookField);
  return readOnly || !state.field(syncField).editable || mode === "read";
});

function lookOf(mode: string, kind: CanvasInfo["kind"]): Extension {
  if (kind === "code") return EditorView.editorAttributes.of({ class: "cv cv-codemode" });
  if (mode === "source") return EditorView.editorAttributes.of({ class: "cv cv-prose cv-sourcemode" });
  return [
    EditorView.editorAttributes.of({ class: `cv cv-prose cv-${mode}mode` }),
    EditorView.contentAttributes.of({ "aria-readonly": String(mode === "read") }),
    preview(),
    tables(),
    drawnBlocks(),
    footnotes(),
  ];
}

/** Parts that change while the editor is open. */
export class Switches {
  private readonly look = new Compartment();
  private readonly language = new Compartment();
  private readonly label = new Compartment();

  first(canvas: CanvasInfo): Extension {
    return [this.look.of(lookOf("live", canvas.kind)), this.language.of(this.grammar(canvas)), this.label.of(this.name(canvas))];
  }

  /** The preview comes and goes with the mode, in the same transaction. */
  follow(kind: () => CanvasInfo["kind"]): Extension {
    return EditorState.transactionExtender.of((tr) => {
      const change = tr.effects.find((effect) => effect.is(setMode));
      return change ? { effects: this.look.reconfigure(lookOf(change.value as string, kind())) } : null;
    });
  }

  /** Title, kind or language changed. */
  update(view: EditorView, canvas: CanvasInfo): void {
    const { mode } = view.state.field(lookField);
    view.dispatch({
      effects: [
        this.look.reconfigure(lookOf(mode, canvas.kind)),
        this.language.reconfigure(this.grammar(canvas)),
        this.label.reconfigure(this.name(canvas)),
      ],
    });
    this.load(view, canvas);
  }

  /** Fetch the grammar of the canvas's language and colour the text with it. */
  load(view: EditorView, canvas: CanvasInfo): void {
    const wanted = canvas.kind === "code" && canvas.language ? findLanguage(canvas.language) : null;
    if (!wanted || wanted.support) return;
    // Without its grammar, code is plain text: nothing is lost when this fails.
    wanted.load().then(
      () => view.dom.isConnected && view.dispatch({ effects: this.language.reconfigure(this.grammar(canvas)) }),
      () => undefined,
    );
  }

  private name(canvas: CanvasInfo): Extension {
    return EditorView.contentAttributes.of({ "aria-label": canvas.title || i18n.t("Untitled canvas") });
  }

  private grammar(canvas: CanvasInfo): Extension {
    if (canvas.kind === "document") {
      return [
        markdown(),
        Prec.high(
          keymap.of([
            { key: "Enter", run: continueMarkup },
            { key: "Mod-b", run: toggleMark("**"), preventDefault: true },
            { key: "Mod-i", run: toggleMark("*"), preventDefault: true },
            { key: "Mod-e", run: toggleMark("`"), preventDefault: true },
            { key: "Tab", run: shiftItem(1), shift: shiftItem(-1) },
          ]),
        ),
        EditorView.lineWrapping,
        documentSurface(),
      ];
    }
    const found = canvas.language ? findLanguage(canvas.language) : null;
    return [
      found?.support ?? [],
      EditorView.contentAttributes.of({ spellcheck: "false" }),
      lineNumbers(),
      foldGutter({ openText: "⌄", closedText: "›" }),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      bracketMatching(),
      closeBrackets(),
      indentOnInput(),
      indentUnit.of(found?.name === "Python" ? "    " : "  "),
      keymap.of([...closeBracketsKeymap, indentWithTab]),
      rectangularSelection(),
    ];
  }
}

/** Everything that does not change while the editor is open. */
export function extensions(page: Page, switches: Switches): Extension {
  const { canvas, me } = page.props;
  return [
    // A "\r" is a character of the text: positions would differ from the server's if it ended a line.
    EditorState.lineSeparator.of("\n"),
    EditorView.clipboardInputFilter.of((text) => text.replace(/\r\n?/g, "\n")),
    EditorState.tabSize.of(4),
    EditorState.allowMultipleSelections.of(true),
    EditorView.perLineTextDirection.of(true),
    EditorView.contentAttributes.of({ "aria-multiline": "true", tabindex: "0" }),
    pageFacet.of(page),
    meFacet.of(me ?? ""),
    syncField,
    blameField,
    lookField,
    followFocus,
    locked,
    wellFormed(),
    history({ newGroupDelay: 600 }),
    nextEdits(),
    stopKeys(),
    keymap.of([...defaultKeymap.filter((binding) => binding.key !== "Mod-i"), ...historyKeymap, ...foldKeymap]),
    codeFolding({ placeholderText: "…" }),
    search(),
    highlightSelectionMatches({ minSelectionLength: 3 }),
    highlighting(),
    specialChars,
    drawSelection(),
    dropCursor(),
    directions,
    marks(),
    suggestions(),
    notes(),
    presence(),
    provenance(),
    bubble(),
    footers(),
    surface(),
    switches.first(canvas),
    switches.follow(() => page.props.canvas.kind),
  ];
}
