// Bun's own publish, to compare ours with: no store, no rules.
// FRAME_BYTES is the length of what everyone is sent for each vote.
const frameBytes = Number(process.env.FRAME_BYTES);
let seq = 0;

function commit() {
  const bare = `{"type":"commit","seq":${seq},"text":""}`;
  const text = 'x'.repeat(Math.max(0, frameBytes - bare.length));
  return `{"type":"commit","seq":${seq},"text":"${text}"}`;
}

const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  fetch(request, server) {
    return server.upgrade(request) ? undefined : new Response('This address is for sockets.', { status: 426 });
  },
  websocket: {
    open(socket) {
      socket.subscribe('main');
      socket.send(`{"type":"hello","seq":${seq}}`);
    },
    message(socket, message) {
      const { id } = JSON.parse(message);
      seq += 1;
      server.publish('main', commit());
      socket.send(JSON.stringify({ type: 'ok', id, seq }));
    },
  },
});

console.log(`Bun is ready at http://127.0.0.1:${server.port}`);
