/** Who may see and do what with this conversation: read-only links, people and their roles, invitations. */
import { Link2, Trash2 } from "lucide-react";
import { useState } from "react";
import { people, shares, useRoomView, useSession, useShares } from "../data";
import { i18n } from "../i18n";
import { copy } from "../room/actions";
import { useDesk } from "../room/desk";
import { openCanvases, type RoomState } from "../room/state";
import { Button, IconButton } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Choice } from "../ui/field";
import { sayError } from "../ui/toast";
import type { Role, ShareMade } from "../wire.gen";
import { Secret } from "../ui/secret";

export const roleWords = (role: Role): string =>
  ({
    owner: i18n.t("Owner"),
    edit: i18n.t("Can edit"),
    comment: i18n.t("Can converse and suggest"),
    view: i18n.t("Can read"),
  })[role];

const GIVEN: readonly Role[] = ["edit", "comment", "view"];

export default function Share({ room }: { room: RoomState }) {
  const open = useDesk((desk) => desk.open);
  return (
    <Dialog open wide title={i18n.t("Share “{title}”", { title: room.title || i18n.t("New conversation") })} onClose={() => open(null)}>
      <People room={room} />
      <Links room={room} />
    </Dialog>
  );
}

function People({ room }: { room: RoomState }) {
  const me = useSession().data?.user?.id;
  const members = useRoomView(room.id).data?.members ?? Object.values(room.members);
  const [role, setRole] = useState<Role>("edit");
  const [address, setAddress] = useState("");
  const invite = () =>
    people.invite({ room: room.id, role }).then((made) => setAddress(location.origin + made.path), sayError);
  return (
    <section aria-labelledby="share-people">
      <h3 id="share-people" className="mb-1 text-13 font-semibold">
        {i18n.t("People")}
      </h3>
      <ul>
        {members.map((member) => (
          <li key={member.id} className="flex min-h-10 items-center gap-3 border-b border-line">
            <span className="min-w-0 flex-1 truncate">
              {member.name} {member.id === me && <span className="text-muted">{i18n.t("(you)")}</span>}
            </span>
            {member.role === "owner" ? (
              <span className="text-12 text-muted">{roleWords("owner")}</span>
            ) : (
              <>
                <Choice
                  hideLabel
                  className="w-52"
                  label={i18n.t("Role of {name}", { name: member.name })}
                  value={member.role}
                  options={GIVEN.map((each) => [each, roleWords(each)] as const)}
                  onChange={(next) => void people.setRole(room.id, member.id, next).catch(sayError)}
                />
                <IconButton
                  label={i18n.t("Remove {name}", { name: member.name })}
                  onClick={() => void people.remove(room.id, member.id).catch(sayError)}
                >
                  <Trash2 size={14} />
                </IconButton>
              </>
            )}
          </li>
        ))}
      </ul>
      <div className="mt-3 flex flex-wrap items-end gap-2">
        <Choice
          className="w-52"
          label={i18n.t("Invite somebody who")}
          value={role}
          options={GIVEN.map((each) => [each, roleWords(each)] as const)}
          onChange={(next) => setRole(next as Role)}
        />
        <Button onClick={() => void invite()}>{i18n.t("Make an invitation")}</Button>
      </div>
      {address && (
        <Secret
          className="mt-3"
          label={i18n.t("Invitation")}
          value={address}
          note={i18n.t("Send this address to one person. It works once, for seven days, and is shown only now.")}
        />
      )}
    </section>
  );
}

function Links({ room }: { room: RoomState }) {
  const links = useShares(room.id).data ?? [];
  const canvases = openCanvases(room);
  const shown = useDesk((desk) => desk.canvas);
  const [what, setWhat] = useState(shown ?? "");
  const [made, setMade] = useState<ShareMade | null>(null);
  const make = () => shares.make(room.id, what || null).then(setMade, sayError);
  return (
    <section aria-labelledby="share-links" className="mt-8">
      <h3 id="share-links" className="text-13 font-semibold">
        {i18n.t("Read-only links")}
      </h3>
      <p className="mb-3 text-13 text-muted">
        {i18n.t("Whoever has the address can read, without an account: the pages, never the conversation's people.")}
      </p>
      <div className="flex flex-wrap items-end gap-2">
        <Choice
          className="min-w-52 flex-1"
          label={i18n.t("Link to")}
          value={what}
          options={[["", i18n.t("All pages of this conversation")], ...canvases.map((canvas) => [canvas.id, canvas.title] as const)]}
          onChange={setWhat}
        />
        <Button kind="primary" onClick={() => void make()}>
          <Link2 size={14} /> {i18n.t("Make a link")}
        </Button>
      </div>
      {made && (
        <Secret
          className="mt-3"
          label={i18n.t("Link")}
          value={location.origin + made.path}
          note={i18n.t("Shown only now. It works until you revoke it.")}
          onCopied={() => copy(location.origin + made.path)}
        />
      )}
      {links.length > 0 && (
        <ul className="mt-4">
          {links.map((link) => (
            <li key={link.id} className="flex min-h-10 items-center gap-3 border-t border-line">
              <span className="min-w-0 flex-1 truncate">
                {link.canvas ? (room.canvases[link.canvas]?.title ?? i18n.t("A page")) : i18n.t("All pages")}
                <span className="text-muted"> · {new Date(link.created_at).toLocaleDateString(i18n.locale)}</span>
              </span>
              <Button size="sm" kind="danger" onClick={() => void shares.revoke(link.id).then(() => made?.id === link.id && setMade(null), sayError)}>
                {i18n.t("Revoke")}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
