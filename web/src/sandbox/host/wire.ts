/** The app's end of the port. What it uses is taken before an app is there, so that no app can put itself between. */
import { isRecord, MAX_SAID, MAX_STACK, readMessage, type ErrorKind } from "../protocol";

type Heard = (params: unknown) => unknown;

export class Wire {
  readonly #post: (message: unknown) => void;
  readonly #waiting = new Map<number, { done: (value: unknown) => void; failed: (error: Error) => void }>();
  readonly #heard = new Map<string, Heard>();
  #last = 0;

  constructor(port: MessagePort) {
    this.#post = port.postMessage.bind(port);
    port.onmessage = ({ data }) => void this.#take(data);
  }

  on(method: string, heard: Heard): void {
    this.#heard.set(method, heard);
  }

  tell(method: string, params: unknown): void {
    this.#post({ jsonrpc: "2.0", method, params });
  }

  ask(method: string, params: unknown): Promise<unknown> {
    const id = ++this.#last;
    return new Promise((done, failed) => {
      this.#waiting.set(id, { done, failed });
      try {
        this.#post({ jsonrpc: "2.0", id, method, params: JSON.parse(JSON.stringify(params ?? {})) as unknown });
      } catch (error) {
        this.#waiting.delete(id);
        failed(new Error(`What ${method} is given must be JSON: ${String(error)}`));
      }
    });
  }

  report(kind: ErrorKind, message: unknown, stack: unknown = ""): void {
    this.tell("gesso/error", { kind, message: String(message).slice(0, MAX_SAID), stack: String(stack ?? "").slice(0, MAX_STACK) });
  }

  async #take(data: unknown): Promise<void> {
    const message = readMessage(data);
    if (!message) return;
    const { id, method } = message;
    if (method === undefined) {
      const waiting = id === undefined ? undefined : this.#waiting.get(id);
      if (!waiting || id === undefined) return;
      this.#waiting.delete(id);
      const said = isRecord(message.error) ? message.error["message"] : null;
      if (message.error) waiting.failed(new Error(typeof said === "string" ? said : "This was refused."));
      else waiting.done(message.result);
      return;
    }
    const answer = await this.#heard.get(method)?.(message.params);
    if (id !== undefined) this.#post({ jsonrpc: "2.0", id, result: answer ?? {} });
  }
}
