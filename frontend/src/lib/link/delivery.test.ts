import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Bench, VOTE } from "../../testing/browser";
import { a_commit } from "../../testing/samples";

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.close());

describe("commits", () => {
  it("are folded once, however often they come", () => {
    bench.connect();
    for (const seq of [5, 6, 6, 4, 7]) bench.socket.say(a_commit(seq));
    expect(bench.seqs).toEqual([6, 7]);
  });

  it("are not folded across a gap; what is missing is asked for once", () => {
    bench.connect();
    for (const seq of [6, 8, 9]) bench.socket.say(a_commit(seq));
    expect(bench.seqs).toEqual([6]);
    expect(bench.socket.commands).toEqual([{ type: "sync", since: "6-x" }]);
    bench.socket.resumed(9);
    for (const seq of [7, 8, 9]) bench.socket.say(a_commit(seq));
    expect(bench.seqs).toEqual([6, 7, 8, 9]);
  });

  it("are asked for again at the next gap", () => {
    bench.connect().say(a_commit(7));
    bench.socket.resumed(7);
    for (const seq of [6, 7, 9]) bench.socket.say(a_commit(seq));
    expect(bench.socket.commands.map(({ since }) => since)).toEqual(["5-x", "7-x"]);
  });

  it("go on from a hello, even one of another history", () => {
    bench.connect();
    bench.socket.hello(2);
    for (const seq of [2, 3]) bench.socket.say(a_commit(seq));
    expect(bench.seqs).toEqual([3]);
  });
});

describe("a command", () => {
  it("is sent at once, each under an id of its own", async () => {
    bench.connect();
    const answers = bench.send();
    bench.send();
    const [first, second] = bench.socket.commands;
    expect(first).toEqual({ ...VOTE, id: expect.stringMatching(/^.{1,64}$/) });
    expect(second?.id).not.toBe(first?.id);
    bench.socket.say({ type: "ok", id: first?.id, seq: 5 });
    await bench.settle();
    expect(answers).toEqual([{ type: "ok", id: first?.id, seq: 5 }]);
  });

  it("that was not answered is sent again under the same id", async () => {
    const first = bench.connect();
    const answers = bench.send();
    const others = bench.send({ type: "pause" });
    first.say({ type: "ok", id: first.commands[1]?.id, seq: 5 });
    const second = await bench.reconnect();
    expect(second.commands).toEqual([]);
    second.resumed(5);
    expect(second.commands).toEqual([first.commands[0]]);
    second.say({ type: "ok", id: first.commands[0]?.id, seq: 5 });
    await bench.settle();
    expect([answers.length, others.length]).toEqual([1, 1]);
    (await bench.reconnect()).resumed(5);
    expect(bench.socket.commands).toEqual([]);
  });

  it("of one who is offline is sent when there is a connection", () => {
    bench.send();
    bench.connect();
    expect(bench.socket.commands).toHaveLength(1);
  });

  it("is answered when its commit has come, not before", async () => {
    bench.connect();
    const answers = bench.send();
    bench.socket.say({ type: "ok", id: bench.socket.commands[0]?.id, seq: 7 });
    bench.socket.say(a_commit(6));
    await bench.settle();
    expect(answers).toEqual([]);
    bench.socket.say(a_commit(7));
    await bench.settle();
    expect(answers).toHaveLength(1);
  });

  it("is answered by a hello, after which nothing older comes", async () => {
    bench.connect();
    const answers = bench.send();
    bench.socket.say({ type: "ok", id: bench.socket.commands[0]?.id, seq: 7 });
    (await bench.reconnect()).hello(3);
    await bench.settle();
    expect(answers).toHaveLength(1);
  });

  it("is answered once", async () => {
    bench.connect();
    const answers = bench.send();
    for (let i = 0; i < 2; i += 1) bench.socket.say({ type: "ok", id: bench.socket.commands[0]?.id, seq: 5 });
    await bench.settle();
    expect(answers).toHaveLength(1);
  });

  it("that is refused is not sent again", async () => {
    bench.connect();
    const answers = bench.send();
    bench.socket.say({ type: "refused", id: bench.socket.commands[0]?.id, code: "locked", message: "Closed." });
    await vi.advanceTimersByTimeAsync(7_000);
    expect(answers).toMatchObject([{ type: "refused", message: "Closed." }]);
    expect(bench.socket.commands).toHaveLength(1);
  });

  it.each(["busy", "not_saved"])("that is refused as %s is sent six times more, and then given up", async (code) => {
    bench.connect();
    const answers = bench.send();
    const refuse = () => bench.socket.say({ type: "refused", id: bench.socket.commands[0]?.id, code, message: "Not now." });
    for (let sent = 1; sent <= 6; sent += 1) {
      expect(bench.socket.commands).toHaveLength(sent);
      refuse();
      await vi.advanceTimersByTimeAsync(700 * sent - 1);
      expect(bench.socket.commands).toHaveLength(sent);
      await vi.advanceTimersByTimeAsync(1);
    }
    expect(answers).toEqual([]);
    refuse();
    await bench.settle();
    expect(answers).toMatchObject([{ type: "refused", code }]);
    expect(new Set(bench.socket.commands.map(({ id }) => id)).size).toBe(1);
    expect(bench.socket.commands).toHaveLength(7);
  });
});
