/** What can be done with an open page. */
import { ChartNoAxesColumnIncreasing, Code2, Download, Eye, EyeOff, Ellipsis, FileText, GraduationCap, Headphones, History as HistoryIcon, Languages, MessageSquarePlus, PanelsTopLeft, Pencil, Presentation, Search, Share2, Trash2 } from "lucide-react";
import { useState } from "react";
import { deleteCanvas } from "../data";
import { i18n } from "../i18n";
import { useActions } from "../room/actions";
import { pane, useDesk, wide } from "../room/desk";
import type { Canvas } from "../room/state";
import { begin } from "../marks/board";
import { TrustChoice } from "../marks/Trust";
import { IconButton } from "../ui/button";
import { InlineEdit } from "../ui/inlineEdit";
import { Menu, MenuChoice, MenuHeading, MenuItem, MenuLine, MenuOption } from "../ui/menu";
import { MOD } from "./keys";

const LANGUAGES = ["python", "javascript", "typescript", "tsx", "html", "css", "json", "sql", "rust", "go", "java", "c++", "shell", "yaml"];

export function CanvasMenu({ canvas }: { canvas: Canvas }) {
  const { canEdit, canTalk, owner, updateCanvas, setPrivate } = useActions();
  const [renaming, setRenaming] = useState(false);
  const desk = useDesk();
  if (renaming) {
    return (
      <div className="w-56 shrink-0">
        <InlineEdit
          value={canvas.title}
          label={i18n.t("Title of the page")}
          onDone={(title) => {
            setRenaming(false);
            if (title) void updateCanvas(canvas.id, { title });
          }}
        />
      </div>
    );
  }
  return (
    <Menu
      label={i18n.t("Page")}
      width={230}
      trigger={
        <IconButton label={i18n.t("More for this page")}>
          <Ellipsis size={16} />
        </IconButton>
      }
    >
      <MenuItem icon={<Search size={14} />} onSelect={() => pane.current?.openSearch()}>
        {i18n.t("Find in the page")}
      </MenuItem>
      <MenuItem icon={<HistoryIcon size={14} />} keys={`${MOD} Alt H`} onSelect={() => desk.openHistory()}>
        {i18n.t("History")}
      </MenuItem>
      {canEdit && (
        <MenuItem icon={<Pencil size={14} />} onSelect={() => setRenaming(true)}>
          {i18n.t("Rename")}
        </MenuItem>
      )}
      <MenuItem icon={<Download size={14} />} onSelect={() => desk.open("export")}>
        {i18n.t("Export…")}
      </MenuItem>
      {owner && (
        <MenuItem icon={<Share2 size={14} />} onSelect={() => desk.open("share")}>
          {i18n.t("Share…")}
        </MenuItem>
      )}
      {canTalk && (
        <MenuItem icon={<MessageSquarePlus size={14} />} onSelect={() => begin("whole")}>
          {i18n.t("Comment on the page")}
        </MenuItem>
      )}
      {!canvas.data && <MenuHeading>{i18n.t("Turn into")}</MenuHeading>}
      {!canvas.data && (
        <MenuItem icon={<Presentation size={14} />} onSelect={() => desk.turnInto("slides")}>
          {i18n.t("Slides")}
        </MenuItem>
      )}
      {canvas.kind === "document" && (
        <MenuItem icon={<GraduationCap size={14} />} onSelect={() => desk.turnInto("cards")}>
          {i18n.t("Quiz and cards")}
        </MenuItem>
      )}
      {canvas.kind === "document" && (
        <MenuItem icon={<Headphones size={14} />} onSelect={() => desk.turnInto("aloud")}>
          {i18n.t("Read aloud")}
        </MenuItem>
      )}
      {canvas.kind === "document" && (
        <MenuItem icon={<ChartNoAxesColumnIncreasing size={14} />} onSelect={() => desk.turnInto("levels")}>
          {i18n.t("Reading levels")}
        </MenuItem>
      )}
      {canvas.kind === "document" && (
        <MenuItem icon={<Languages size={14} />} onSelect={() => desk.turnInto("translation")}>
          {i18n.t("Translation beside it")}
        </MenuItem>
      )}
      {canvas.kind === "document" && (
        <MenuItem icon={<PanelsTopLeft size={14} />} onSelect={() => desk.turnInto("storyboard")}>
          {i18n.t("Comic storyboard")}
        </MenuItem>
      )}
      <TrustChoice canvas={canvas} />
      {canEdit && canvas.kind === "code" && wide() && (
        <>
          <MenuLine />
          <MenuHeading>{i18n.t("Language")}</MenuHeading>
          <MenuChoice value={canvas.language ?? ""} onChange={(language) => void updateCanvas(canvas.id, { language })}>
            {[...new Set([...LANGUAGES, ...(canvas.language ? [canvas.language] : [])])].map((language) => (
              <MenuOption key={language} value={language}>
                {language}
              </MenuOption>
            ))}
          </MenuChoice>
        </>
      )}
      {canEdit && (
        <>
          <MenuLine />
          <MenuItem
            icon={canvas.kind === "code" ? <FileText size={14} /> : <Code2 size={14} />}
            onSelect={() => void updateCanvas(canvas.id, { kind: canvas.kind === "code" ? "document" : "code" })}
          >
            {canvas.kind === "code" ? i18n.t("Treat as a document") : i18n.t("Treat as code")}
          </MenuItem>
          <MenuItem
            icon={canvas.private ? <Eye size={14} /> : <EyeOff size={14} />}
            onSelect={() => void setPrivate(canvas.id, !canvas.private)}
          >
            {canvas.private ? i18n.t("Allow next edits here") : i18n.t("Private: no next edits, never learned from")}
          </MenuItem>
          <MenuItem
            danger
            icon={<Trash2 size={14} />}
            onSelect={() => {
              desk.show(null);
              void deleteCanvas(canvas.id, canvas.title);
            }}
          >
            {i18n.t("Delete page")}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
