import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { while_seen } from "./while_seen";

const page = Object.assign(new EventTarget(), { hidden: false });
const ask = vi.fn<() => Promise<"more" | "enough">>();
let end = () => {};

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("document", page);
  page.hidden = false;
  ask.mockReset().mockResolvedValue("more");
});
afterEach(() => {
  end();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function turn(is_hidden: boolean): void {
  page.hidden = is_hidden;
  page.dispatchEvent(new Event("visibilitychange"));
}

it("asks at once, and again after each pause", async () => {
  end = while_seen(3_000, ask);
  expect(ask).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(2_999);
  expect(ask).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(3_001);
  expect(ask).toHaveBeenCalledTimes(3);
});

it("asks nothing while nobody looks, and at once when somebody does", async () => {
  end = while_seen(3_000, ask);
  await vi.advanceTimersByTimeAsync(0);
  turn(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ask).toHaveBeenCalledTimes(1);
  turn(false);
  expect(ask).toHaveBeenCalledTimes(2);
});

it("never asks twice at a time", async () => {
  let answer = (_: "more") => {};
  ask.mockReturnValue(new Promise((settle) => (answer = settle)));
  end = while_seen(3_000, ask);
  turn(false);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ask).toHaveBeenCalledTimes(1);
  answer("more");
  await vi.advanceTimersByTimeAsync(3_000);
  expect(ask).toHaveBeenCalledTimes(2);
});

it.each([
  ["when that is enough", () => void ask.mockResolvedValue("enough")],
  ["when it is ended", () => end()],
])("is over %s", async (_, finish) => {
  end = while_seen(3_000, ask);
  await vi.advanceTimersByTimeAsync(0);
  finish();
  await vi.advanceTimersByTimeAsync(3_000);
  const asked = ask.mock.calls.length;
  turn(false);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ask).toHaveBeenCalledTimes(asked);
});
