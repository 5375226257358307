// The socket to a nest: it comes back by itself, asks for what it missed, and sends again what was
// not answered, under the same id, so that nothing is done twice.

import { SAMPLES_MAX, ServerClock } from "./clock";
import { type Farewell, turned_away, type TurnedAway } from "./turned_away";
import type { CommitMessage, ServerMessage } from "../wire";

export type Incoming = ServerMessage | CommitMessage;
export type Refused = Extract<ServerMessage, { type: "refused" }>;
export type Answer = Extract<ServerMessage, { type: "ok" }> | Refused;

/** How the connection is doing. Turned away, it does not come back by itself. */
export type Link = "connecting" | "open" | "waiting" | TurnedAway;

/** The first and the longest wait before another attempt, and the share that chance adds to a wait. */
const WAIT_FIRST_MS = 300;
const WAIT_LAST_MS = 6_000;
const WAIT_CHANCE = 0.3;
/** How long an attempt may take. */
const CONNECT_WITHIN_MS = 15_000;
/** How often the server is asked for its time, and how long it may be silent after that. */
const PING_EVERY_MS = 15_000;
const PONG_WITHIN_MS = 8_000;
/** How long a page may be out of sight before its connection is believed to be gone, and how long it then has to prove itself. */
const ASLEEP_MS = 60_000;
const AWAKE_WITHIN_MS = 2_000;
/** How soon the next question follows where the time has to be known well. */
const PING_SOON_MS = 250;
/** How often a command is sent again that could not be saved just now, and after how long. */
const TRIES_MAX = 6;
const TRY_AGAIN_MS = 700;

interface Unanswered {
  text: string;
  tries: number;
  settle: (answer: Answer) => void;
}

interface Listener {
  message: (message: Incoming) => void;
  link: (link: Link, retry_at_ms: number | null) => void;
}

/** Omits the id, which the connection gives. */
type WithoutId<T> = T extends { id: string } ? Omit<T, "id"> : never;
export type Command = WithoutId<import("../wire").ClientMessage>;

export class Connection {
  readonly clock = new ServerClock();
  #path: string;
  #listener: Listener;
  #socket: WebSocket | null = null;
  #unanswered = new Map<string, Unanswered>();
  /** Answers that came before the commit they speak of. */
  #held: { settle: (answer: Answer) => void; answer: Extract<Answer, { type: "ok" }> }[] = [];
  #position: string | null = null;
  #seq = 0;
  #syncing = false;
  #wait_ms = WAIT_FIRST_MS;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #ping: ReturnType<typeof setInterval> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #pings = new Map<number, number>();
  #soon: ReturnType<typeof setTimeout> | undefined;
  #needs_time = false;
  #was_open = false;
  /** When this was last known to be seen, by the device's own clock: the steady one may stand still in sleep. */
  #seen_ms = Date.now();
  /** Why this was sent away, until somebody asks to come back. */
  #farewell: Farewell | null = null;
  /** Aborted when this is closed for good: the browser then has nothing to tell it any more. */
  #closed = new AbortController();

