/** Accounts of this gesso and invitations to it. */
import { useState } from "react";
import { api } from "../api";
import { forget, people, useInvitations, useSession, useUsers } from "../data";
import { i18n } from "../i18n";
import { Button } from "../ui/button";
import { Secret } from "../ui/secret";
import { sayError } from "../ui/toast";
import type { UserView } from "../wire.gen";
import { Part } from "./Settings";

export function People() {
  const me = useSession().data?.user;
  const users = useUsers(me?.admin ?? false);
  return (
    <>
      {me?.admin && (
        <Part title={i18n.t("Accounts")}>
          <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
            {users.data?.map((user) => (
              <Account key={user.id} user={user} self={user.id === me.id} />
            ))}
          </ul>
        </Part>
      )}
      <Invitations />
    </>
  );
}

function Account({ user, self }: { user: UserView; self: boolean }) {
  const change = (disabled: boolean) =>
    api.patch(`/users/${user.id}`, { disabled }).then(() => forget("users"), sayError);
  return (
    <li className="flex min-h-12 items-center gap-3 px-3 py-2">
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{user.name}</span>
        <span className="block truncate text-12 text-muted">
          {[user.email, user.admin ? i18n.t("Administrator") : "", user.disabled ? i18n.t("Disabled") : ""].filter(Boolean).join(" · ")}
        </span>
      </span>
      {!self && (
        <Button size="sm" kind={user.disabled ? "plain" : "danger"} onClick={() => void change(!user.disabled)}>
          {user.disabled ? i18n.t("Enable") : i18n.t("Disable")}
        </Button>
      )}
    </li>
  );
}

function Invitations() {
  const invitations = useInvitations().data ?? [];
  const [address, setAddress] = useState("");
  return (
    <Part title={i18n.t("Invitations")} about={i18n.t("An invitation is an address for one person; it ends after seven days. To share one conversation, use Share there.")}>
      <Button kind="primary" onClick={() => void people.invite({}).then((made) => setAddress(location.origin + made.path), sayError)}>
        {i18n.t("Invite somebody")}
      </Button>
      {address && <Secret className="mt-3" label={i18n.t("Invitation")} value={address} note={i18n.t("Send this address to one person. It is shown only now.")} />}
      {invitations.length > 0 && (
        <ul className="mt-4 divide-y divide-line rounded-lg border border-line bg-surface">
          {invitations.map((invitation) => (
            <li key={invitation.id} className="flex min-h-11 items-center gap-3 px-3 py-1.5">
              <span className="min-w-0 flex-1 truncate">
                {invitation.room ? i18n.t("To a conversation") : i18n.t("To this gesso")}
                <span className="text-muted">
                  {" · "}
                  {i18n.t("until {date}", { date: new Date(invitation.expires_at).toLocaleDateString(i18n.locale) })}
                </span>
              </span>
              <Button size="sm" kind="danger" onClick={() => void people.withdraw(invitation.id).catch(sayError)}>
                {i18n.t("Withdraw")}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Part>
  );
}
