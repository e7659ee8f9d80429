/** A widget in an answer: a fence in its words, or a call of `show_widget`. */
import { useTastes } from "../apps/tastes";
import { useSession } from "../data";
import { i18n } from "../i18n";
import { useActions } from "../room/actions";
import type { Call } from "../room/state";
import { useRoom } from "../room/store";
import { fenceOf, keyOf } from "./key";
import Widget from "./Widget";

interface InAnswerProps {
  readonly block?: string;
  readonly call?: Call;
  /** The message that holds it; "" where it cannot be answered. */
  readonly message: string;
}

export default function InAnswer({ block, call, message }: InAnswerProps) {
  const room = useRoom((state) => state.room.id);
  const me = useSession().data?.user?.id ?? "";
  const { canTalk } = useActions();
  useTastes();
  const fence = block === undefined ? null : fenceOf(block);
  if (fence && !fence.closed) return <p className="animate-breathe text-13 text-agent">{i18n.t("Drawing…")}</p>;
  const source = fence?.source ?? JSON.stringify(call?.args?.["widget"] ?? null);
  return <Widget source={source} at={{ room, place: message, key: call?.id ?? keyOf(source), mayAct: canTalk && message !== "" && call?.ok !== false, me }} />;
}
