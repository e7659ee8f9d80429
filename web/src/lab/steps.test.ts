import { expect, test } from "vitest";
import { matrix } from "./matrix";
import { stepsOf } from "./steps";

test("a played conversation is told in order, each answer followed by what the user did", () => {
  const steps = stepsOf({
    messages: [
      { role: "user", content: "shorter" },
      { role: "assistant", content: "", tool_calls: [{ function: { name: "edit", arguments: '{"block": 2, "text": "Short."}' } }] },
      { role: "tool", content: "done" },
      { role: "assistant", content: "Shorter now." },
      { role: "user", content: "thanks" },
      { role: "assistant", content: "You are welcome." },
    ],
    exchanges: [
      { why: "as wished", settle: "accept", kept: 0.84 },
      { why: "", settle: "leave" },
    ],
  });
  expect(steps.map((step) => step.kind)).toEqual(["user", "call", "told", "said", "reaction", "user", "said", "reaction"]);
  expect(steps[1]).toEqual({ kind: "call", name: "edit", text: "block: 2\ntext: Short." });
  expect(steps[4]?.text).toBe("as wished · accept · 84 % kept");
});

test("whatever has another shape is shown and breaks nothing", () => {
  const steps = stepsOf({ messages: [{ role: "assistant", content: null, tool_calls: [{}] }, { role: "assistant", content: [{ text: "x" }], tool_calls: 7 }], exchanges: [] });
  expect(steps.map((step) => step.kind)).toEqual(["call", "said"]);
});

test("the matrix has targets first, then answers that are no target", () => {
  const found = matrix([
    { target: "chat", answer: "document", count: 3 },
    { target: "document", answer: "document", count: 5 },
    { target: "chat", answer: "(failed)", count: 1 },
  ]);
  expect(found.targets).toEqual(["chat", "document"]);
  expect(found.answers).toEqual(["chat", "document", "(failed)"]);
  expect([found.of("chat", "document"), found.of("document", "chat"), found.total("chat")]).toEqual([3, 0, 4]);
});
