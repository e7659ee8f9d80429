/**
 * Live preview of Markdown: marks are hidden where the caret is not, and bullets, boxes, rules and pictures are drawn.
 *
 * Only ever decorates what is in view (about 1 ms for a screen), and never changes the text; ticking a task box is a
 * change the person makes. Tables are in `tables.ts`, because they replace line breaks.
 */

import { syntaxTree } from "@codemirror/language";
import { type Extension, type Line, type Range } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import type { SyntaxNode, SyntaxNodeRef } from "@lezer/common";
import { findLanguage } from "./languages";
import { lookField, revealed } from "./view";
import { BoxWidget, BulletWidget, FenceWidget, ImageWidget, openable, RuleWidget, RUN, RunWidget } from "./widgets";

interface Span {
  readonly from: number;
  readonly to: number;
}

interface LineLook {
  readonly classes: Set<string>;
  items: number;
  quotes: number;
}

const hidden = Decoration.replace({});
const code = Decoration.mark({ class: "cv-code", attributes: { spellcheck: "false" } });
const rawMark = Decoration.mark({ class: "cv-slot" });
const quiet = Decoration.mark({ class: "cv-quiet" });

class Painter {
  readonly ranges: Range<Decoration>[] = [];
  private readonly lines = new Map<number, LineLook>();
  private items = 0;
  private quotes = 0;

  constructor(
    private readonly view: EditorView,
    private readonly carets: readonly Span[],
    private readonly seen: Span,
  ) {}

  private get doc() {
    return this.view.state.doc;
  }

  private touched(from: number, to: number): boolean {
    return this.carets.some((caret) => caret.from <= to && caret.to >= from);
  }

  private onLines(from: number, to: number): boolean {
    return this.touched(this.doc.lineAt(from).from, this.doc.lineAt(to).to);
  }

  private hide(from: number, to: number): void {
    if (to > from && this.onOneLine(from, to)) this.ranges.push(hidden.range(from, to));
  }

  /** A plugin may not replace a line break. */
  private onOneLine(from: number, to: number): boolean {
    return to <= this.doc.lineAt(from).to;
  }

  private look(lineFrom: number): LineLook {
    let look = this.lines.get(lineFrom);
    if (!look) this.lines.set(lineFrom, (look = { classes: new Set(), items: 0, quotes: 0 }));
    return look;
  }

  private eachLine(node: Span, then: (line: Line) => void): void {
    const end = Math.min(node.to, this.seen.to);
    for (let at = Math.max(node.from, this.seen.from); at <= end; ) {
      const line = this.doc.lineAt(at);
      then(line);
      at = line.to + 1;
    }
  }

  /** The blank line between a heading and its text is a small one; a second blank line is the writer's own. */
  private gapAfter(heading: number): void {
    const { number } = this.doc.lineAt(heading);
    if (number >= this.doc.lines) return;
    const next = this.doc.line(number + 1);
    if (next.length === 0) this.look(next.from).classes.add("cv-h-gap");
  }

  private style(node: Span, name: string): void {
    this.eachLine(node, (line) => this.look(line.from).classes.add(name));
  }

  /** The mark and the blank after it. */
  private withBlank(node: Span): number {
    const after = this.doc.sliceString(node.to, node.to + 1);
    return after === " " || after === "\t" ? node.to + 1 : node.to;
  }

  /** Returns false when the node's children need no look. */
  enter(ref: SyntaxNodeRef): boolean | void {
    const { name, from, to } = ref;
    const heading = /^(?:ATX|Setext)Heading(\d)$/.exec(name);
    if (heading) {
      this.gapAfter(to);
      return this.style(ref, `cv-h cv-h${heading[1]}`);
    }
    switch (name) {
      case "HeaderMark":
        return this.headerMark(ref.node);
      case "Blockquote":
        this.quotes++;
        return this.eachLine(ref, (line) => (this.look(line.from).quotes = this.quotes));
      case "QuoteMark":
        if (!this.onLines(from, to)) this.hide(from, this.withBlank(ref));
        return;
      case "ListItem":
        return this.item(ref.node);
      case "EmphasisMark":
      case "StrikethroughMark":
        return this.inlineMark(ref.node);
      case "InlineCode":
        this.ranges.push(code.range(from, to));
        if (!this.touched(from, to)) for (const mark of ref.node.getChildren("CodeMark")) this.hide(mark.from, mark.to);
        return false;
      case "FencedCode":
        this.fence(ref.node);
        return false;
      case "CodeBlock":
        this.style(ref, "cv-fence");
        return false;
      case "Table":
        return this.style(ref, "cv-table-source");
      case "Link":
        return this.link(ref.node);
      case "Autolink":
      case "URL":
        return this.url(ref.node);
      case "Image":
        this.image(ref.node);
        return false;
      case "HorizontalRule":
        this.style(ref, "cv-rule-line");
        if (!this.onLines(from, to)) this.ranges.push(Decoration.replace({ widget: RuleWidget.one }).range(from, to));
        return;
      case "Escape":
        if (!this.touched(from, to)) this.hide(from, from + 1);
        return;
      case "HTMLBlock":
      case "CommentBlock":
      case "LinkReference":
        this.ranges.push(quiet.range(from, to));
        return false;
      case "HTMLTag":
      case "Comment":
        this.ranges.push(quiet.range(from, to));
        return;
    }
  }

