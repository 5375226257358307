import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Bench, FakeSocket } from "../../testing/browser";
import { a_commit } from "../../testing/samples";

/** As long as nothing the connection waits for can take. */
const LONG_MS = 60_000;

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.close());

describe("coming back", () => {
  it("begins without a position, and resumes from the last that was folded", async () => {
    bench.connect();
    expect(bench.socket.url).toBe("wss://nest.example/socket/");
    bench.socket.say({ ...a_commit(6), position: "6-a b" });
    await bench.reconnect();
    expect(bench.socket.url).toBe("wss://nest.example/socket/?since=6-a%20b");
  });

  it("folds what was missed", async () => {
    bench.connect();
    await bench.reconnect();
    bench.socket.resumed(7);
    for (const seq of [6, 7]) bench.socket.say(a_commit(seq));
    expect(bench.seqs).toEqual([6, 7]);
    expect(bench.links).toEqual(["connecting", "open", "waiting", "connecting", "open"]);
  });

  it("waits longer each time, up to a limit, and begins anew once it was let in", async () => {
    bench.connect();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 9; attempt += 1) {
      const attempts = FakeSocket.all.length;
      bench.socket.end();
      await bench.settle();
      const began_ms = Date.now();
      while (FakeSocket.all.length === attempts) await vi.advanceTimersToNextTimerAsync();
      waits.push(Date.now() - began_ms);
    }
    expect(waits).toEqual([300, 540, 972, 1749, 3149, 5668, 6000, 6000, 6000]);
    bench.socket.open();
    bench.socket.resumed(5);
    bench.socket.end();
    await vi.advanceTimersByTimeAsync(300);
    expect(bench.socket.readyState).toBe(0);
  });

  it("does not come all at once with everyone else", async () => {
    bench.connect();
    vi.spyOn(Math, "random").mockReturnValue(0.999);
    bench.socket.end();
    await vi.advanceTimersByTimeAsync(300);
    expect(FakeSocket.all).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(90);
    expect(FakeSocket.all).toHaveLength(2);
  });

  it("comes as late as a server asks for that says goodbye", async () => {
    bench.connect().say({ type: "bye", code: "restarting", reconnect_after_ms: 4_000 });
    bench.socket.end();
    await vi.advanceTimersByTimeAsync(3_999);
    expect(FakeSocket.all).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(FakeSocket.all).toHaveLength(2);
  });

  it("comes at once when the browser is online again", async () => {
    bench.connect();
    bench.browser.dispatchEvent(new Event("offline"));
    expect(bench.links.at(-1)).toBe("waiting");
    bench.browser.dispatchEvent(new Event("online"));
    expect(FakeSocket.all).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(FakeSocket.all).toHaveLength(2);
  });

  it("comes at once when the page is seen again", () => {
    bench.connect().end();
    bench.page.dispatchEvent(new Event("visibilitychange"));
    expect(FakeSocket.all).toHaveLength(2);
  });

  it("is given up soon where nothing is heard after a long sleep", async () => {
    bench.connect();
    bench.page.visibilityState = "hidden";
    bench.page.dispatchEvent(new Event("visibilitychange"));
    // The device sleeps: its clock goes on, and no timer does.
    vi.setSystemTime(Date.now() + 3_600_000);
    bench.page.visibilityState = "visible";
    bench.page.dispatchEvent(new Event("visibilitychange"));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(bench.links.at(-1)).toBe("waiting");
  });

  it("never comes back once it was closed for good", async () => {
    bench.connect();
    bench.connection.close();
    bench.socket.end();
    bench.browser.dispatchEvent(new Event("online"));
    bench.page.dispatchEvent(new Event("visibilitychange"));
    await vi.advanceTimersByTimeAsync(LONG_MS);
    expect(FakeSocket.all).toHaveLength(1);
  });

  it("never comes back when it was closed while it asked why it was not let in", async () => {
    bench.connection.open();
    bench.socket.end();
    bench.connection.close();
    await vi.advanceTimersByTimeAsync(LONG_MS);
    expect(FakeSocket.all).toHaveLength(1);
    expect(bench.links).toEqual(["connecting"]);
  });
});

