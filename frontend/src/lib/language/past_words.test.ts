import { describe, expect, it } from "vitest";

import { a_memory, a_play, a_recap } from "../../testing/past_samples";
import { calendar_day, time_of_day } from "./format";
import {
  as_text,
  by_night,
  cut_short,
  exported,
  heard,
  link_of,
  newest_of_each,
  nights_of,
  remembered,
  summary,
  told,
  who,
} from "./past_words";

const ANN = { name: "Ann", id: "ann" };
const DAY = calendar_day("2018-03-07");

it("a day has its weekday, wherever it is read", () => {
  expect(DAY).toMatch(/Wednesday.*2018/);
  expect(calendar_day("someday")).toBe("someday");
});

describe("who it was", () => {
  it("is Bender, a name, or oneself", () => {
    expect([who(null), who(ANN), who(ANN, "bob"), who(ANN, "ann"), who({ name: "Old" }, undefined)]).toEqual([
      "Bender",
      "Ann",
      "Ann",
      "you",
      "Old",
    ]);
  });
});

describe("a play", () => {
  const at = time_of_day(1_000);

  it("is told by when and whose it was", () => {
    expect(told(a_play())).toBe(`${at} · Ann`);
    expect(told(a_play({ by: null }))).toBe(`${at} · Bender`);
  });

  it("is told with all that it got", () => {
    const loved = a_play({ jams: [{ name: "Bob" }, ANN], votes: 2, comments: 1 });
    expect(told(loved, "ann")).toBe(`${at} · you · 2 jams: Bob, you · +2 votes · 1 comment`);
  });

  it("says how it ended only where it was cut short", () => {
    expect(cut_short(a_play())).toBe("");
    expect(cut_short(a_play({ ended: "skipped", played_ms: 72_000 }))).toBe("skipped after 1:12");
    expect(cut_short(a_play({ ended: "removed", played_ms: 5_000 }))).toBe("removed after 0:05");
  });

  it("was heard so long ago, and never in the future", () => {
    expect(heard(a_play({ ended_ms: 0 }), 20 * 60_000)).toBe("Ann, 20 min ago");
    expect(heard(a_play({ ended_ms: 90_000 }), 0)).toBe("Ann, just now");
  });
});

describe("a memory", () => {
  it("names who and when", () => {
    expect(remembered(a_memory())).toBe(`Ann, ${DAY}`);
  });

  it("says how often it came, how it was liked, and whether it is this week's", () => {
    const dear = a_memory({ days: 3, jams: 2, anniversary: true });
    expect(remembered(dear)).toBe(`Ann, ${DAY} · on 3 such days · 2 jams · this week, back then`);
  });
});

describe("a night", () => {
  it("is told in a few sentences", () => {
    expect(summary(a_recap(), "bob")).toEqual([
      "3 songs, 1 h 2 min of music. 2 people queued songs.",
      "Ann opened the floor with “Salt”.",
      "2 songs in a row came from people, without Bender.",
      "1 song was skipped.",
    ]);
  });

  it("tells whoever opened the floor that it was them", () => {
    expect(summary(a_recap(), "ann")).toContain("You opened the floor with “Salt”.");
  });

  it("is silent on what did not happen", () => {
    const quiet = a_recap({ longest_run: 1, skipped: 0, people: 0, plays: [a_play({ by: null })], music_ms: 60_000 });
    delete quiet.opened_by;
    expect(summary(quiet)).toEqual(["1 song, 1 min of music. 0 people queued songs."]);
  });

  it("is taken along as text", () => {
    const at = time_of_day(1_000);
    expect(as_text(a_recap(), "Home")).toBe(
      [
        `Home, ${DAY}`,
        "",
        ...summary(a_recap()),
        "",
        "Most jams:",
        "- Salt – The Tide (Ann · 2 jams)",
        "",
        "What moved the most people:",
        "- Foam – The Tide (Bob · 3 people)",
        "",
        `1. ${at} Drift – The Tide (Bender)`,
        `2. ${at} Salt – The Tide (Ann)`,
        `3. ${at} Foam – The Tide (Bob, skipped after 0:30)`,
        "",
      ].join("\n"),
    );
  });

  it("of which nothing stood out has no list of what did", () => {
    expect(as_text(a_recap({ most_jammed: [], most_people: [] }), "Home")).not.toMatch(/Most jams|most people/);
  });

  it("is listed once among the others, the newest first", () => {
    const recap = a_recap({ nights: ["2018-03-14", "2018-02-28"] });
    expect(nights_of(recap, ["2018-03-21", "2018-03-14"])).toEqual(["2018-03-21", "2018-03-14", "2018-03-07", "2018-02-28"]);
  });
});

it("plays are put together night by night, in their order", () => {
  const plays = ["b", "b", "a"].map((night, index) => a_play({ id: String(index), night }));
  expect(by_night(plays).map(({ night, plays }) => [night, plays.map(({ id }) => id)])).toEqual([
    ["b", ["0", "1"]],
    ["a", ["2"]],
  ]);
});

it("each song is listed once, as it was heard last", () => {
  const plays = ["x", "y", "x"].map((uri, index) => a_play({ id: String(index), uri }));
  expect(newest_of_each(plays).map(({ id }) => id)).toEqual(["0", "1"]);
});

it("a playlist says what is in it", () => {
  expect(exported({ link: "l", name: "Home, 7 March", tracks: 1 })).toBe(
    "“Home, 7 March” is in your Spotify, with 1 song in the order they played.",
  );
});

it("only songs of Spotify's lead there", () => {
  expect(link_of("spotify:track:abc")).toBe("https://open.spotify.com/track/abc");
  expect([link_of("demo:track:abc"), link_of("spotify:track"), link_of("")]).toEqual([undefined, undefined, undefined]);
});
