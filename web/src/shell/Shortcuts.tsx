/** The sheet of keys. */
import { i18n } from "../i18n";
import { useDesk } from "../room/desk";
import { Dialog } from "../ui/dialog";
import { MOD } from "./keys";

export default function Shortcuts() {
  const open = useDesk((desk) => desk.open);
  const groups: [string, [string, string][]][] = [
    [
      i18n.t("Everywhere"),
      [
        [`${MOD} K`, i18n.t("Search and commands")],
        [`${MOD} ⇧ O`, i18n.t("New conversation")],
        [`${MOD} \\`, i18n.t("Show or hide conversations")],
        ["F6", i18n.t("Next pane (with ⇧ the one before)")],
        ["?", i18n.t("This sheet")],
      ],
    ],
    [
      i18n.t("Writing a message"),
      [
        ["Enter", i18n.t("Send")],
        ["⇧ Enter", i18n.t("New line")],
        ["Esc", i18n.t("Stop the answer, or go to the page")],
      ],
    ],
    [
      i18n.t("In a page"),
      [
        [`${MOD} J`, i18n.t("Ask for a change of the selected words")],
        ["Alt [", i18n.t("Change before")],
        ["Tab", i18n.t("Take a suggestion")],
        ["Alt ⇧ S", i18n.t("Shortcuts: length, reading level, translate, …")],
        ["Alt ]", i18n.t("The next word of a suggestion, else the next change")],
        ["Esc", i18n.t("Dismiss a suggestion")],
        [`${MOD} F`, i18n.t("Find")],
        [`${MOD} Z`, i18n.t("Undo what you did yourself")],
        ["/", i18n.t("Put something in: heading, list, table, image, …")],
        [`${MOD} ⇧ V`, i18n.t("Paste as plain text")],
        ["Alt ↑ ↓", i18n.t("Move the block up or down")],
        [`${MOD} Alt H`, i18n.t("History of the page")],
        ["Alt ⇧ O", i18n.t("Outline (there, Alt ↑ ↓ moves a section)")],
        ["Alt ⇧ L", i18n.t("Lenses: what the text holds, beside it")],
        ["Alt ⇧ F", i18n.t("Dim the other paragraphs")],
        ["Alt Enter", i18n.t("From a footnote to its note, and back")],
        ["Alt ⇧ T", i18n.t("Keep the line in the middle while writing")],
      ],
    ],
    [
      i18n.t("In a table"),
      [
        ["Tab", i18n.t("Next cell (with ⇧ the one before; a new row at the end)")],
        ["Enter", i18n.t("Cell below")],
        [`${MOD} Enter`, i18n.t("New row below")],
        ["Alt ↑ ↓ ← →", i18n.t("Move the row or the column")],
        ["Alt Enter", i18n.t("Everything for rows and columns")],
        ["Esc", i18n.t("Out of the table")],
      ],
    ],
  ];
  return (
    <Dialog open title={i18n.t("Keyboard shortcuts")} onClose={() => open(null)}>
      {groups.map(([name, keys]) => (
        <section key={name} className="mb-5 last:mb-0">
          <h3 className="mb-1 text-12 font-medium text-muted">{name}</h3>
          <dl>
            {keys.map(([key, words]) => (
              <div key={key} className="flex items-center gap-4 border-b border-line py-1.5 last:border-0">
                <dt className="order-2">
                  <kbd className="rounded-md border border-line bg-sunken px-1.5 py-0.5 font-ui text-12">{key}</kbd>
                </dt>
                <dd className="flex-1">{words}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
