import { describe, expect, it } from "vitest";
import { candidatesFor, completed, mentionAt } from "./mentions";

const everybody = [
  { id: "u", name: "Cleo Édouard", agent: false },
  { id: "agent_critic", name: "Critic", agent: true },
  { id: "agent_checker", name: "Fact-checker", agent: true },
];

describe("mentions", () => {
  it("are seen where a name is being typed, not in addresses", () => {
    expect(mentionAt("ask @Cri", 8)).toEqual({ start: 4, typed: "Cri" });
    expect(mentionAt("@", 1)).toEqual({ start: 0, typed: "" });
    expect(mentionAt("(@éd", 4)).toEqual({ start: 1, typed: "éd" });
    expect(mentionAt("me@host", 7)).toBeNull();
    expect(mentionAt("@Critic look", 12)).toBeNull();
    expect(mentionAt("@@x", 3)).toBeNull();
  });

  it("offer agents first, and whoever's name has the letters in it", () => {
    expect(candidatesFor("c", everybody).map((each) => each.id)).toEqual(["agent_critic", "u", "agent_checker"]);
    expect(candidatesFor("check", everybody).map((each) => each.id)).toEqual(["agent_checker"]);
    expect(candidatesFor("zz", everybody)).toEqual([]);
  });

  it("are completed as one word, with a space after", () => {
    expect(completed("ask @cl please 😀", 7, { start: 4, typed: "cl" }, "Cleo Édouard")).toEqual({ text: "ask @CleoÉdouard please 😀", caret: 17 });
  });
});
