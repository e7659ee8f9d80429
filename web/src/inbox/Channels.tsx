/** Settings of notices: where they go beside the inbox, when it is quiet, the calendar feed, and the server's mail. */
import { useQuery } from "@tanstack/react-query";
import { Bell, Mail, Send, Trash2, Webhook } from "lucide-react";
import { useState } from "react";
import { sentence } from "../api";
import { forget, useSession } from "../data";
import { i18n } from "../i18n";
import { Part } from "../settings/Settings";
import { useNow } from "../tasks/clockwork";
import { fromNow, zoneHere } from "../tasks/times";
import { Button, IconButton } from "../ui/button";
import { Choice, Field, Note, Tick } from "../ui/field";
import { Secret } from "../ui/secret";
import { say, sayError } from "../ui/toast";
import type { ChannelsView, ChannelView } from "../wire.gen";
import { channels, useChannels, useFeed, type ChannelKind, type Digest } from "./channels";
import { MailServer } from "./MailServer";
import { pushState, turnOffPush, turnOnPush } from "./push";

const ICONS = { push: Bell, email: Mail, webhook: Webhook, apprise: Send } as const;

export default function Channels() {
  const found = useChannels();
  const admin = useSession().data?.user?.admin ?? false;
  if (found.isError) return <Note kind="danger">{sentence(found.error)}</Note>;
  if (!found.data) return null;
  return (
    <>
      <Part title={i18n.t("Where notices go")} about={i18n.t("Every notice is in the inbox first. What is on here gets it, too.")}>
        {found.data.channels.length > 0 && (
          <ul className="mb-4 divide-y divide-line rounded-lg border border-line bg-surface">
            {found.data.channels.map((channel) => (
              <Channel key={channel.id} channel={channel} />
            ))}
          </ul>
        )}
        {found.data.kinds.push && <ThisBrowser />}
        <Add data={found.data} admin={admin} />
      </Part>
      <Feed />
      {admin && <MailServer />}
    </>
  );
}

/** Push to this browser, also while gesso is closed. */
function ThisBrowser() {
  const state = useQuery({ queryKey: ["notify", "push"], queryFn: pushState });
  const turn = async (on: boolean) => {
    try {
      if (!on) await turnOffPush();
      else if (!(await turnOnPush(zoneHere(), browserName()))) say(i18n.t("The browser was not allowed to show notifications."));
    } catch (error) {
      sayError(error);
    }
    forget("notify");
  };
  if (!state.data) return null;
  if (state.data === "unsupported") return <p className="mb-4 text-12 text-muted">{i18n.t("This browser cannot show notifications here: that needs https, or localhost.")}</p>;
  if (state.data === "denied") return <p className="mb-4 text-12 text-muted">{i18n.t("Notifications are blocked for this site. Allow them in the browser’s own settings to turn them on here.")}</p>;
  return (
    <div className="mb-4">
      <Button onClick={() => void turn(state.data === "off")}>
        <Bell size={14} /> {state.data === "off" ? i18n.t("Turn on in this browser") : i18n.t("Turn off in this browser")}
      </Button>
    </div>
  );
}

/** "Firefox on Linux", so that one's browsers can be told apart in the list. */
function browserName(): string {
  const agent = navigator.userAgent;
  const browser = /Firefox/.test(agent) ? "Firefox" : /Edg\//.test(agent) ? "Edge" : /Chrome/.test(agent) ? "Chromium" : /Safari/.test(agent) ? "Safari" : i18n.t("Browser");
  const system = /Android/.test(agent) ? "Android" : /iPhone|iPad/.test(agent) ? "iOS" : /Windows/.test(agent) ? "Windows" : /Mac/.test(agent) ? "macOS" : "Linux";
  return i18n.t("{browser} on {system}", { browser, system });
}

function Channel({ channel }: { channel: ChannelView }) {
  const now = useNow();
  const [open, setOpen] = useState(false);
  const Icon = ICONS[channel.kind];
  const name = channel.name || channel.to;
  const test = () =>
    channels.test(channel.id).then((tried) => say(tried.message), sayError);
  return (
    <li className="px-3 py-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Icon size={15} aria-hidden className="shrink-0 text-muted" />
        <span className="min-w-0 flex-1">
          <span dir="auto" className="block truncate font-medium">
            {name}
          </span>
          <span className="block truncate text-12 text-muted">
            {[channel.name ? channel.to : "", channel.last_sent_at ? i18n.t("last sent {when}", { when: fromNow(channel.last_sent_at, now) }) : ""].filter(Boolean).join(" · ")}
          </span>
        </span>
        <span className="flex items-center gap-1 max-md:w-full max-md:ps-6">
          <Tick label={i18n.t("On")} checked={channel.enabled} onChange={(enabled) => void channels.change(channel.id, { enabled }).catch(sayError)} />
          <Button size="sm" onClick={() => void test()}>
            {channel.state === "unconfirmed" ? i18n.t("Send the confirmation again") : i18n.t("Try it")}
          </Button>
          <Button size="sm" kind="muted" aria-expanded={open} onClick={() => setOpen(!open)}>
            {i18n.t("Quiet hours")}
          </Button>
          <IconButton label={i18n.t("Remove {name}", { name })} onClick={() => void channels.remove(channel.id).catch(sayError)}>
            <Trash2 size={14} />
          </IconButton>
        </span>
      </div>
      {channel.state === "unconfirmed" && <p className="mt-1.5 text-12 text-warn">{i18n.t("Not confirmed yet: open the link in the mail that was sent there.")}</p>}
      {channel.state === "gone" && <p className="mt-1.5 text-12 text-warn">{i18n.t("That browser no longer takes notices. Remove it, or turn it on there again.")}</p>}
      {channel.last_error && <p className="mt-1.5 text-12 text-danger wrap-anywhere">{channel.last_error}</p>}
      {open && <Quiet channel={channel} />}
    </li>
  );
}