  leave(ref: SyntaxNodeRef): void {
    if (ref.name === "Blockquote") this.quotes--;
    else if (ref.name === "ListItem") this.items--;
  }

  private headerMark(mark: SyntaxNode): void {
    const heading = mark.parent!;
    if (this.onLines(heading.from, heading.to)) return;
    if (heading.name.startsWith("Setext")) {
      this.ranges.push(quiet.range(mark.from, mark.to));
    } else if (mark.from === heading.from) {
      let end = mark.to;
      while (end < heading.to && this.doc.sliceString(end, end + 1) === " ") end++;
      this.hide(mark.from, end);
    } else {
      this.hide(mark.from, mark.to);
    }
  }

  private inlineMark(mark: SyntaxNode): void {
    const whole = mark.parent!;
    if (!this.touched(whole.from, whole.to)) this.hide(mark.from, mark.to);
  }

  private item(item: SyntaxNode): void {
    this.items++;
    this.eachLine(item, (line) => (this.look(line.from).items = this.items));
    const mark = item.getChild("ListMark");
    if (!mark) return;
    const first = this.doc.lineAt(mark.from);
    this.look(first.from).classes.add("cv-item");
    const lead = this.doc.sliceString(first.from, mark.from);
    if (lead && !lead.trim() && !this.touched(first.from, mark.from - 1)) this.hide(first.from, mark.from);
    const task = item.getChild("Task")?.getChild("TaskMarker");
    if (task) {
      const done = /x/i.test(this.doc.sliceString(task.from, task.to));
      if (done) this.look(first.from).classes.add("cv-done");
      const end = this.withBlank(task);
      if (this.touched(mark.from, end - 1)) this.ranges.push(rawMark.range(mark.from, end));
      else this.ranges.push(Decoration.replace({ widget: new BoxWidget(done) }).range(mark.from, end));
      return;
    }
    const end = this.withBlank(mark);
    const bullet = item.parent?.name === "BulletList";
    if (bullet && !this.touched(mark.from, Math.max(mark.from, end - 1))) {
      this.ranges.push(Decoration.replace({ widget: BulletWidget.of(this.items) }).range(mark.from, end));
    } else {
      this.ranges.push(rawMark.range(mark.from, end));
    }
  }

  private fence(node: SyntaxNode): void {
    this.style(node, "cv-fence");
    const marks = node.getChildren("CodeMark");
    const first = this.doc.lineAt(node.from);
    const last = this.doc.lineAt(node.to);
    const close = marks.length > 1 ? marks.at(-1)! : null;
    if (first.from >= this.seen.from) this.look(first.from).classes.add("cv-fence-open");
    if (last.to <= this.seen.to) this.look(last.from).classes.add("cv-fence-close");
    const info = node.getChild("CodeInfo");
    const words = info ? this.doc.sliceString(info.from, info.to) : "";
    const label = findLanguage(words)?.name ?? words;
    if (this.touched(node.from, node.to)) {
      if (RUN.has(label)) this.ranges.push(Decoration.widget({ widget: RunWidget.one, side: 1 }).range(first.to));
      return;
    }
    this.ranges.push(Decoration.replace({ widget: new FenceWidget(label) }).range(node.from, first.to));
    if (close && close.from > first.to) this.hide(close.from, close.to);
  }

