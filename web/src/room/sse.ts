/**
 * Reads server-sent events out of pieces of text, wherever those are cut. Pure.
 *
 * Only `data` and `id` matter to us; comments (`:` lines, the server's heartbeat), `event` and `retry` are passed over.
 */
export interface Sent {
  readonly id: string;
  readonly data: string;
}

export class EventReader {
  private rest = "";
  private data: string[] = [];
  private id = "";

  /** Events that are complete with this piece. */
  push(piece: string): Sent[] {
    const found: Sent[] = [];
    // A line may end in CR, LF or CRLF; a CR at the very end waits, because its LF may come next.
    const text = this.rest + piece;
    const lines = text.split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") {
        if (this.data.length > 0) found.push({ id: this.id, data: this.data.join("\n") });
        this.data = [];
        continue;
      }
      const colon = line.indexOf(":");
      if (colon === 0) continue;
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (field === "data") this.data.push(value);
      else if (field === "id") this.id = value;
    }
    return found;
  }
}