function Quiet({ channel }: { channel: ChannelView }) {
  const [from, setFrom] = useState(channel.quiet_from ?? "");
  const [to, setTo] = useState(channel.quiet_to ?? "");
  const digests: [Digest, string][] = [
    ["off", i18n.t("Each notice at once")],
    ["hourly", i18n.t("All of an hour together")],
    ["daily", i18n.t("All of a day together")],
  ];
  const save = () => {
    if (!from !== !to) return;
    void channels.change(channel.id, { quiet_from: from || null, quiet_to: to || null, zone: zoneHere() }).then(() => say(i18n.t("Saved.")), sayError);
  };
  return (
    <div className="mt-3 grid items-end gap-4 border-t border-line pt-3 md:grid-cols-3">
      <Field label={i18n.t("Quiet from")} type="time" value={from} onChange={(event) => setFrom(event.target.value)} onBlur={save} />
      <Field label={i18n.t("Quiet until")} type="time" value={to} onChange={(event) => setTo(event.target.value)} onBlur={save} />
      <Choice label={i18n.t("How often")} value={channel.digest} options={digests} onChange={(digest) => void channels.change(channel.id, { digest: digest as Digest }).catch(sayError)} />
    </div>
  );
}

function Add({ data, admin }: { data: ChannelsView; admin: boolean }) {
  const kinds: [Exclude<ChannelKind, "push">, string, string, string][] = [
    ["email", i18n.t("E-mail"), i18n.t("Address"), "anna@example.org"],
    ["webhook", i18n.t("Webhook, Slack too"), i18n.t("Address it is posted to"), "https://…"],
    ["apprise", i18n.t("Another service (Apprise)"), i18n.t("Apprise address"), "ntfy://…"],
  ];
  const able = kinds.filter(([kind]) => data.kinds[kind]);
  const [kind, setKind] = useState<ChannelKind>(able[0]?.[0] ?? "webhook");
  const [address, setAddress] = useState("");
  const [failed, setFailed] = useState("");
  const [secret, setSecret] = useState("");
  const shown = able.find(([each]) => each === kind) ?? able[0];
  const add = async () => {
    if (!shown) return;
    setFailed("");
    try {
      const made = await channels.add({ kind: shown[0], zone: zoneHere(), address: address.trim() });
      setAddress("");
      setSecret(made.secret ?? "");
      if (made.state === "unconfirmed") say(i18n.t("A mail was sent there. Open its link to confirm."));
    } catch (error) {
      setFailed(sentence(error));
    }
  };
  return (
    <>
      {shown && (
        <form
          className="grid items-end gap-3 md:grid-cols-[200px_1fr_auto]"
          onSubmit={(event) => {
            event.preventDefault();
            void add();
          }}
        >
          <Choice label={i18n.t("Add")} value={shown[0]} options={able.map(([each, words]) => [each, words] as const)} onChange={(each) => setKind(each as ChannelKind)} />
          <Field label={shown[2]} type={shown[0] === "email" ? "email" : "text"} placeholder={shown[3]} value={address} required onChange={(event) => setAddress(event.target.value)} />
          <Button type="submit">{i18n.t("Add")}</Button>
        </form>
      )}
      {!data.kinds.email && (
        <p className="mt-2 text-12 text-muted">{admin ? i18n.t("For e-mail, say below which mail server this gesso may use.") : i18n.t("For e-mail, an administrator has to name a mail server.")}</p>
      )}
      {failed && (
        <div className="mt-3">
          <Note kind="danger">{failed}</Note>
        </div>
      )}
      {secret && <Secret className="mt-3" label={i18n.t("Its signing secret")} value={secret} note={i18n.t("Shown this once: who receives the notices can check by it that they come from here.")} />}
    </>
  );
}

function Feed() {
  const feed = useFeed();
  const [url, setUrl] = useState("");
  if (!feed.data) return null;
  const make = () => channels.makeFeed().then((made) => setUrl(made.url), sayError);
  return (
    <Part title={i18n.t("In your calendar")} about={i18n.t("An address that a calendar program can subscribe to. It shows what is planned; whoever has it can read that.")}>
      {url && <Secret label={i18n.t("Address")} value={url} note={i18n.t("Shown this once. A new one ends the old one.")} className="mb-3" />}
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => void make()}>{feed.data.on ? i18n.t("Make a new address") : i18n.t("Make an address")}</Button>
        {feed.data.on && (
          <Button kind="danger" onClick={() => void channels.endFeed().then(() => setUrl(""), sayError)}>
            {i18n.t("End the address")}
          </Button>
        )}
      </div>
    </Part>
  );
}
