import { describe, expect, it } from "vitest";

import { a_preview, an_entry, FAIR } from "../../testing/samples";
import { address_of, origin, picked, rejected, rests } from "./bender_words";
import { calendar_day, clock_time } from "./format";
import type { Preview, Strategy } from "../wire";
import { depth, share, STRATEGIES } from "./tuning_words";

const DAY = calendar_day("2018-03-07");

describe("why Bender picked a song", () => {
  it("names who queued a throwback first, and the day", () => {
    expect(picked(a_preview(), ["The Tide"])).toBe(`Throwback: Ann queued it first, ${DAY}`);
  });

  it("says that much of a throwback of which nobody may be named", () => {
    expect(picked({ strategy: "throwback" }, [])).toBe("Throwback: played here on this weekday before");
  });

  it("has words of its own for each strategy", () => {
    const all = (Object.keys(STRATEGIES) as Strategy[]).map((strategy) => picked({ strategy }, ["The Tide"]));
    expect(new Set(all).size).toBe(5);
    expect(all.slice(1)).toEqual([
      "Picked by genre",
      "More by The Tide",
      "Another record by The Tide",
      "From the same album",
    ]);
  });

  it("is Bender's own secret where a newer server knows more ways", () => {
    expect(picked({ strategy: "moon" } as unknown as Preview, [])).toBe("picked by Bender");
  });
});

describe("where an entry came from", () => {
  const provenance = { name: "Ann", day: "2018-03-07" };

  it("is told of what Bender queued", () => {
    expect(origin(an_entry(1, { auto: true, why: { ...FAIR, strategy: "genre" } }))).toBe("Picked by genre");
    expect(origin(an_entry(1, { auto: true, why: { ...FAIR, strategy: "throwback", provenance } }))).toContain(DAY);
  });

  it("is still told of a throwback that a person took over, and of nothing else of theirs", () => {
    expect(origin(an_entry(1, { why: { ...FAIR, strategy: "throwback", provenance } }))).toContain("Ann queued it first");
    expect(origin(an_entry(1, { why: { ...FAIR, strategy: "genre" } }))).toBe("");
    expect(origin(an_entry(1))).toBe("");
  });
});

it("Bender says why it rests, and until when", () => {
  const at = clock_time(90_000, 0);
  expect(rests({ because: "nothing_left", until_ms: 90_000 }, 0)).toBe(
    `Bender found nothing to play and looks again at ${at}.`,
  );
  expect(rests({ because: "unavailable", until_ms: 90_000 }, 0)).toBe(
    `The music service cannot be asked right now; Bender looks again at ${at}.`,
  );
});

it("what was sent away stays away for seven days", () => {
  expect(rejected("Salt")).toBe("Bender leaves “Salt” alone for 7 days");
});

describe("what a host sets", () => {
  it("counts songs, and none is off", () => {
    expect([0, 1, 10].map(depth)).toEqual(["off", "1 song", "10 songs"]);
  });

  it("is shown as a share of all", () => {
    const all = [30, 35, 25, 5, 5];
    expect(all.map((weight) => share(weight, all))).toEqual(["30%", "35%", "25%", "5%", "5%"]);
    expect([share(0, all), share(0, [0, 0]), share(1, [1, 999])]).toEqual(["never", "never", "1%"]);
  });

  it("takes a song by its address or by a link", () => {
    const uri = "spotify:track:4uLU6hMCjMI75M1A2tKUQC";
    const links = ["https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC?si=1", "open.spotify.com/intl-de/track/4uLU6hMCjMI75M1A2tKUQC"];
    expect([...links, ` ${uri} `].map(address_of)).toEqual([uri, uri, uri]);
    expect([address_of("demo:track:x"), address_of("  ")]).toEqual(["demo:track:x", null]);
  });
});
