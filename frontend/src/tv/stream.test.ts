import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { follow, type StreamEvent } from "./stream";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A server that answers so, and what it was asked with. */
function answers(answer: () => Promise<Response>): RequestInit[] {
  const asked: RequestInit[] = [];
  vi.stubGlobal("fetch", (_: string, init: RequestInit) => {
    asked.push(init);
    return answer();
  });
  return asked;
}

/** A body that says something when it is told to. */
function line(): { body: ReadableStream<Uint8Array>; say: (text: string) => void; end: () => void } {
  let out: ReadableStreamDefaultController<Uint8Array>;
  const body = new ReadableStream<Uint8Array>({ start: (controller) => void (out = controller) });
  return { body, say: (text) => out.enqueue(new TextEncoder().encode(text)), end: () => out.close() };
}

const heard = () => {
  const events: StreamEvent[] = [];
  return { events, hear: (event: StreamEvent) => void events.push(event) };
};

it("says with which status it was refused, and 0 where nobody answers", async () => {
  for (const status of [401, 404, 429, 502, 503]) {
    answers(async () => new Response("<h1>no</h1>", { status }));
    expect(await follow("/events", null, () => {}).over).toBe(status);
  }
  answers(() => Promise.reject(new TypeError("Failed to fetch")));
  expect(await follow("/events", null, () => {}).over).toBe(0);
});

it("asks for what it missed, and tells what it hears until the end", async () => {
  const { body, say, end } = line();
  const asked = answers(async () => new Response(body));
  const { events, hear } = heard();
  const { over } = follow("/events", "7-00", hear);
  say("event: pong\ndata: {}\n\nevent: by");
  await vi.waitFor(() => expect(events).toHaveLength(1));
  say('e\ndata: {"code":"restarting"}\n\n');
  end();
  expect(await over).toBe(200);
  expect(events.map(({ kind }) => kind)).toEqual(["pong", "bye"]);
  expect(asked[0]!.headers).toMatchObject({ "last-event-id": "7-00" });
});

it("takes a long silence for a line that is gone, and any sign of life for none", async () => {
  const { body, say } = line();
  answers(async () => new Response(body));
  let is_over = false;
  const { over } = follow("/events", null, () => {});
  void over.then(() => (is_over = true));
  await vi.advanceTimersByTimeAsync(40_000);
  say(":\n\n");
  await vi.advanceTimersByTimeAsync(40_000);
  expect(is_over).toBe(false);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(is_over).toBe(true);
});

it("does not wait for ever for an answer that never comes", async () => {
  answers(() => new Promise(() => {}));
  const { over } = follow("/events", null, () => {});
  await vi.advanceTimersByTimeAsync(45_000);
  expect(await over).toBe(0);
});
