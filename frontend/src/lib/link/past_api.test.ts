import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { spotify_link } from "./api";
import { export_night, history, on_this_day, put_throwbacks, recap, throwbacks } from "./past_api";

const fetching = vi.fn(async (_path: string, _init?: RequestInit) => new Response("{}"));

beforeEach(() => vi.stubGlobal("fetch", fetching));
afterEach(() => {
  vi.unstubAllGlobals();
  fetching.mockClear();
});

const asked = () => fetching.mock.calls.map(([path, init]) => [init?.method ?? "GET", path, init?.body]);

describe("what is asked about the past", () => {
  it("is asked of one nest, and of its beginning where nothing is said", async () => {
    await history("main");
    await history("main", "a/b");
    await recap("main");
    await recap("main", "2018-03-07");
    await on_this_day("ma in");
    expect(asked().map(([, path]) => path)).toEqual([
      "/api/v1/nests/main/history",
      "/api/v1/nests/main/history?before=a%2Fb",
      "/api/v1/nests/main/recap",
      "/api/v1/nests/main/recap?night=2018-03-07",
      "/api/v1/nests/ma%20in/on-this-day",
    ]);
  });

  it("is changed by what is sent along", async () => {
    await export_night("main", "2018-03-07");
    await throwbacks();
    await put_throwbacks({ left_out: true });
    expect(asked()).toEqual([
      ["POST", "/api/v1/nests/main/export", '{"night":"2018-03-07"}'],
      ["GET", "/api/v1/me/throwbacks", undefined],
      ["PUT", "/api/v1/me/throwbacks", '{"left_out":true}'],
    ]);
  });
});

it("a consent to make playlists is asked for by name", () => {
  expect(spotify_link("/", { export: true })).toBe("/connect/spotify?to=%2F&export=true");
});
