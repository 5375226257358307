import { describe, expect, it } from "vitest";

import { clock_time } from "./format";
import { an_entry, FAIR, SETTINGS } from "../../testing/samples";
import type { ActivityItem, Settings } from "../wire";
import { added, done, ordinal, rules, songs, votes, why, words } from "./words";

const name_of = (id: string) => id.toUpperCase();
const standing = (turn: number) => ({ place: 2, turn, starts_ms: null });

it("numbers a place as one says it", () => {
  const places = [1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111];
  expect(places.map(ordinal).join(" ")).toBe("1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 101st 111th");
});

it("counts one as one and the rest as many", () => {
  expect([0, 1, 2].map((number) => songs(number))).toEqual(["0 songs", "1 song", "2 songs"]);
});

it("signs votes, and nought has no sign", () => {
  expect([-2, -1, 0, 1, 2].map(votes)).toEqual(["−2 votes", "−1 vote", "0 votes", "+1 vote", "+2 votes"]);
});

describe("why an entry stands where it stands", () => {
  it("is its person's turn, in a fair nest", () => {
    expect(why(an_entry(1), standing(1), false, name_of, false)).toBe("next turn");
    expect(why(an_entry(1), standing(3), false, name_of, false)).toBe("3rd turn");
    expect(why(an_entry(1), standing(1), true, name_of, false)).toBe("your next turn");
  });

  it("tells the votes as well", () => {
    expect(why(an_entry(1, { votes: -2 }), standing(2), true, name_of, false)).toBe("your 2nd turn · −2 votes");
  });

  it("is who pinned it, rather than the turn", () => {
    const pinned = an_entry(1, { why: { ...FAIR, pinned_by: "ann" } });
    expect(why(pinned, standing(1), true, name_of, false)).toBe("pinned by ANN");
  });

  it("is Bender's for what Bender picked, whatever its votes", () => {
    expect(why(an_entry(1, { auto: true, votes: 1 }), standing(1), false, name_of, false)).toBe("picked by Bender");
  });

  it("leaves it to another line to say why Bender picked it", () => {
    const auto = an_entry(1, { auto: true, why: { ...FAIR, strategy: "genre" } });
    expect(why(auto, standing(1), false, name_of, false)).toBe("");
  });

  it("is the rule in the other modes", () => {
    const by = (mode: Settings["mode"]) => why(an_entry(1, { why: { mode, shift_ms: 0 } }), standing(1), false, name_of, false);
    expect([by("votes"), by("first_come")]).toEqual(["most votes first", "first come, first served"]);
  });

  it("says first that it is settled", () => {
    expect(why(an_entry(1), standing(1), false, name_of, true)).toBe("up next, settled · next turn");
  });
});

describe("an added song", () => {
  it("is told its place and time", () => {
    const at = { place: 3, turn: 1, starts_ms: 600_000 };
    expect(added("Salt", at, 0)).toBe(`“Salt” is 3rd, about ${clock_time(600_000, 0)}`);
  });

  it("is told its place only while the music stands still", () => {
    expect(added("Salt", standing(1), 0)).toBe("“Salt” is 2nd");
  });

  it("is on where it does not wait", () => {
    expect(added("Salt", undefined, 0)).toBe("“Salt” is on");
  });
});

describe("what was done", () => {
  const item = (what: ActivityItem["what"]): ActivityItem => ({ seq: 1, at_ms: 1, by: "ann", what, entry: 4, to: "bob" });

  it("says who did it, to what and to whom", () => {
    expect(done(item("removed"), "Salt", name_of)).toBe("ANN removed “Salt” (BOB’s)");
  });

  it("speaks to whoever did it, and to whoever it was done to", () => {
    const to_ann = (id: string) => (id === "ann" ? words.you : name_of(id));
    const to_bob = (id: string) => (id === "bob" ? words.you : name_of(id));
    expect(done(item("removed"), "Salt", to_ann)).toBe("You removed “Salt” (BOB’s)");
    expect(done(item("voted_out"), "Salt", to_ann)).toBe("Your vote took out “Salt” (BOB’s)");
    expect(done(item("removed"), "Salt", to_bob)).toBe("ANN removed “Salt” (yours)");
  });

  it("says to whom it was done", () => {
    const of = (what: ActivityItem["what"], to: string) => done({ ...item(what), to }, "", (id) => (id === "bob" ? words.you : name_of(id)));
    expect(of("kicked", "cem")).toBe("ANN removed CEM");
    expect(of("made_moderator", "bob")).toBe("ANN made you moderator");
    expect(of("let_in", "cem")).toBe("ANN let CEM in");
  });

  it("says so of a song whose title is gone", () => {
    expect(done(item("skipped"), "", name_of)).toBe("ANN skipped a song");
  });

  it("has a sentence of its own for everything", () => {
    const all: Record<ActivityItem["what"], true> = {
      removed: true,
      voted_out: true,
      cleared: true,
      restored: true,
      moved: true,
      pinned: true,
      unpinned: true,
      skipped: true,
      uncommented: true,
      paused: true,
      resumed: true,
      settings: true,
      made_host: true,
      made_moderator: true,
      made_guest: true,
      kicked: true,
      banned: true,
      unbanned: true,
      knocked: true,
      let_in: true,
      recoded: true,
    };
    const sentences = Object.keys(all).map((what) => done(item(what as ActivityItem["what"]), "Salt", name_of));
    expect(new Set(sentences).size).toBe(sentences.length);
    for (const sentence of sentences) expect(sentence).toMatch(/^ANN\b/);
  });
});

describe("the rules", () => {
  it("say the order, the caps and the cool-down", () => {
    expect(rules(SETTINGS)).toEqual([
      "Turn by turn, weighed by minutes. Votes move a song by about a turn.",
      "20 songs each, 200 in all.",
      "A song can come again 30 minutes after it played.",
    ]);
  });

  it("are silent on a cool-down that there is not", () => {
    expect(rules({ ...SETTINGS, cooldown_ms: 0 }).join(" ")).not.toContain("come again");
  });

  it("say what the host has closed", () => {
    const strict = rules({ ...SETTINGS, mode: "votes", locked: true, allow_explicit: false, up_votes_only: true });
    expect(strict[0]).toBe("Most votes first.");
    expect(strict.slice(-3)).toEqual(["The queue is closed for now.", "No explicit songs.", "Up-votes only."]);
  });
});
