// A server that says what a test puts into its mouth. It speaks the contract to a real browser over real sockets, but
// keeps no rules: it is for what no nest holds, such as a thousand entries, and for content nobody would type.

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, resolve } from "node:path";
import type { Duplex } from "node:stream";

import type { State, You } from "../src/lib/wire";

const BUILT = resolve(import.meta.dirname, "../dist");
/** What a handshake is answered with is made from this (RFC 6455, section 1.3). */
const HANDSHAKE = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const KINDS: Record<string, string> = { ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };

type Heard = (message: Record<string, unknown>, say: (message: object) => void) => void;

export class Stage {
  readonly url: string;
  /** How far this server's clock is ahead of the machine's. */
  ahead_ms = 0;
  #server: Server;
  #sockets = new Set<Duplex>();
  #seq = 1;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Serves the page, which finds this state; `heard` is told what it says besides asking for the time. */
  static async open(you: You, state: State, heard: Heard = () => {}): Promise<Stage> {
    const site = { name: "EchoNest", google: false, guests: "on", catalogue: "demo", spotify: false };
    const server = createServer((request, response) => {
      const path = new URL(request.url ?? "/", "http://stage").pathname;
      if (path === "/api/v1/site") return answer(response, site);
      if (path === "/api/v1/me") return answer(response, { you, nests: [] });
      if (path.startsWith("/api/") || path.startsWith("/artwork/")) return void response.writeHead(404).end();
      give(response, path);
    });
    server.on("upgrade", (request, socket) => stage.#welcome(request, socket, you, state, heard));
    await new Promise<void>((is_open) => server.listen(0, "127.0.0.1", is_open));
    const stage = new Stage(server);
    return stage;
  }

  /** Tells everyone what happened, as the next commit. */
  commit(events: object[], by = "ann"): void {
    this.#seq += 1;
    const told = { type: "commit", seq: this.#seq, position: `${this.#seq}-x`, at_ms: this.now_ms(), by, events };
    for (const socket of this.#sockets) write(socket, told);
  }

  now_ms(): number {
    return Date.now() + this.ahead_ms;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  #welcome(request: IncomingMessage, socket: Duplex, you: You, state: State, heard: Heard): void {
    const key = createHash("sha1").update(`${request.headers["sec-websocket-key"]}${HANDSHAKE}`).digest("base64");
    const heads = ["Upgrade: websocket", "Connection: Upgrade", `Sec-WebSocket-Accept: ${key}`];
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${heads.join("\r\n")}\r\n\r\n`);
    this.#sockets.add(socket);
    for (const event of ["close", "error"]) socket.on(event, () => this.#sockets.delete(socket));
    const say = (message: object) => write(socket, message);
    const server_time_ms = this.now_ms();
    say({ type: "hello", protocol: 1, you, seq: this.#seq, position: `${this.#seq}-x`, server_time_ms, state });
    let rest: Buffer = Buffer.alloc(0);
    socket.on("data", (bytes: Buffer) => {
      rest = read(Buffer.concat([rest, bytes]), (text) => {
        const message = JSON.parse(text) as Record<string, unknown>;
        if (message.type === "ping") say({ type: "pong", t: message.t, server_time_ms: this.now_ms() });
        else heard(message, say);
      });
    });
  }
}

function answer(response: ServerResponse, said: object): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(said));
}

/** The page's own files, and the page at every other address. */
function give(response: ServerResponse, path: string): void {
  const file = join(BUILT, path);
  const is_file = file.startsWith(BUILT) && extname(file) in KINDS && existsSync(file);
  const kind = is_file ? KINDS[extname(file)]! : "text/html; charset=utf-8";
  response.writeHead(200, { "content-type": kind }).end(readFileSync(is_file ? file : join(BUILT, "index.html")));
}

/** Sends a message as one frame of text. */
function write(socket: Duplex, message: object): void {
  const text = Buffer.from(JSON.stringify(message));
  const head = Buffer.alloc(10, 0);
  head[0] = 0x81;
  if (text.length < 126) head[1] = text.length;
  else if (text.length < 65_536) {
    head[1] = 126;
    head.writeUInt16BE(text.length, 2);
  } else {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(text.length), 2);
  }
  const length = text.length < 126 ? 2 : text.length < 65_536 ? 4 : 10;
  socket.write(Buffer.concat([head.subarray(0, length), text]));
}

/** Reads the whole frames of a browser, each masked and short; gives back what is not whole yet. */
function read(bytes: Buffer, heard: (text: string) => void): Buffer {
  while (bytes.length >= 6) {
    const short = bytes[1]! & 0x7f;
    const start = short === 126 ? 8 : 6;
    if (bytes.length < start) break;
    const length = short === 126 ? bytes.readUInt16BE(2) : short;
    if (bytes.length < start + length) break;
    const [mask, masked] = [bytes.subarray(start - 4, start), bytes.subarray(start, start + length)];
    const text = Buffer.from(masked.map((byte, index) => byte ^ mask[index % 4]!)).toString();
    // Whoever says goodbye says no more.
    if ((bytes[0]! & 0x0f) === 1) heard(text);
    bytes = bytes.subarray(start + length);
  }
  return bytes;
}
