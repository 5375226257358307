import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { account_words } from "../language/account_words";
import * as api from "./api";

const ask = vi.fn<(path: string, init: RequestInit) => Promise<Response>>();

beforeEach(() => {
  ask.mockReset();
  vi.stubGlobal("fetch", ask);
});
afterEach(() => vi.unstubAllGlobals());

function answer(body: unknown, status = 200): void {
  ask.mockResolvedValue(Response.json(body, { status }));
}

/** What was asked: the method, the path, and what was sent. */
function asked(): unknown[] {
  const [path, init] = ask.mock.calls.at(-1) ?? [];
  return [init?.method ?? "GET", path, init?.body === undefined ? undefined : JSON.parse(init.body as string)];
}

describe("a problem", () => {
  it("is told in the server's own sentence", async () => {
    answer({ code: "forbidden", message: "That is not the code." }, 403);
    const problem = await api.come_in("Ann", "ABCDE").catch((error: unknown) => error);
    expect(problem).toMatchObject({ code: "forbidden", message: "That is not the code." });
    expect(api.sentence(problem)).toBe("That is not the code.");
  });

  it("tells what the consent lacks", async () => {
    answer({ code: "forbidden", message: "No.", needs: "playlists" }, 403);
    await expect(api.playlists(0)).rejects.toMatchObject({ needs: "playlists" });
  });

  it("is told kindly where a proxy answers in its own way", async () => {
    ask.mockResolvedValue(new Response("<h1>Bad Gateway</h1>", { status: 502 }));
    await expect(api.spotify()).rejects.toMatchObject({ code: "unknown", message: account_words.failed });
  });

  it("is told kindly where what should be an answer is none", async () => {
    ask.mockResolvedValue(new Response("<h1>Log in to this network</h1>"));
    await expect(api.site()).rejects.toMatchObject({ message: account_words.failed });
  });

  it("is told kindly where nobody answers", async () => {
    ask.mockRejectedValue(new TypeError("Failed to fetch"));
    await expect(api.tokens()).rejects.toMatchObject({ code: "unreachable", message: account_words.unreachable });
  });

  it("is not what giving up is", async () => {
    ask.mockRejectedValue(new DOMException("Aborted", "AbortError"));
    await expect(api.site()).rejects.toMatchObject({ name: "AbortError" });
  });

  it("of any other kind has a sentence too", () => {
    expect(api.sentence(new RangeError("x"))).toBe(account_words.failed);
  });
});

describe("a question", () => {
  it("says what is wanted, and only that", async () => {
    answer({ tokens: [] });
    expect(await api.tokens()).toEqual([]);
    answer({});
    await api.come_in("Ann");
    expect(asked()).toEqual(["POST", "/login/guest", { name: "Ann" }]);
    answer({});
    await api.come_in("Ann", "ABCDE");
    expect(asked()).toEqual(["POST", "/login/guest", { name: "Ann", code: "ABCDE" }]);
    answer({ id: "1", token: "x" });
    await api.make_token("lamp", "main");
    expect(asked()).toEqual(["POST", "/api/v1/tokens", { name: "lamp", nest: "main" }]);
    answer({ tracks: [] });
    await api.playlist("a/b", 20);
    expect(asked()).toEqual(["GET", "/api/v1/playlists/a%2Fb?offset=20", undefined]);
  });

  it("that is answered with nothing is answered", async () => {
    ask.mockImplementation(async () => new Response(null, { status: 204 }));
    await api.sign_out(false);
    expect(asked()).toEqual(["POST", "/logout", undefined]);
    await api.sign_out(true);
    expect(asked()).toEqual(["POST", "/logout?everywhere=true", undefined]);
    await api.disconnect();
    expect(asked()).toEqual(["DELETE", "/api/v1/spotify", undefined]);
    await api.end_token("7");
    expect(asked()).toEqual(["DELETE", "/api/v1/tokens/7", undefined]);
  });
});

describe("a link that leaves the page", () => {
  it("says where to come back to", () => {
    expect(api.google_link("/nest/ABCDE")).toBe("/login/google?to=%2Fnest%2FABCDE");
    expect(api.spotify_link("/")).toBe("/connect/spotify?to=%2F");
  });

  it("asks for playlists, or by one's own app, only where that is wanted", () => {
    expect(api.spotify_link("/", { playlists: true })).toBe("/connect/spotify?to=%2F&playlists=true");
    expect(api.spotify_link("/", { client_id: "a1" })).toBe("/connect/spotify?to=%2F&client_id=a1");
  });
});

it("knows a Client ID from what is none", () => {
  const id = "0123456789abcdef0123456789abcdef";
  expect(api.client_id_of(` ${id.toUpperCase()}\n`)).toBe(id);
  expect(["", id.slice(1), `${id}0`, `${id.slice(1)}-`].map(api.client_id_of)).toEqual([null, null, null, null]);
});
