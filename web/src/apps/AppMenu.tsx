/** What else can be done with an app: a link that runs alone, a copy, one file, the shelf, what it keeps and may spend. */
import { Copy, Download, Ellipsis, Eraser, Gauge, Image, Link2, Store } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { api } from "../api";
import { queries, shares } from "../data";
import { i18n } from "../i18n";
import { copy, useActions } from "../room/actions";
import { useDesk } from "../room/desk";
import type { Canvas, RoomState } from "../room/state";
import { Button, IconButton } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Field, Note } from "../ui/field";
import { Menu, MenuItem, MenuLine } from "../ui/menu";
import { Secret } from "../ui/secret";
import { say, sayError } from "../ui/toast";
import type { AppOpened, AppView } from "../wire.gen";
import type { Values } from "./use";

interface Props {
  readonly room: RoomState;
  readonly canvas: Canvas;
  readonly app: AppView;
  readonly values: Values;
  /** PNG as a data: address; rejects where the app does not run. */
  picture(): Promise<string>;
}
type Open = "share" | "publish" | "budget" | null;

export function AppMenu({ room, canvas, app, values, picture }: Props) {
  const { canEdit, canTalk, owner } = useActions();
  const [open, setOpen] = useState<Open>(null);
  const [, go] = useLocation();
  const took = (now: AppView) => queries.setQueryData(["app", canvas.id], now);

  const remix = () =>
    api.post<AppOpened>(`/canvases/${canvas.id}/app/remix`, canEdit ? { room: room.id } : {}).then((made) => {
      if (made.room === room.id) useDesk.getState().show(made.canvas);
      else go(`/r/${made.room}/c/${made.canvas}`);
      say(i18n.t("This copy is yours to change."));
    }, sayError);
  const save = async () => {
    try {
      const { wholePage } = await import("./page");
      const page = await wholePage(app.text, app.language === "html" ? "html" : "tsx", canvas.title, values);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([page], { type: "text/html" }));
      link.download = `${canvas.title.replace(/[^\p{L}\p{N} ._-]+/gu, " ").trim() || "app"}.html`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    } catch (error) {
      sayError(error);
    }
  };
  const forget = () => api.delete(`/canvases/${canvas.id}/app/kept`).then(() => (say(i18n.t("What the app kept is gone.")), queries.invalidateQueries({ queryKey: ["app", canvas.id] })), sayError);

  return (
    <>
      <Menu label={i18n.t("App")} width={230} trigger={<IconButton label={i18n.t("More for this app")}><Ellipsis size={15} /></IconButton>}>
        {owner && <MenuItem icon={<Link2 size={14} />} onSelect={() => setOpen("share")}>{i18n.t("Share a link…")}</MenuItem>}
        {canTalk && <MenuItem icon={<Image size={14} />} onSelect={() => void attachPicture(room.id, canvas.title, picture)}>{i18n.t("Attach how it looks")}</MenuItem>}
        <MenuItem icon={<Copy size={14} />} onSelect={() => void remix()}>{i18n.t("Remix: a copy of your own")}</MenuItem>
        <MenuItem icon={<Download size={14} />} onSelect={() => void save()}>{i18n.t("Save as one HTML file")}</MenuItem>
        {owner && (
          <MenuItem icon={<Store size={14} />} onSelect={() => setOpen("publish")}>
            {app.published ? i18n.t("On the shelf…") : i18n.t("Publish in this workspace…")}
          </MenuItem>
        )}
        {canEdit && <MenuLine />}
        {canEdit && <MenuItem icon={<Gauge size={14} />} onSelect={() => setOpen("budget")}>{i18n.t("Use of models…")}</MenuItem>}
        {canEdit && app.stored_bytes > 0 && <MenuItem danger icon={<Eraser size={14} />} onSelect={() => void forget()}>{i18n.t("Forget what it keeps")}</MenuItem>}
      </Menu>
      {open === "share" && <ShareLink room={room.id} canvas={canvas} onClose={() => setOpen(null)} />}
      {open === "publish" && <Publish canvas={canvas} app={app} onDone={took} onClose={() => setOpen(null)} />}
      {open === "budget" && <Budget canvas={canvas} app={app} onDone={took} onClose={() => setOpen(null)} />}
    </>
  );
}

