import { expect, it } from "vitest";
import { matching, mentionable, mentionAt } from "./mentions";

it("finds the mention at the caret, and none in an address or between words", () => {
  expect(mentionAt("hello @cri", 10)).toEqual({ from: 6, letters: "cri" });
  expect(mentionAt("@", 1)).toEqual({ from: 0, letters: "" });
  expect(mentionAt("é 😀 @Zoë", 9)).toEqual({ from: 5, letters: "Zoë" });
  expect(mentionAt("mail a@b", 8)).toBeNull();
  expect(mentionAt("@critic is", 10)).toBeNull();
});

it("offers members, agents that are here, and those that come with gesso, each once", () => {
  const all = mentionable({
    members: { u: { id: "u", name: "Anna Maria", role: "owner" } },
    agents: { agent_critic: { id: "agent_critic", name: "Critic", hue: 0, instructions: "", model: null, tools: [], trust: "suggest" } },
  });
  expect(all.map(({ handle }) => handle)).toEqual(["Anna-Maria", "Critic", "Editor", "Fact-checker"]);
  expect(matching(all, "ma").map(({ name }) => name)).toEqual(["Anna Maria"]);
  expect(matching(all, "check").map(({ name }) => name)).toEqual(["Fact-checker"]);
});
