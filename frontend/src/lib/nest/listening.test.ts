import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { Listening } from "../link/listen_api";
import { MyListening } from "./listening.svelte";

const OFF: Listening = { on: false, offset_ms: 0, state: { kind: "off" } };
const ON: Listening = { on: true, device: { id: "d1", name: "Kitchen" }, offset_ms: 0, state: { kind: "in_sync" } };
const CONNECTED = { available: true, state: "connected", own_client: false, remind: false, redirect: "", people_max: 5 };

const ask = vi.fn<(path: string, init?: RequestInit) => Promise<Response>>();
let answers: Record<string, () => Response | Promise<Response>>;
let my: MyListening;

beforeEach(() => {
  answers = {
    "GET /api/v1/spotify": () => Response.json(CONNECTED),
    "GET /api/v1/listening": () => Response.json(OFF),
    "POST /api/v1/listening": () => Response.json(ON),
  };
  ask.mockReset().mockImplementation(async (path, init) => answers[`${init?.method ?? "GET"} ${path}`]!());
  vi.stubGlobal("fetch", ask);
  vi.useFakeTimers();
  my = new MyListening("main");
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const asked = (): string[] => ask.mock.calls.map(([path, init]) => `${init?.method ?? "GET"} ${path}`);
const wishes = (): unknown[] => ask.mock.calls.flatMap(([, init]) => (init?.body ? [JSON.parse(init.body as string)] : []));
const refuse = (status: number, body: object) => () => Response.json({ message: "No.", ...body }, { status });

/** An answer that comes when it is told to. */
function later(): { answer: (body: object) => void; come: () => Promise<Response> } {
  let answer = (_: object) => {};
  const coming = new Promise<Response>((settle) => (answer = (body) => settle(Response.json(body))));
  return { answer, come: () => coming };
}

describe("coming in", () => {
  it("asks nothing about listening of whoever has not connected", async () => {
    answers["GET /api/v1/spotify"] = () => Response.json({ ...CONNECTED, state: "none" });
    await my.begin();
    expect(asked()).toEqual(["GET /api/v1/spotify"]);
  });

  it("finds a listening that goes on", async () => {
    answers["GET /api/v1/listening"] = () => Response.json(ON);
    await my.begin();
    expect(my.is_on).toBe(true);
  });

  it("takes a server without listening for what it is, and never asks it again", async () => {
    answers["GET /api/v1/listening"] = refuse(404, { code: "not_found" });
    await my.begin();
    await my.look();
    expect([my.is_missing, my.complaint]).toEqual([true, ""]);
    expect(asked().filter((path) => path === "GET /api/v1/listening")).toHaveLength(1);
  });
});

describe("looking", () => {
  it("in vain leaves what is known, without a complaint", async () => {
    await my.ask({ action: "listen" });
    answers["GET /api/v1/listening"] = refuse(503, { code: "unavailable" });
    await my.look();
    expect([my.is_on, my.complaint]).toEqual([true, ""]);
  });

  it("does not bring back what was before a wish", async () => {
    const old = later();
    answers["GET /api/v1/listening"] = old.come;
    const looking = my.look();
    await my.ask({ action: "listen" });
    old.answer(OFF);
    await looking;
    expect(my.is_on).toBe(true);
  });

  it("finds out that the connection has ended", async () => {
    answers["GET /api/v1/listening"] = refuse(403, { code: "forbidden", needs: "connect" });
    answers["GET /api/v1/spotify"] = () => Response.json({ ...CONNECTED, state: "again" });
    await my.look();
    expect(my.account?.state).toBe("again");
  });
});

describe("a wish", () => {
  it("refused says why, and looks whether there still is a connection", async () => {
    answers["POST /api/v1/listening"] = refuse(403, { code: "forbidden", needs: "connect" });
    answers["GET /api/v1/spotify"] = () => Response.json({ ...CONNECTED, state: "none" });
    await my.ask({ action: "listen" });
    expect([my.complaint, my.account?.state, my.is_on]).toEqual(["No.", "none", false]);
  });

  it("that is newer wins, whichever is answered last", async () => {
    const slow = later();
    answers["POST /api/v1/listening"] = slow.come;
    const listening = my.ask({ action: "listen" });
    answers["POST /api/v1/listening"] = () => Response.json(OFF);
    await my.ask({ action: "stop", pause: true });
    slow.answer(ON);
    await listening;
    expect(my.is_on).toBe(false);
  });
});

describe("another nest", () => {
  const kitchen = { ...ON, nest: { id: "k1", name: "Kitchen", code: "KKKKK" } };

  it("is named where I listen there", async () => {
    answers["GET /api/v1/listening"] = () => Response.json(kitchen);
    await my.look();
    expect([my.is_on, my.is_here, my.elsewhere]).toEqual([true, false, "Kitchen"]);
  });

  it("is left for this one by a press here", async () => {
    answers["GET /api/v1/listening"] = () => Response.json(kitchen);
    await my.look();
    answers["POST /api/v1/listening"] = () => Response.json({ ...ON, nest: { id: "main", name: "Home", code: null } });
    await my.ask({ action: "listen" });
    expect(wishes()).toEqual([{ action: "listen", nest: "main" }]);
    expect([my.is_here, my.elsewhere]).toEqual([true, undefined]);
  });
});

describe("the slider", () => {
  beforeEach(() => my.ask({ action: "listen" }).then(() => void ask.mockClear()));

  it("is sent once it has come to rest, and shown where it is at once", async () => {
    for (const offset_ms of [50, 100, 150]) my.put_offset(offset_ms);
    expect([my.offset_ms, wishes()]).toEqual([150, []]);
    answers["POST /api/v1/listening"] = () => Response.json({ ...ON, offset_ms: 150 });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(wishes()).toEqual([{ action: "offset", offset_ms: 150, device: "d1", nest: "main" }]);
    expect([my.offset_wish_ms, my.offset_ms]).toEqual([undefined, 150]);
  });

  it("stays under the finger while an earlier place is answered", async () => {
    const slow = later();
    answers["POST /api/v1/listening"] = slow.come;
    my.put_offset(50);
    await vi.advanceTimersByTimeAsync(1_000);
    my.put_offset(200);
    slow.answer({ ...ON, offset_ms: 50 });
    await vi.advanceTimersByTimeAsync(0);
    expect(my.offset_ms).toBe(200);
  });

  it("goes back where the server would not have it", async () => {
    answers["POST /api/v1/listening"] = refuse(503, { code: "unavailable" });
    my.put_offset(500);
    await vi.advanceTimersByTimeAsync(1_000);
    expect([my.offset_ms, my.complaint]).toEqual([0, "No."]);
  });

  it("is sent by whoever leaves before it has come to rest", () => {
    my.put_offset(-300);
    my.close();
    my.close();
    expect(wishes()).toEqual([{ action: "offset", offset_ms: -300, device: "d1", nest: "main" }]);
  });
});