describe("a session that has ended", () => {
  it("is found out by asking, and not tried again", async () => {
    bench.me.mockResolvedValue({ status: 401 });
    bench.connection.open();
    bench.socket.end();
    await vi.advanceTimersByTimeAsync(LONG_MS);
    expect(bench.links).toEqual(["connecting", "signed_out"]);
    expect(FakeSocket.all).toHaveLength(1);
  });

  it("is not what a broken connection means", async () => {
    bench.me.mockResolvedValue({ status: 401 });
    bench.connect().end();
    await bench.settle();
    expect(bench.links.at(-1)).toBe("waiting");
    expect(bench.me).not.toHaveBeenCalled();
  });

  it("is not what an unreachable server means", async () => {
    bench.me.mockRejectedValue(new TypeError("Failed to fetch"));
    bench.connection.open();
    bench.socket.end();
    await vi.advanceTimersToNextTimerAsync();
    expect(FakeSocket.all).toHaveLength(2);
  });

  it("is believed when the server says so, without waiting", async () => {
    bench.connect().say({ type: "bye", code: "signed_out" });
    bench.me.mockResolvedValue({ status: 401 });
    bench.socket.end();
    await vi.advanceTimersByTimeAsync(LONG_MS);
    expect(bench.links.at(-1)).toBe("signed_out");
    expect(FakeSocket.all).toHaveLength(1);
  });

  it("takes its position with it", async () => {
    bench.connect().say({ type: "bye", code: "signed_out" });
    await bench.reconnect();
    expect(bench.socket.url).not.toContain("since");
  });
});

describe("a closed door", () => {
  const banned = { status: 403, json: async () => ({ code: "banned" }) };

  async function knock(): Promise<void> {
    bench.connection.open();
    bench.socket.end();
    await vi.advanceTimersByTimeAsync(LONG_MS);
  }

  it("is not knocked at again by somebody who was banned", async () => {
    bench.me.mockResolvedValueOnce({ status: 200 }).mockResolvedValue(banned);
    await knock();
    expect(bench.links).toEqual(["connecting", "banned"]);
    expect(FakeSocket.all).toHaveLength(1);
  });

  it("may be that of the whole house", async () => {
    bench.me.mockResolvedValue(banned);
    await knock();
    expect(bench.links.at(-1)).toBe("banned");
    expect(bench.me).toHaveBeenCalledTimes(1);
  });

  it("is not looked for again where there is no nest", async () => {
    bench.me.mockResolvedValueOnce({ status: 200 }).mockResolvedValue({ status: 404 });
    await knock();
    expect(bench.links.at(-1)).toBe("no_nest");
    expect(bench.me).toHaveBeenLastCalledWith("/api/v1/nests/main", expect.anything());
    expect(FakeSocket.all).toHaveLength(1);
  });

  it.each(["removed", "nest_gone"] as const)("stays closed after the goodbye, whatever happens: %s", async (code) => {
    bench.me.mockResolvedValue({ status: 200 });
    bench.connect().say({ type: "bye", code });
    bench.socket.end();
    await vi.advanceTimersByTimeAsync(LONG_MS);
    expect(bench.links.at(-1)).toBe(code);
    bench.browser.dispatchEvent(new Event("online"));
    bench.page.dispatchEvent(new Event("visibilitychange"));
    await vi.advanceTimersByTimeAsync(LONG_MS);
    expect(FakeSocket.all).toHaveLength(1);
    bench.connection.open();
    expect(FakeSocket.all).toHaveLength(2);
  });

  it("is known as one for good to whoever was removed for good", async () => {
    bench.me.mockResolvedValueOnce({ status: 200 }).mockResolvedValue(banned);
    bench.connect().say({ type: "bye", code: "removed" });
    bench.socket.end();
    await vi.advanceTimersByTimeAsync(LONG_MS);
    expect(bench.links.at(-1)).toBe("banned");
  });

  it("is tried again by whoever asks", async () => {
    bench.me.mockResolvedValueOnce({ status: 200 }).mockResolvedValueOnce({ status: 404 });
    await knock();
    bench.connection.open();
    expect(FakeSocket.all).toHaveLength(2);
  });

  it("is not what anything else that is forbidden means", async () => {
    bench.me.mockResolvedValue({ status: 403, json: async () => ({ code: "forbidden" }) });
    bench.connection.open();
    bench.socket.end();
    await vi.advanceTimersToNextTimerAsync();
    expect(FakeSocket.all).toHaveLength(2);
  });

  it("is not what a broken server means", async () => {
    bench.me.mockResolvedValue({ status: 500 });
    bench.connection.open();
    bench.socket.end();
    await vi.advanceTimersToNextTimerAsync();
    expect(FakeSocket.all).toHaveLength(2);
  });
});

