/**
 * Notifications of this browser: asking for them, taking them back. What is shown when one comes is public/sw.js.
 * Needs https or localhost; a browser without web push says "unsupported".
 */
import { api } from "../api";
import type { ChannelMade, PushKeyView } from "../wire.gen";

export type PushState = "unsupported" | "denied" | "off" | "on";

const supported = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

/** What this browser does now. */
export async function pushState(): Promise<PushState> {
  if (!supported()) return "unsupported";
  if (Notification.permission === "denied") return "denied";
  const found = await navigator.serviceWorker.getRegistration("/sw.js");
  return (await found?.pushManager.getSubscription()) ? "on" : "off";
}

/** Ask the person, subscribe this browser, and tell the server. Null when the person said no. Called on a click. */
export async function turnOnPush(zone: string, name = ""): Promise<ChannelMade | null> {
  if ((await Notification.requestPermission()) !== "granted") return null;
  await navigator.serviceWorker.register("/sw.js");
  const { pushManager } = await navigator.serviceWorker.ready;
  const { key } = await api.get<PushKeyView>("/notify/push-key");
  // One that was made for another server's key cannot be changed, only replaced.
  await (await pushManager.getSubscription())?.unsubscribe();
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  return api.post<ChannelMade>("/notify/channels", { kind: "push", zone, name, subscription: subscription.toJSON() });
}

/** End it here. The server's channel is deleted by its id, or goes by itself with the next push. */
export async function turnOffPush(): Promise<void> {
  const found = await navigator.serviceWorker.getRegistration("/sw.js");
  await (await found?.pushManager.getSubscription())?.unsubscribe();
}
