// The floor under every measurement: a plain `ws` server that hands each message to everyone in the room, unread.
// It keeps no text, checks nothing, stores nothing.
//     node echo.mjs PORT
import { WebSocketServer } from "ws";

const rooms = new Map();
const server = new WebSocketServer({ host: "127.0.0.1", port: Number(process.argv[2]) });
server.on("connection", (socket, request) => {
  const room = rooms.get(request.url) ?? rooms.set(request.url, new Set()).get(request.url);
  room.add(socket);
  socket.on("message", (data, binary) => {
    for (const each of room) each.send(data, { binary });
  });
  socket.on("close", () => room.delete(socket));
});
server.on("listening", () => console.log("ready"));
