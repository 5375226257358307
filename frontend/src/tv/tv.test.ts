import { expect, it } from "vitest";

import { square } from "../lib/page/qr";
import { a_state, an_entry, FAIR } from "../testing/samples";
import { Newer } from "./newer";
import { nest_of, spelled, way_to_confirm } from "./pairing";
import { about, in_order, name_of } from "./picture";
import { shift } from "./rest";
import { day, minutes, speech } from "./said";
import { reader } from "./stream";

const ENGLISH = speech(["en-GB"]);

it("a stream is read whole, in whatever pieces it comes", () => {
  const text = ': \n\nevent: hello\nid: 7-00\ndata: {"a":1}\n\nevent:pong\ndata:{}\n\ndata: one\ndata: two\n\n';
  const wanted = [
    { kind: "hello", id: "7-00", data: '{"a":1}' },
    { kind: "pong", id: null, data: "{}" },
    { kind: "message", id: null, data: "one\ntwo" },
  ];
  for (const length of [1, 2, 7, text.length]) {
    const take = reader();
    const events = [];
    for (let at = 0; at < text.length; at += length) events.push(...take(text.slice(at, at + length)));
    expect(events, `${length} at a time`).toEqual(wanted);
  }
});

it("an event that is not whole yet is not told", () => {
  const take = reader();
  expect(take("event: bye\ndata: {}\n")).toEqual([]);
  expect(take("\n")).toEqual([{ kind: "bye", id: null, data: "{}" }]);
});

it("speaks the first of the browser's languages that there is, and English else", () => {
  const of = (...tags: string[]) => speech(tags).language;
  expect([of("de-AT", "en"), of("fr", "de"), of("en-US"), of("fr"), of()]).toEqual(["de", "de", "en", "en", "en"]);
  expect(speech(["de-AT"]).locale).toBe("de-AT");
});

it("writes days and times as its language does", () => {
  expect(day("2018-03-07", "en-GB").replace(",", "")).toBe("Wednesday 7 March 2018");
  expect(day("2018-03-07", "de-DE")).toBe("Mittwoch, 7. März 2018");
  expect(day("long ago", "en-GB")).toBe("long ago");
  expect([0, 900, 61_000, 3_600_000, -5].map(minutes)).toEqual(["0:00", "0:01", "1:01", "60:00", "0:00"]);
});

it("every sentence is there in both languages, and no two are the same", () => {
  const [english, german] = [speech(["en"]).words, speech(["de"]).words];
  expect(Object.keys(german).sort()).toEqual(Object.keys(english).sort());
  const same = Object.entries(english).filter(([key, text]) => text === german[key as keyof typeof german]);
  expect(same.map(([key]) => key)).toEqual(["bender"]);
});

it("knows its nest by its address, and the way for a phone", () => {
  expect(["/nest/KQXW7/tv", "/nest/kitchen-party/tv/", "/nest/caf%C3%A9/tv", "/"].map(nest_of)).toEqual([
    "KQXW7",
    "kitchen-party",
    "café",
    "main",
  ]);
  expect(way_to_confirm("https://nest.example", "KQXW7", "ABC234")).toBe("https://nest.example/nest/KQXW7?tv=ABC234");
  expect(spelled("ABC234")).toBe("ABC 234");
});

it("says who added a song, and where a throwback comes from", () => {
  const state = a_state();
  const lines = (entry: Parameters<typeof about>[0]) => about(entry, state, ENGLISH, "en-GB").map(({ text }) => text);
  const provenance = { name: "Ada", day: "2018-03-07" };
  expect(lines(an_entry(1, { by: "nobody known" }))).toEqual(["Added by someone"]);
  expect(lines(an_entry(1, { by: "bender", auto: true }))).toEqual(["Picked by Bender"]);
  const throwback = an_entry(1, { by: "bender", auto: true, why: { ...FAIR, strategy: "throwback", provenance } });
  expect(lines(throwback).map((line) => line.replace(",", ""))).toEqual(["Ada queued this on Wednesday 7 March 2018"]);
  // One that somebody made their own keeps what is worth remembering.
  expect(lines({ ...throwback, by: "x" })).toHaveLength(2);
  expect(name_of(state, "bender", ENGLISH)).toBe("Bender");
});

it("tells of jams and of the newest comment in one line", () => {
  const comments = ["first", "last"].map((text, id) => ({ id, by: "x", at_ms: 0, text }));
  const entry = an_entry(1, { jams: [{ by: "x", at_ms: 0 }], comments });
  expect(about(entry, a_state(), ENGLISH, "en-GB").map(({ text }) => text)[1]).toBe("1 jam · someone: “last”");
});

it("shows first what was announced, wherever it is queued", () => {
  const queue = [an_entry(2), an_entry(3), an_entry(4)];
  const playing = { entry: an_entry(1), position_ms: 0, as_of_ms: 0, paused: false, next_up: 3 };
  expect(in_order(a_state({ queue, playing })).map(({ id }) => id)).toEqual([3, 2, 4]);
  expect(in_order(a_state({ queue, playing: null })).map(({ id }) => id)).toEqual([2, 3, 4]);
});

it("the picture moves a little, never far, and comes through the middle", () => {
  const places = Array.from({ length: 18 }, (_, step) => shift(step));
  expect(places[0]).toEqual({ x: 0, y: 0 });
  expect(places[9]).toEqual({ x: 0, y: 0 });
  expect(new Set(places.map(({ x, y }) => `${x} ${y}`)).size).toBe(9);
  for (const { x, y } of places) expect(Math.hypot(x, y)).toBeLessThanOrEqual(0.41);
});

it("a newer page waits for the end of a song, but not for ever", () => {
  const newer = new Newer();
  newer.told("1 a", 0);
  expect(newer.is_due(1_000, false)).toBe(false);
  newer.told("2 b", 1_000);
  expect([newer.is_due(1_000, true), newer.is_due(1_000, false)]).toEqual([false, true]);
  newer.told("2 b", 900_000);
  expect([newer.is_due(1_800_999, true), newer.is_due(1_801_000, true)]).toEqual([false, true]);
  // The server went back to what this page is of.
  newer.told("1 a", 1_900_000);
  expect(newer.is_due(9_000_000, false)).toBe(false);
});

it("a code for cameras is the same wherever it is drawn", () => {
  const { size, path } = square("https://nest.example/nest/KQXW7?tv=ABC234");
  expect(size).toBeGreaterThan(28);
  expect(path).toMatch(/^(M\d+ \d+h\d+v1h-\d+z)+$/);
});
