// A connection whose server, browser and time are the test's.

import { vi } from "vitest";

import { type Answer, type Command, Connection, type Incoming, type Link } from "../lib/link/connection";
import { a_state, a_you } from "./samples";

/** A socket whose other end the test is. */
export class FakeSocket {
  static OPEN = 1;
  static all: FakeSocket[] = [];
  readyState = 0;
  sent: Record<string, unknown>[] = [];
  onopen = () => {};
  onclose = () => {};
  onmessage = (_: { data: string }) => {};

  constructor(readonly url: string) {
    FakeSocket.all.push(this);
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  /** This end wants to leave; the other one answers in its own time, by `end`. */
  close(): void {
    this.readyState = 2;
  }

  open(): void {
    this.readyState = FakeSocket.OPEN;
    this.onopen();
  }

  say(message: object): void {
    this.onmessage({ data: JSON.stringify(message) });
  }

  end(): void {
    this.readyState = 3;
    this.onclose();
  }

  hello(seq: number): void {
    const you = a_you();
    this.say({ type: "hello", protocol: 1, you, seq, position: `${seq}-x`, server_time_ms: 9_000, state: a_state() });
  }

  resumed(seq: number): void {
    this.say({ type: "resumed", seq, position: `${seq}-x`, server_time_ms: 9_000 });
  }

  /** What was sent but for pings. */
  get commands(): Record<string, unknown>[] {
    return this.sent.filter(({ type }) => type !== "ping");
  }
}

export const VOTE: Command = { type: "vote", entry: 2, vote: 1 };

export class Bench {
  readonly heard: Incoming[] = [];
  readonly links: Link[] = [];
  readonly browser = new EventTarget();
  readonly page = Object.assign(new EventTarget(), { visibilityState: "visible" });
  /** How the API answers who is asking, and for which nest. */
  readonly me = vi.fn<(path: string, init: RequestInit) => Promise<{ status: number; json?: () => Promise<unknown> }>>(
    async () => ({ status: 200 }),
  );
  readonly connection: Connection;

  constructor() {
    vi.useFakeTimers();
    vi.spyOn(Math, "random").mockReturnValue(0);
    FakeSocket.all = [];
    vi.stubGlobal("WebSocket", FakeSocket);
    vi.stubGlobal("location", { protocol: "https:", host: "nest.example" });
    vi.stubGlobal("document", this.page);
    vi.stubGlobal("addEventListener", this.browser.addEventListener.bind(this.browser));
    vi.stubGlobal("fetch", this.me);
    this.connection = new Connection("/socket/", {
      message: (message) => this.heard.push(message),
      link: (link) => this.links.push(link),
    });
  }

  /** The newest socket. */
  get socket(): FakeSocket {
    const socket = FakeSocket.all.at(-1);
    if (!socket) throw new Error("there is no socket yet");
    return socket;
  }

  /** What was folded. */
  get seqs(): number[] {
    return this.heard.flatMap((message) => (message.type === "commit" ? [message.seq] : []));
  }

  /** Connects, and stands at commit 5. */
  connect(): FakeSocket {
    this.connection.open();
    this.socket.open();
    this.socket.hello(5);
    return this.socket;
  }

  /** The socket breaks, and the next one opens. */
  async reconnect(): Promise<FakeSocket> {
    this.socket.end();
    await vi.advanceTimersToNextTimerAsync();
    this.socket.open();
    return this.socket;
  }

  /** The answers to a command, as they are given. */
  send(command: Command = VOTE): Answer[] {
    const answers: Answer[] = [];
    void this.connection.send(command).then((answer) => answers.push(answer));
    return answers;
  }

  /** Lets promises settle; no time passes. */
  async settle(): Promise<void> {
    await vi.advanceTimersByTimeAsync(0);
  }

  close(): void {
    this.connection.close();
    vi.useRealTimers();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  }
}