/** What a model that sees is shown with the next message, as any picture of the conversation. */
async function attachPicture(room: string, title: string, picture: () => Promise<string>): Promise<void> {
  try {
    const bytes = Uint8Array.from(atob((await picture()).split(",")[1] ?? ""), (letter) => letter.charCodeAt(0));
    const { attachFiles } = await import("../files/attach");
    if (await attachFiles(room, [new File([bytes], `${title}.png`, { type: "image/png" })])) say(i18n.t("Its picture is attached. Say what should look otherwise."));
  } catch (error) {
    sayError(error);
  }
}

function ShareLink({ room, canvas, onClose }: { room: string; canvas: Canvas; onClose(): void }) {
  const [address, setAddress] = useState("");
  const make = () => shares.make(room, canvas.id).then((made) => setAddress(location.origin + made.path), sayError);
  return (
    <Dialog open title={i18n.t("Share “{title}”", { title: canvas.title })} about={i18n.t("Whoever has the link runs the app without an account: alone, in its sandbox, without your conversation. What they keep in it stays with them.")} onClose={onClose}>
      {address ? (
        <Secret label={i18n.t("Link")} value={address} note={i18n.t("Shown only now. It works until you revoke it, under Share at the top of the conversation.")} onCopied={() => copy(address)} />
      ) : (
        <Button kind="primary" onClick={() => void make()}>
          <Link2 size={14} /> {i18n.t("Make a link")}
        </Button>
      )}
    </Dialog>
  );
}

interface Part {
  readonly canvas: Canvas;
  readonly app: AppView;
  onDone(now: AppView): void;
  onClose(): void;
}

function Publish({ canvas, app, onDone, onClose }: Part) {
  const [about, setAbout] = useState("");
  const done = (now: AppView, words: string) => (onDone(now), void queries.invalidateQueries({ queryKey: ["apps"] }), say(words), onClose());
  const put = () => api.put<AppView>(`/canvases/${canvas.id}/app/publish`, { description: about }).then((now) => done(now, i18n.t("On the shelf, under Apps.")), sayError);
  const take = () => api.delete(`/apps/${app.published}`).then(() => done({ ...app, published: "", changed_since: false }, i18n.t("Taken off the shelf. Copies that people made stay theirs.")), sayError);
  return (
    <Dialog open title={i18n.t("Publish “{title}”", { title: canvas.title })} about={i18n.t("Everybody of this workspace finds it under Apps, can read its code, and opens a copy of their own. Your conversation stays yours.")} onClose={onClose}>
      <form className="grid gap-4" onSubmit={(event) => (event.preventDefault(), void put())}>
        {app.published && <Note kind="plain">{app.changed_since ? i18n.t("An older version is on the shelf.") : i18n.t("It is on the shelf as it is now.")}</Note>}
        <Field label={i18n.t("What it is for")} value={about} maxLength={200} onChange={(event) => setAbout(event.target.value)} />
        <div className="flex flex-wrap gap-2">
          <Button type="submit" kind="primary">{app.published ? i18n.t("Publish this version") : i18n.t("Publish")}</Button>
          {app.published && <Button kind="danger" onClick={() => void take()}>{i18n.t("Take off the shelf")}</Button>}
        </div>
      </form>
    </Dialog>
  );
}

function Budget({ canvas, app, onDone, onClose }: Part) {
  const [tokens, setTokens] = useState(String(app.budget_tokens));
  const number = Number(tokens);
  const good = tokens.trim() !== "" && Number.isInteger(number) && number >= 0 && number <= 10_000_000;
  const put = () => api.put<AppView>(`/canvases/${canvas.id}/app/budget`, { tokens: number }).then((now) => (onDone(now), onClose()), sayError);
  return (
    <Dialog open title={i18n.t("Use of models")} about={i18n.t("An app that asks the model may use so many tokens a day; then it is told to wait.")} onClose={onClose}>
      <form className="grid gap-4" onSubmit={(event) => (event.preventDefault(), good && void put())}>
        <Field label={i18n.t("Tokens a day")} type="number" min={0} max={10_000_000} value={tokens} error={good ? undefined : i18n.t("A whole number up to 10 million; 0 for none.")} note={i18n.t("{spent} used today", { spent: app.spent_tokens.toLocaleString(i18n.locale) })} onChange={(event) => setTokens(event.target.value)} />
        <Button type="submit" kind="primary" className="justify-self-start">{i18n.t("Save")}</Button>
      </form>
    </Dialog>
  );
}