  private link(node: SyntaxNode): void {
    const url = node.getChild("URL");
    const marks = node.getChildren("LinkMark");
    // `[words]` alone is a link only if defined somewhere; brackets in prose must not vanish.
    if (!url || marks.length < 2) return;
    const address = this.doc.sliceString(url.from, url.to);
    const [opening, closing] = marks as [SyntaxNode, SyntaxNode];
    if (closing.from > opening.to) this.ranges.push(linkMark(address).range(opening.to, closing.from));
    if (this.touched(node.from, node.to)) return;
    this.hide(opening.from, opening.to);
    this.hide(closing.from, node.to);
  }

  private url(node: SyntaxNode): void {
    const within = node.parent?.name;
    if (within === "Link" || within === "Image" || within === "LinkReference" || within === "Autolink") return;
    const address = this.doc.sliceString(node.from, node.to).replace(/^<|>$/g, "");
    this.ranges.push(linkMark(address).range(node.from, node.to));
  }

  private image(node: SyntaxNode): void {
    const url = node.getChild("URL");
    const marks = node.getChildren("LinkMark");
    if (!url || marks.length < 2) return;
    const alt = this.doc.sliceString(marks[0]!.to, marks[1]!.from);
    const widget = new ImageWidget(this.doc.sliceString(url.from, url.to), alt);
    if (this.touched(node.from, node.to) || !this.onOneLine(node.from, node.to)) this.ranges.push(quiet.range(node.from, node.to));
    else this.ranges.push(Decoration.replace({ widget }).range(node.from, node.to));
  }

  finish(): Range<Decoration>[] {
    for (const [from, look] of this.lines) {
      const classes = [...look.classes];
      if (look.items) classes.push("cv-list");
      if (look.quotes) classes.push("cv-quote");
      const attributes: Record<string, string> = {};
      if (look.items || look.quotes) attributes["style"] = `--items:${look.items};--quotes:${look.quotes}`;
      if (look.classes.has("cv-fence")) attributes["spellcheck"] = "false";
      this.ranges.push(Decoration.line({ class: classes.join(" "), attributes }).range(from));
    }
    return this.ranges;
  }
}

function linkMark(address: string): Decoration {
  const title = openable(address) ? `${address} (Ctrl-click opens)` : address;
  return Decoration.mark({ class: "cv-link", attributes: { title, "data-address": address } });
}

function paint(view: EditorView, carets: readonly Span[]): DecorationSet {
  const ranges: Range<Decoration>[] = [];
  const tree = syntaxTree(view.state);
  for (const seen of view.visibleRanges) {
    const painter = new Painter(view, carets, seen);
    tree.iterate({
      from: seen.from,
      to: seen.to,
      enter: (node) => painter.enter(node),
      leave: (node) => painter.leave(node),
    });
    for (const range of painter.finish()) ranges.push(range);
  }
  return Decoration.set(ranges, true);
}

const painting = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    private carets: readonly Span[];
    private pressed = false;

    constructor(view: EditorView) {
      this.carets = revealed(view.state);
      this.decorations = paint(view, this.carets);
    }

    update(update: ViewUpdate): void {
      const { view, state, startState } = update;
      // A composition must not see its surroundings replaced, and text must not move under a pressed mouse button.
      if (view.composing && update.docChanged) {
        this.decorations = this.decorations.map(update.changes);
        return;
      }
      if (!this.pressed) this.carets = revealed(state);
      else if (update.docChanged) this.carets = this.carets.map((each) => ({ from: update.changes.mapPos(each.from), to: update.changes.mapPos(each.to) }));
      const look = state.field(lookField) !== startState.field(lookField);
      const parsed = syntaxTree(state) !== syntaxTree(startState);
      if (update.docChanged || update.viewportChanged || update.selectionSet || look || parsed) {
        this.decorations = paint(view, this.carets);
      }
    }

    press(view: EditorView): void {
      this.pressed = true;
      const release = () => {
        this.pressed = false;
        view.dispatch({ selection: view.state.selection });
      };
      view.dom.ownerDocument.addEventListener("mouseup", () => setTimeout(release), { once: true });
    }
  },
  {
    decorations: (plugin) => plugin.decorations,
    eventHandlers: {
      mousedown(event, view) {
        if (event.button === 0) this.press(view);
      },
    },
  },
);

const opening = EditorView.domEventHandlers({
  click(event, view) {
    const link = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-address]") : null;
    const address = link?.dataset["address"];
    if (!address || !openable(address)) return false;
    if (!event.ctrlKey && !event.metaKey && view.state.field(lookField).mode !== "read") return false;
    window.open(address, "_blank", "noopener,noreferrer");
    return true;
  },
});

export function preview(): Extension {
  return [painting, opening];
}