  constructor(path: string, listener: Listener) {
    this.#path = path;
    this.#listener = listener;
    const until = { signal: this.#closed.signal };
    const look = () => {
      if (document.visibilityState === "visible") this.#wake();
      else this.#seen_ms = Date.now();
    };
    addEventListener("online", () => this.#farewell ?? this.open(), until);
    addEventListener("offline", () => this.#give_up(), until);
    document.addEventListener("visibilitychange", look, until);
    // A page that was frozen where it could be seen.
    document.addEventListener("resume", look, until);
  }

  /** Connects now, if it is not connected. */
  open(): void {
    if (this.#socket || this.#closed.signal.aborted) return;
    clearTimeout(this.#retry);
    this.#farewell = null;
    this.#listener.link("connecting", null);
    const since = this.#position ? `?since=${encodeURIComponent(this.#position)}` : "";
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}${this.#path}${since}`);
    this.#socket = socket;
    this.#was_open = false;
    this.#watch(CONNECT_WITHIN_MS);
    socket.onopen = () => {
      this.#was_open = true;
      this.clock.reset();
      this.#ask_anew();
      this.#ping = setInterval(() => this.#ask_time(), PING_EVERY_MS);
    };
    socket.onmessage = (event) => this.#hear(JSON.parse(event.data as string) as Incoming);
    socket.onclose = () => {
      if (this.#socket === socket) this.#lose();
    };
  }

  /** Leaves, and comes back at once: as whoever one is now. */
  again(): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#stop_timers();
    socket?.close();
    this.open();
  }

  /** Sends a command and waits for its answer, however many connections that takes. */
  send(command: Command): Promise<Answer> {
    const id = crypto.randomUUID?.() ?? Array.from({ length: 4 }, random_word).join("-");
    const text = JSON.stringify({ ...command, id });
    return new Promise((settle) => {
      this.#unanswered.set(id, { text, tries: 0, settle });
      if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(text);
    });
  }

  /**
   * Whether the time has to be known as well as it can be: the server is then asked several times in
   * a row, now and whenever the connection comes back.
   */
  set needs_time(needs_time: boolean) {
    this.#needs_time = needs_time;
    clearTimeout(this.#soon);
    if (needs_time && this.#socket?.readyState === WebSocket.OPEN) this.#ask_time(SAMPLES_MAX);
  }

  /** Closes for good. */
  close(): void {
    this.#closed.abort();
    clearTimeout(this.#retry);
    this.#stop_timers();
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #hear(message: Incoming): void {
    clearTimeout(this.#silence);
    switch (message.type) {
      case "hello":
        this.clock.learn(message.server_time_ms);
        this.#at(message.seq, message.position);
        this.#listener.message(message);
        // After a hello nothing older than it will come.
        this.#settle_held(Infinity);
        this.#settle_in();
        return;
      case "resumed":
        this.clock.learn(message.server_time_ms);
        this.#listener.message(message);
        this.#settle_in();
        return;
      case "commit":
        this.#hear_commit(message);
        return;
      case "ok":
      case "refused":
        this.#hear_answer(message);
        return;
      case "pong":
        this.#hear_pong(message);
        return;
      case "bye":
        this.#listener.message(message);
        if (message.code === "signed_out") {
          this.#position = null;
          // Another tab may have signed in anew; if nobody did, the API says so.
          this.#was_open = false;
        }
        if (message.code === "removed" || message.code === "nest_gone") this.#farewell = message.code;
        this.#wait_ms = message.reconnect_after_ms ?? WAIT_FIRST_MS;
        return;
      default:
        this.#listener.message(message);
    }
  }

  #hear_commit(commit: CommitMessage): void {
    if (commit.seq <= this.#seq) return;
    if (commit.seq > this.#seq + 1) {
      // Something is missing. Nothing is folded until it has come.
      if (!this.#syncing) this.#say({ type: "sync", since: this.#position });
      this.#syncing = true;
      return;
    }
    this.#at(commit.seq, commit.position);
    this.#listener.message(commit);
    this.#settle_held(this.#seq);
  }

  #hear_answer(answer: Answer): void {
    const id = answer.id;
    const unanswered = id ? this.#unanswered.get(id) : undefined;
    if (!id || !unanswered) return;
    const is_passing = answer.type === "refused" && ["busy", "not_saved"].includes(answer.code);
    if (is_passing && unanswered.tries < TRIES_MAX) {
      unanswered.tries += 1;
      setTimeout(() => this.#send_again(id), TRY_AGAIN_MS * unanswered.tries);
      return;
    }
    this.#unanswered.delete(id);
    if (answer.type === "ok" && answer.seq > this.#seq) this.#held.push({ settle: unanswered.settle, answer });
    else unanswered.settle(answer);
  }

  #hear_pong(pong: Extract<ServerMessage, { type: "pong" }>): void {
    const sent = this.#pings.get(pong.t as number);
    this.#pings.delete(pong.t as number);
    if (sent !== undefined) this.clock.learn(pong.server_time_ms, sent);
  }

  #at(seq: number, position: string): void {
    this.#seq = seq;
    this.#position = position;
  }

  /** Whoever was told "ok" sees what it is about. */
  #settle_held(seq: number): void {
    const due = this.#held.filter(({ answer }) => answer.seq <= seq);
    this.#held = this.#held.filter(({ answer }) => answer.seq > seq);
    for (const { settle, answer } of due) settle(answer);
  }

  /** The connection stands: what was not answered is sent again. */
  #settle_in(): void {
    this.#syncing = false;
    this.#wait_ms = WAIT_FIRST_MS;
    this.#listener.link("open", null);
    for (const id of this.#unanswered.keys()) this.#send_again(id);
  }

  #send_again(id: string): void {
    const unanswered = this.#unanswered.get(id);
    if (unanswered && this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(unanswered.text);
  }

  #say(message: object): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #ask_anew(): void {
    this.#ask_time(this.#needs_time ? SAMPLES_MAX : 1);
  }

  #ask_time(times = 1): void {
    if (times > 1) {
      clearTimeout(this.#soon);
      this.#soon = setTimeout(() => this.#ask_time(times - 1), PING_SOON_MS);
    }
    const t = Math.floor(Math.random() * 2 ** 31);
    this.#pings.set(t, this.clock.mark());
    this.#say({ type: "ping", t });
    this.#watch(PONG_WITHIN_MS);
  }

  /** Whoever says nothing for this long is given up. */
  #watch(within_ms: number): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#give_up(), within_ms);
  }

  /** The page is seen again, perhaps after hours. */
  #wake(): void {
    if (this.#farewell) return;
    if (this.#socket?.readyState !== WebSocket.OPEN) return this.open();
    // The steady clock may have stood still while the device slept.
    this.clock.reset();
    this.#ask_anew();
    if (Date.now() - this.#seen_ms > ASLEEP_MS) this.#watch(AWAKE_WITHIN_MS);
    this.#seen_ms = Date.now();
  }

  /** Leaves the socket at once: its own goodbye can take as long as the network is away. */
  #give_up(): void {
    if (!this.#socket) return;
    this.#socket.close();
    this.#lose();
  }

  #lose(): void {
    this.#socket = null;
    this.#stop_timers();
    void this.#come_back();
  }

  async #come_back(): Promise<void> {
    const why = this.#was_open && !this.#farewell ? null : await this.#why_not();
    if (this.#socket || this.#closed.signal.aborted) return;
    if (why) {
      this.#listener.link(why, null);
      return;
    }
    // Never earlier than the server asked for, and not everyone at once.
    const wait_ms = this.#wait_ms * (1 + WAIT_CHANCE * Math.random());
    this.#wait_ms = Math.min(Math.max(this.#wait_ms, WAIT_FIRST_MS) * 1.8, WAIT_LAST_MS);
    this.#listener.link("waiting", Date.now() + wait_ms);
    this.#retry = setTimeout(() => this.open(), wait_ms);
  }

  /** Why waiting does not help, if it does not. */
  async #why_not(): Promise<TurnedAway | null> {
    const farewell = this.#farewell;
    if (farewell === "nest_gone") return farewell;
    const why = await turned_away(decodeURIComponent(this.#path.split("/").at(-1) || "main"));
    // Whoever was removed from a nest by invitation only is told of that, and not that there is none.
    return farewell && why !== "banned" && why !== "signed_out" ? farewell : why;
  }

  #stop_timers(): void {
    clearInterval(this.#ping);
    clearTimeout(this.#soon);
    clearTimeout(this.#silence);
    this.#pings.clear();
  }
}

function random_word(): string {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0).toString(36);
}
