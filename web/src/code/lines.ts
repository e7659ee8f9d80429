/**
 * What lies on the lines of code that ran: where it went wrong, which tests passed, and in a document the output under
 * its fence. Added to an editor that is mounted, so that an editor that runs nothing does not load it.
 */
import { type EditorState, MapMode, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";

export interface Mark {
  /** From 1. */
  readonly line: number;
  readonly kind: "wrong" | "passed" | "failed";
  readonly words: string;
}

export interface Slot {
  readonly cell: number;
  /** End of the fence's last line. */
  readonly at: number;
  readonly element: HTMLElement;
}

/** Told to a slot's element: the editor draws it, and takes it out of the page, as it does far out of sight. */
export const HERE = "gesso-here";
export const AWAY = "gesso-away";

const setMarks = StateEffect.define<readonly Mark[]>();
const setSlots = StateEffect.define<readonly Slot[]>();

class Words extends WidgetType {
  constructor(private readonly mark: Mark) {
    super();
  }

  override eq(other: Words): boolean {
    return other.mark.kind === this.mark.kind && other.mark.words === this.mark.words;
  }

  override toDOM(): HTMLElement {
    const made = document.createElement("span");
    made.className = `cv-${this.mark.kind}`;
    made.textContent = `${this.mark.kind === "passed" ? "✓" : "✗"} ${this.mark.words}`;
    return made;
  }
}

class Place extends WidgetType {
  constructor(private readonly slot: Slot) {
    super();
  }

  override eq(other: Place): boolean {
    return other.slot.element === this.slot.element;
  }

  override toDOM(): HTMLElement {
    this.slot.element.dispatchEvent(new Event(HERE));
    return this.slot.element;
  }

  override destroy(): void {
    this.slot.element.dispatchEvent(new Event(AWAY));
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

function drawn(state: EditorState, marks: readonly Mark[]): DecorationSet {
  const ranges = [];
  for (const mark of marks) {
    if (mark.line > state.doc.lines) continue;
    const { from, to } = state.doc.line(mark.line);
    if (mark.kind === "wrong") ranges.push(Decoration.line({ class: "cv-wrong", attributes: { title: mark.words } }).range(from));
    else ranges.push(Decoration.widget({ widget: new Words(mark), side: 1 }).range(to));
  }
  return Decoration.set(ranges, true);
}

/** A mark goes when its line is changed: what it says is about other words then. */
const marksField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, tr) {
    if (tr.docChanged && marks.size) {
      const { doc } = tr.startState;
      marks = marks.update({ filter: (from) => !tr.changes.touchesRange(doc.lineAt(from).from, doc.lineAt(from).to) }).map(tr.changes);
    }
    for (const effect of tr.effects) if (effect.is(setMarks)) marks = drawn(tr.state, effect.value);
    return marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const slotsField = StateField.define<readonly Slot[]>({
  create: () => [],
  update(slots, tr) {
    if (tr.docChanged) {
      slots = slots.flatMap((slot) => {
        const at = tr.changes.mapPos(slot.at, -1, MapMode.TrackDel);
        return at === null ? [] : [{ ...slot, at }];
      });
    }
    for (const effect of tr.effects) if (effect.is(setSlots)) slots = effect.value;
    return slots;
  },
  provide: (field) =>
    EditorView.decorations.from(field, (slots) =>
      Decoration.set(
        slots.map((slot) => Decoration.widget({ widget: new Place(slot), block: true, side: 1 }).range(slot.at)),
        true,
      ),
    ),
});

function ready(view: EditorView): void {
  if (!view.state.field(marksField, false)) view.dispatch({ effects: StateEffect.appendConfig.of([marksField, slotsField]) });
}

export function markLines(view: EditorView, marks: readonly Mark[]): void {
  ready(view);
  view.dispatch({ effects: setMarks.of(marks) });
}

export function showSlots(view: EditorView, slots: readonly Slot[]): void {
  ready(view);
  view.dispatch({ effects: setSlots.of(slots) });
}

export const slotsOf = (state: EditorState): readonly Slot[] => state.field(slotsField, false) ?? [];

export function goToLine(view: EditorView, line: number): void {
  if (line > view.state.doc.lines) return;
  const { from } = view.state.doc.line(line);
  view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
  view.focus();
}
