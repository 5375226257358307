import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { a_track } from "../../testing/samples";
import { Problem } from "./api";
import { one_line, search } from "./search";

const ask = vi.fn<(path: string, init: RequestInit) => Promise<Response>>();
const never = new AbortController().signal;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", ask);
  ask.mockReset();
  ask.mockImplementation(async () => Response.json({ tracks: [a_track()], next_offset: 20 }));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("asks for what was typed, as it was typed", async () => {
  expect(await search("main", "salt & sea", 20, never)).toEqual({ tracks: [a_track()], next_offset: 20 });
  expect(ask.mock.calls[0]?.[0]).toBe("/api/v1/search?q=salt+%26+sea&offset=20&nest=main");
});

it("does not ask again for what it has just found", async () => {
  await search("main", "again", 0, never);
  await search("main", "again", 0, never);
  expect(ask).toHaveBeenCalledTimes(1);
});

it("asks for each nest", async () => {
  await search("main", "near", 0, never);
  await search("ABCDE", "near", 0, never);
  expect(ask.mock.calls.map(([path]) => path.split("nest=")[1])).toEqual(["main", "ABCDE"]);
});

it("asks for each offset", async () => {
  await search("main", "far", 0, never);
  await search("main", "far", 20, never);
  expect(ask).toHaveBeenCalledTimes(2);
});

it("asks again after twenty seconds, for much may have played meanwhile", async () => {
  await search("main", "old", 0, never);
  vi.advanceTimersByTime(20_000);
  await search("main", "old", 0, never);
  expect(ask).toHaveBeenCalledTimes(2);
});

it("remembers forty answers, those asked for last", async () => {
  await search("main", "first", 0, never);
  vi.advanceTimersByTime(20_000);
  await search("main", "second", 0, never);
  // Asked again, so it is newer than the second.
  await search("main", "first", 0, never);
  for (let i = 0; i < 39; i += 1) await search("main", `other ${i}`, 0, never);
  ask.mockClear();
  await search("main", "first", 0, never);
  expect(ask).not.toHaveBeenCalled();
  await search("main", "second", 0, never);
  expect(ask).toHaveBeenCalledTimes(1);
});

it("fails with a sentence, and asks again next time", async () => {
  ask.mockImplementationOnce(async () => Response.json({ code: "forbidden", message: "Not yours." }, { status: 403 }));
  await expect(search("main", "refused", 0, never)).rejects.toEqual(new Problem("forbidden", "Not yours."));
  await expect(search("main", "refused", 0, never)).resolves.toBeDefined();
});

it("gives up where the asker has", async () => {
  const gave_up = new AbortController();
  await search("main", "signal", 0, gave_up.signal);
  expect(ask.mock.calls[0]?.[1].signal).toBe(gave_up.signal);
});

it("keeps links apart that were pasted as lines", () => {
  expect(one_line("\nhttps://a.example/1\r\n  https://a.example/2 \n")).toBe("https://a.example/1 https://a.example/2");
});
