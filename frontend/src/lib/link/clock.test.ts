import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { ServerClock } from "./clock";

/** The steady clock, and the server's, which is a fixed while ahead of it. */
let steady_ms: number;
const AHEAD_MS = 1_700_000_000_000;
let clock: ServerClock;

beforeEach(() => {
  steady_ms = 5_000;
  clock = new ServerClock(() => steady_ms);
});

afterEach(() => void vi.restoreAllMocks());

/** A ping whose way there and back took this long. */
function ping(there_ms: number, back_ms: number): void {
  const sent = clock.mark();
  steady_ms += there_ms;
  const server_ms = steady_ms + AHEAD_MS;
  steady_ms += back_ms;
  clock.learn(server_ms, sent);
}

/** How wrong it is now. */
const error_ms = () => clock.now_ms() - (steady_ms + AHEAD_MS);

it("takes the middle of the way there and back", () => {
  ping(40, 40);
  expect(error_ms()).toBe(0);
  ping(10, 30);
  expect(error_ms()).toBe(-10);
});

it("believes the ping with the shortest way, whenever it came", () => {
  ping(0, 100);
  expect(error_ms()).toBe(-50);
  ping(5, 5);
  expect(error_ms()).toBe(0);
  ping(0, 100);
  expect(error_ms()).toBe(0);
});

it("believes what was told unasked only until it has asked", () => {
  const said_ms = steady_ms + AHEAD_MS;
  steady_ms += 300;
  clock.learn(said_ms);
  expect(error_ms()).toBe(-300);
  ping(20, 20);
  expect(error_ms()).toBe(0);
});

it("forgets the oldest of eight pings", () => {
  ping(5, 5);
  for (let i = 0; i < 7; i += 1) ping(0, 100);
  expect(error_ms()).toBe(0);
  ping(0, 100);
  expect(error_ms()).toBe(-50);
});

it("goes on as it was until it knows better after a reset", () => {
  ping(5, 5);
  clock.reset();
  expect(error_ms()).toBe(0);
  ping(0, 100);
  expect(error_ms()).toBe(-50);
});

it("takes the device's word while it knows nothing", () => {
  vi.spyOn(Date, "now").mockReturnValue(123);
  expect(clock.now_ms()).toBe(123);
});

it("is right on a device whose clock is hours off", () => {
  vi.spyOn(Date, "now").mockReturnValue(Date.now() - 7 * 3_600_000);
  ping(5, 5);
  steady_ms += 60_000;
  expect(error_ms()).toBe(0);
});

it("moves on with the steady clock", () => {
  ping(5, 5);
  const before = clock.now_ms();
  steady_ms += 1_234;
  expect(clock.now_ms() - before).toBe(1_234);
});

it("knows when the server's time will be or was another", () => {
  ping(5, 5);
  expect(clock.mark_of(steady_ms + AHEAD_MS + 700)).toBe(steady_ms + 700);
});

it("knows how wrong it can be", () => {
  expect(clock.within_ms).toBe(Infinity);
  clock.learn(steady_ms + AHEAD_MS);
  expect(clock.within_ms).toBe(Infinity);
  ping(10, 30);
  expect(clock.within_ms).toBe(20);
  ping(2, 4);
  expect(clock.within_ms).toBe(3);
});
