/**
 * Shows what the server pushes while no page is open, and does what a notification offers. It keeps no files and
 * answers no requests. What it shows was decrypted by the browser; the server's words are text, never a page.
 */
const WORDS = {
  en: { again: "Run it again", snooze: "Snooze for an hour" },
  de: { again: "Noch einmal", snooze: "In einer Stunde" },
};
const words = WORDS[self.navigator.language.slice(0, 2)] ?? WORDS.en;

self.addEventListener("push", (event) => {
  let told = {};
  try {
    told = event.data?.json() ?? {};
  } catch {
    // A push that is not ours still has to show something, or the browser takes the permission back.
  }
  const actions = (told.actions ?? []).filter((action) => action in words).map((action) => ({ action, title: words[action] }));
  event.waitUntil(
    self.registration.showNotification(told.title ?? "gesso", {
      body: told.body ?? "",
      ...(told.tag ? { tag: told.tag, renotify: true } : {}),
      icon: "/icon.svg",
      data: { notice: told.notice ?? null, url: told.url ?? "" },
      actions,
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { notice, url } = event.notification.data ?? {};
  event.waitUntil(notice && event.action ? act(notice, event.action, url) : open(url));
});

/** The browser changed its address at the push service: tell the server the new one. */
self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(
    (async () => {
      const { key } = await (await fetch("/api/notify/push-key")).json();
      const subscription = await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
      const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      await post("/api/notify/channels", { kind: "push", zone, subscription: subscription.toJSON() });
    })(),
  );
});

const post = (path, body) =>
  fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** Does it with the session of this browser; where that is over, the page says what to do. */
async function act(notice, action, url) {
  const done = await post(`/api/inbox/${encodeURIComponent(notice)}/act`, { action }).catch(() => null);
  if (!done?.ok) await open(url);
}

async function open(url) {
  const path = url.startsWith(self.location.origin) ? url : "/";
  const pages = await self.clients.matchAll({ type: "window" });
  const page = pages.find((each) => each.url === path) ?? pages[0];
  if (!page) return void (await self.clients.openWindow(path));
  await page.focus();
  if (page.url !== path) await page.navigate(path).catch(() => undefined);
}