describe("a silent server", () => {
  it("is left, without waiting for its goodbye", async () => {
    bench.connect();
    // The ping at the start was followed by the hello; the next one by nothing.
    await vi.advanceTimersByTimeAsync(15_000 + 7_999);
    expect(bench.links.at(-1)).toBe("open");
    await vi.advanceTimersByTimeAsync(1);
    expect(bench.socket.readyState).toBe(2);
    expect(bench.links.at(-1)).toBe("waiting");
    await vi.advanceTimersByTimeAsync(300);
    expect(FakeSocket.all).toHaveLength(2);
  });

  it("is left only once, however late it says goodbye", async () => {
    const first = bench.connect();
    await vi.advanceTimersByTimeAsync(23_300);
    first.end();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(FakeSocket.all).toHaveLength(2);
  });

  it("is left when it does not even take the call", async () => {
    bench.connection.open();
    await vi.advanceTimersByTimeAsync(15_300);
    expect(FakeSocket.all).toHaveLength(2);
  });

  it("is one that answers no ping: whoever does is stayed with", async () => {
    bench.connect();
    for (let ping = 0; ping < 8; ping += 1) {
      await vi.advanceTimersByTimeAsync(15_000);
      bench.socket.say({ type: "pong", t: bench.socket.sent.at(-1)?.t, server_time_ms: 9_000 });
    }
    expect(FakeSocket.all).toHaveLength(1);
    expect(bench.links.at(-1)).toBe("open");
  });

  it("is asked at once when the page is seen again", () => {
    const asked = bench.connect().sent.length;
    bench.page.dispatchEvent(new Event("visibilitychange"));
    expect(bench.socket.sent).toHaveLength(asked + 1);
    bench.page.visibilityState = "hidden";
    bench.page.dispatchEvent(new Event("visibilitychange"));
    expect(bench.socket.sent).toHaveLength(asked + 1);
  });
});

it("tells the server's time by the ping with the shortest way", async () => {
  vi.setSystemTime(0);
  bench.connection.open();
  bench.socket.open();
  // The hello says 9,000, and was a second on its way.
  await vi.advanceTimersByTimeAsync(1_000);
  bench.socket.hello(5);
  expect(bench.connection.clock.now_ms()).toBe(9_000);
  await vi.advanceTimersByTimeAsync(14_000);
  await vi.advanceTimersByTimeAsync(40);
  bench.socket.say({ type: "pong", t: bench.socket.sent.at(-1)?.t, server_time_ms: 24_020 });
  expect(bench.connection.clock.now_ms()).toBe(24_040);
});

describe("where the time has to be known well", () => {
  const asked = () => bench.socket.sent.filter(({ type }) => type === "ping").length;

  it("the server is asked eight times in a row, and then as seldom as ever", async () => {
    bench.connect();
    const before = asked();
    bench.connection.needs_time = true;
    await vi.advanceTimersByTimeAsync(3_000);
    expect(asked() - before).toBe(8);
    bench.socket.say({ type: "pong", t: bench.socket.sent.at(-1)?.t, server_time_ms: 9_000 });
    await vi.advanceTimersByTimeAsync(9_000);
    expect(asked() - before).toBe(8);
  });

  it("it is asked so again whenever the connection comes back", async () => {
    bench.connect();
    bench.connection.needs_time = true;
    await vi.advanceTimersByTimeAsync(3_000);
    await bench.reconnect();
    bench.socket.resumed(5);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(asked()).toBe(8);
  });

  it("nobody asks any more once nobody listens", async () => {
    bench.connect();
    bench.connection.needs_time = true;
    const before = asked();
    bench.connection.needs_time = false;
    await vi.advanceTimersByTimeAsync(3_000);
    expect(asked()).toBe(before);
  });
});
