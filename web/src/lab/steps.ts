/** A played conversation as steps on a line: what the user said and did, what the agent said, called and was told. Pure. */
import type { LabRollout } from "../wire.gen";

export interface Step {
  readonly kind: "user" | "said" | "call" | "told" | "reaction";
  readonly name: string;
  readonly text: string;
}

const words = (value: unknown): string => (typeof value === "string" ? value : value === null || value === undefined ? "" : JSON.stringify(value, null, 1));

interface Call {
  readonly function?: { readonly name?: unknown; readonly arguments?: unknown };
}

/** The steps in order; after each answer what the user made of it. Whatever has another shape is shown as it is. */
export function stepsOf(rollout: Pick<LabRollout, "messages" | "exchanges">): Step[] {
  const steps: Step[] = [];
  let exchange = -1;
  const react = () => {
    const one = rollout.exchanges[exchange];
    if (one) steps.push({ kind: "reaction", name: words(one["settle"]), text: reaction(one) });
  };
  for (const message of rollout.messages) {
    const role = message["role"];
    if (role === "user") {
      react();
      exchange += 1;
      steps.push({ kind: "user", name: "", text: words(message["content"]) });
    } else if (role === "tool") {
      steps.push({ kind: "told", name: "", text: words(message["content"]) });
    } else {
      const text = words(message["content"]);
      if (text) steps.push({ kind: "said", name: "", text });
      const calls = Array.isArray(message["tool_calls"]) ? (message["tool_calls"] as Call[]) : [];
      for (const call of calls) steps.push({ kind: "call", name: words(call.function?.name), text: pretty(call.function?.arguments) });
    }
  }
  react();
  return steps;
}

function reaction(exchange: Record<string, unknown>): string {
  const kept = exchange["kept"];
  const parts = [words(exchange["why"]), words(exchange["settle"]), typeof kept === "number" ? `${Math.round(kept * 100)} % kept` : ""];
  return parts.filter(Boolean).join(" · ");
}

/** Arguments come as JSON in a text. */
function pretty(given: unknown): string {
  if (typeof given !== "string") return words(given);
  try {
    const found = JSON.parse(given) as unknown;
    return found !== null && typeof found === "object" ? Object.entries(found).map(([key, value]) => `${key}: ${words(value)}`).join("\n") : words(found);
  } catch {
    return given;
  }
}
