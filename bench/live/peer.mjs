// The peer: Hocuspocus, a Yjs server, as its documentation starts it; documents live in memory and are not stored.
//     node peer.mjs PORT TEXT_FILE
import { readFileSync } from "node:fs";
import { Server } from "@hocuspocus/server";

const text = readFileSync(process.argv[3], "utf8");
const server = new Server({
  port: Number(process.argv[2]),
  address: "127.0.0.1",
  quiet: true,
  async onLoadDocument({ document }) {
    document.getText("text").insert(0, text);
  },
});
await server.listen();
console.log("ready");
