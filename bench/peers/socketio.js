// A plain room broadcast with Socket.IO, to compare ours with: no store, no rules.
// FRAME_BYTES is the length of what everyone is sent for each vote.
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const frameBytes = Number(process.env.FRAME_BYTES);
const http = createServer();
const io = new Server(http, { transports: ['websocket'], serveClient: false });
let seq = 0;

function commit() {
  const bare = `42["commit",{"seq":${seq},"text":""}]`;
  return { seq, text: 'x'.repeat(Math.max(0, frameBytes - bare.length)) };
}

io.on('connection', (socket) => {
  socket.join('main');
  socket.on('vote', ({ id }) => {
    seq += 1;
    io.to('main').emit('commit', commit());
    socket.emit('ok', { id, seq });
  });
});

http.listen(0, '127.0.0.1', () => {
  console.log(`Socket.IO is ready at http://127.0.0.1:${http.address().port}`);
});
