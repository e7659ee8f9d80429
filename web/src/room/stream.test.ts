import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Event } from "../wire.gen";
import { EventReader } from "./sse";
import { follow, type Phase } from "./stream";

const row = (seq: number): Event => ({
  seq,
  room: "r",
  at: "2026-01-01T00:00:00Z",
  by: "u",
  body: { type: "text_delta", turn: "t", message: "m", delta: `é😀字${seq}` },
});
const frame = (seq: number) => `id: ${seq}\ndata: ${JSON.stringify({ type: "X", gesso: row(seq) })}\n\n`;

describe("EventReader", () => {
  it("reads the same events wherever the text is cut and whatever ends a line", () => {
    const text = `: hello\r\n\r\nevent: x\r\nid: 7\r\ndata: a\r\ndata:b\r\n\r\n${frame(1)}id: 2\rdata: c\r\rdata: d\n\n`;
    const expected = new EventReader().push(text);
    expect(expected.map((e) => e.data)).toContain("a\nb");
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), (cuts) => {
        const reader = new EventReader();
        const at = [0, ...cuts.sort((a, b) => a - b), text.length];
        const found = at.slice(1).flatMap((end, i) => reader.push(text.slice(at[i], end)));
        expect(found).toEqual(expected);
      }),
    );
  });
});

/** A server that holds `rows` and cuts each stream after `life` rows. */
function server(rows: Event[], life: number, broken: { left: number }) {
  const asked: string[] = [];
  const fetched = (async (input: string) => {
    asked.push(input);
    const after = Number(new URL(input, "http://x").searchParams.get("after"));
    if (input.includes("/events")) {
      if (broken.left-- > 0) throw new TypeError("network");
      return Response.json({ events: rows.slice(after, after + 2), seq: 2 });
    }
    return new Response(rows.slice(after, after + life).map((event) => frame(event.seq)).join(""));
  }) as typeof fetch;
  return { asked, fetched };
}

describe("follow", () => {
  it("delivers every row once and in order over cuts and failures, asking from the last it had", async () => {
    const rows = Array.from({ length: 11 }, (_, i) => row(i + 1));
    const { asked, fetched } = server(rows, 3, { left: 2 });
    const got: number[] = [];
    const phases: Phase[] = [];
    await new Promise<void>((resolve) => {
      const stop = follow({
        room: "r",
        after: () => got.at(-1) ?? 0,
        onEvents: (events) => {
          got.push(...events.map((event) => event.seq));
          if (got.length >= rows.length) {
            stop();
            resolve();
          }
        },
        onPhase: (phase) => phases.push(phase),
        fetch: fetched,
        schedule: (flush) => flush(),
        wait: async () => {},
      });
    });
    expect(got).toEqual(rows.map((event) => event.seq));
    expect(phases.slice(0, 3)).toEqual(["reconnecting", "reconnecting", "live"]);
    expect(asked.some((url) => url.endsWith("stream?after=7"))).toBe(true);
  });

  it("gives up where trying again cannot help, with the server's sentence", async () => {
    const phase = await new Promise<string>((resolve) => {
      follow({
        room: "r",
        after: () => 0,
        onEvents: () => {},
        onPhase: (now, error) => now === "lost" && resolve(`${error?.code}: ${error?.message}`),
        fetch: async () => Response.json({ error: { code: "not_found", message: "No such room." } }, { status: 404 }),
        wait: async () => {},
      });
    });
    expect(phase).toBe("not_found: No such room.");
  });
});
