// The stream that a TV reads: server-sent events over `fetch`, which unlike `EventSource` says why there is no stream.

export interface StreamEvent {
  kind: string;
  /** The position, on what has one. */
  id: string | null;
  data: string;
}

/** Takes a stream's text in whatever pieces it comes, and gives the events that are whole by then. */
export function reader(): (piece: string) => StreamEvent[] {
  let rest = "";
  return (piece) => {
    const blocks = (rest + piece).split("\n\n");
    rest = blocks.pop() || "";
    const events: StreamEvent[] = [];
    for (const block of blocks) {
      const event = read(block);
      if (event) events.push(event);
    }
    return events;
  };
}

/** An event out of its lines; none where they were comments only. */
function read(block: string): StreamEvent | null {
  const event: StreamEvent = { kind: "message", id: null, data: "" };
  const data: string[] = [];
  for (const line of block.split("\n")) {
    const [name, value] = field(line);
    if (name === "event") event.kind = value;
    else if (name === "id") event.id = value;
    else if (name === "data") data.push(value);
  }
  event.data = data.join("\n");
  return data.length > 0 ? event : null;
}

function field(line: string): [string, string] {
  const end = line.indexOf(":");
  if (end < 0) return [line, ""];
  const value = line.slice(end + 1);
  return [line.slice(0, end), value.charAt(0) === " " ? value.slice(1) : value];
}

/** How long a line may be silent: three times as long as the server lets pass. */
const SILENCE_MS = 45_000;

export interface Reading {
  /** Gives up reading. */
  stop: () => void;
  /** When it is over, for whatever reason: the status that was answered, 0 where nothing was. */
  over: Promise<number>;
}

/** Reads a stream from a position on. */
export function follow(address: string, last: string | null, heard: (event: StreamEvent) => void): Reading {
  let source: ReadableStreamDefaultReader<Uint8Array> | null = null;
  let is_stopped = false;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let give_up: () => void = () => {};
  // An answer that never comes is as good as none.
  const given_up = new Promise<number>((settle) => {
    give_up = () => settle(0);
  });
  const stop = () => {
    is_stopped = true;
    clearTimeout(silence);
    if (source) source.cancel().catch(() => {});
    give_up();
  };
  const listen = () => {
    clearTimeout(silence);
    silence = setTimeout(stop, SILENCE_MS);
  };
  const run = async (): Promise<number> => {
    listen();
    const headers: Record<string, string> = { accept: "text/event-stream" };
    if (last !== null) headers["last-event-id"] = last;
    const response = await fetch(address, { headers, cache: "no-store", credentials: "same-origin" });
    if (!response.ok || !response.body || is_stopped) {
      if (response.body) response.body.cancel().catch(() => {});
      return response.status;
    }
    source = response.body.getReader();
    const take = reader();
    const text = new TextDecoder();
    for (;;) {
      const { done, value } = await source.read();
      if (done || is_stopped) return response.status;
      listen();
      for (const event of take(text.decode(value, { stream: true }))) heard(event);
    }
  };
  const done = run().catch(() => 0);
  const over = Promise.race([done, given_up]);
  void over.then(() => clearTimeout(silence));
  return { stop, over };
}
