import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { advice, refusal } from "../lib/language/account_words";
import { connected, token_times, ways } from "../lib/language/connection_words";
import type { SpotifyAccount } from "../lib/link/api";
import { picked, rests } from "../lib/language/bender_words";
import { ago, calendar_day, clock_time, day, duration, hours } from "../lib/language/format";
import { speak } from "../lib/language/language.svelte";
import { earlier, told as told_mine, told_of_other } from "../lib/language/listen_words";
import { blown, free_again, removed_person, ROLES, sound_name, there } from "../lib/language/nest_words";
import { as_text, cut_short, exported, heard, remembered, summary, told } from "../lib/language/past_words";
import { in_time } from "../lib/language/sound_words";
import { depth, share, STRATEGIES } from "../lib/language/tuning_words";
import type { ActivityItem, Settings, Strategy } from "../lib/wire";
import { added, done, here, in_queue, MODES, ordinal, rules, songs, votes, why, words } from "../lib/language/words";
import { a_memory, a_play, a_recap } from "../testing/past_samples";
import { a_track, an_entry, FAIR, SETTINGS } from "../testing/samples";
import { sentences as german } from "./de/sentences";
import { party as english_party } from "./en/party";
import { past as english_past } from "./en/past";

beforeAll(() => speak("de"));
afterAll(() => speak("en"));

const name_of = (id: string) => (id === "me" ? words.you : id.charAt(0).toUpperCase() + id.slice(1));
const standing = (turn: number) => ({ place: 2, turn, starts_ms: null });

it("numbers and counts as one does in German", () => {
  expect([1, 2, 3, 21].map(ordinal).join(" ")).toBe("1. 2. 3. 21.");
  expect([0, 1, 2, 1_200].map(songs)).toEqual(["0 Songs", "1 Song", "2 Songs", "1.200 Songs"]);
  expect([-2, -1, 0, 1, 2].map(votes)).toEqual(["−2 Stimmen", "−1 Stimme", "0 Stimmen", "+1 Stimme", "+2 Stimmen"]);
  expect([there(1), there(3), here(2), depth(0), depth(1)]).toEqual(["1 Person", "3 Leute", "2 da", "nichts", "1 Song"]);
  expect(share(1, [1, 2]).replace(/\s/, " ")).toBe("33 %");
});

it("what can be pressed beside each other is called by different names, in English as well", () => {
  for (const { words: said } of [german.party, english_party]) {
    const of_what_plays = [said.jam, said.comment, said.pause, said.resume, said.skip, said.skip_vote];
    const of_a_row = [said.jam, said.earlier, said.later, said.pin, said.unpin, said.remove, said.skip_vote];
    for (const names of [of_what_plays, of_a_row]) expect(new Set(names).size, names.join(", ")).toBe(names.length);
  }
});

it("dates and times are German", () => {
  expect(calendar_day("2018-03-07")).toBe("Mittwoch, 7. März 2018");
  expect(day(Date.UTC(2018, 2, 7, 12))).toBe("7. März 2018");
  expect(clock_time(Date.now(), Date.now())).toMatch(/^\d\d:\d\d$/);
  expect([0, 60_000, 5 * 3_600_000, 72 * 3_600_000].map(ago)).toEqual(["gerade eben", "vor 1 Min.", "vor 5 Std.", "vor 3 Tagen"]);
  expect([hours(59 * 60_000), hours(151 * 60_000), duration(185_000)]).toEqual(["59 Min.", "2 Std. 31 Min.", "3:05"]);
  expect(earlier(-250)).toBe("0,25 s später");
});

describe("why an entry stands where it stands", () => {
  const reason = (entry: Parameters<typeof why>[0], is_mine = false, turn = 1) => why(entry, standing(turn), is_mine, name_of, false);

  it("is told for every mode", () => {
    expect([reason(an_entry(1)), reason(an_entry(1), true, 2)]).toEqual(["nächste Runde", "deine 2. Runde"]);
    const by = (mode: Settings["mode"]) => reason(an_entry(1, { why: { mode, shift_ms: 0 } }));
    expect([by("votes"), by("first_come")]).toEqual(["die meisten Stimmen zuerst", "wer zuerst kommt, ist zuerst dran"]);
    expect(Object.values(MODES)).toEqual(["Reihum", "Die meisten Stimmen zuerst", "Wer zuerst kommt, ist zuerst dran"]);
  });

  it("is told for what was pinned, picked or voted on", () => {
    const pinned = (pinned_by: string) => reason(an_entry(1, { why: { ...FAIR, pinned_by } }));
    expect([pinned("ann"), pinned("me")]).toEqual(["von Ann nach oben gesetzt", "von dir nach oben gesetzt"]);
    expect(reason(an_entry(1, { auto: true }))).toBe("von Bender ausgesucht");
    expect(reason(an_entry(1, { votes: -2 }), true)).toBe("deine nächste Runde · −2 Stimmen");
    expect(why(an_entry(1), standing(1), false, name_of, true)).toBe("kommt fest als Nächstes · nächste Runde");
  });

  it("is told for each way that Bender picks by", () => {
    const all = (Object.keys(STRATEGIES) as Strategy[]).map((strategy) => picked({ strategy }, ["The Tide"]));
    expect(new Set(all).size).toBe(5);
    expect(picked({ strategy: "throwback", provenance: { name: "Ann", day: "2018-03-07" } }, [])).toBe(
      "Throwback: zuerst von Ann gewünscht, Mittwoch, 7. März 2018",
    );
  });
});

it("an added song is told its place", () => {
  expect(added("Salt", standing(1), 0)).toBe("„Salt“ ist auf Platz 2");
  expect(added("Salt", { place: 3, turn: 1, starts_ms: 600_000 }, 0)).toBe(
    `„Salt“ ist auf Platz 3, etwa um ${clock_time(600_000, 0)}`,
  );
  expect([added("Salt", undefined, 0), in_queue(4)]).toEqual(["„Salt“ läuft", "schon dabei, Platz 4"]);
});

describe("what was done", () => {
  const of = (what: ActivityItem["what"], by = "ann", to?: string) =>
    done({ seq: 1, at_ms: 1, by, what, entry: 4, ...(to && { to }) }, "Salt", name_of);

  it("says who did it, to what and to whom", () => {
    expect(of("removed", "ann", "bob")).toBe("Ann hat „Salt“ (von Bob) entfernt");
    expect(of("removed", "me", "me")).toBe("Du hast „Salt“ (von dir) entfernt");
    expect(of("voted_out", "me", "bob")).toBe("Deine Stimme hat „Salt“ (von Bob) rausgewählt");
    expect(of("made_moderator", "ann", "me")).toBe("Ann hat dich zur Moderation geholt");
    expect(of("kicked", "me", "cem")).toBe("Du hast Cem rausgeworfen");
    expect(of("knocked", "cem")).toBe("Cem möchte rein");
  });
});

it("the rules are told", () => {
  expect(rules({ ...SETTINGS, locked: true, up_votes_only: true })).toEqual([
    "Reihum, nach Minuten gerecht. Stimmen verschieben einen Song um etwa eine Runde.",
    "20 Songs pro Person, 200 insgesamt.",
    "30 Minuten nachdem ein Song lief, darf er wieder gewünscht werden.",
    "Gerade nimmt der Host keine Wünsche an.",
    "Nur Stimmen dafür.",
  ]);
});

describe("the past", () => {
  it("is told play by play", () => {
    const loved = a_play({ jams: [{ name: "Bob" }], votes: 2, comments: 1 });
    expect(told(loved)).toContain(" · Ann · 1 Jam: Bob · +2 Stimmen · 1 Kommentar");
    expect(cut_short(a_play({ ended: "skipped", played_ms: 72_000 }))).toBe("nach 1:12 übersprungen");
    expect(heard(a_play({ ended_ms: 0 }), 20 * 60_000)).toBe("Ann, vor 20 Min.");
    expect(remembered(a_memory({ days: 3 }))).toBe("Ann, Mittwoch, 7. März 2018 · an 3 solchen Tagen");
  });

  it("is told as a night", () => {
    expect(summary(a_recap(), "ann")).toEqual([
      "3 Songs, 1 Std. 2 Min. Musik. 2 Leute haben sich Songs gewünscht.",
      "Du hast die Tanzfläche eröffnet: mit „Salt“.",
      "2 Songs am Stück kamen von Leuten, ganz ohne Bender.",
      "1 Song wurde übersprungen.",
    ]);
    expect(as_text(a_recap(), "Home")).toMatch(/^Home, Mittwoch, 7. März 2018\n/);
    expect(exported({ link: "l", name: "Home", tracks: 1 })).toContain("mit 1 Song ");
  });
});

it("horns, roles and people have German names", () => {
  expect(blown(words.you, "bicycle")).toBe("Du: Fahrradhupe");
  expect(sound_name("vuvuzela")).toBe("vuvuzela");
  expect(free_again(2_100, 0)).toBe("Das Horn muss verschnaufen: in 3 s wieder.");
  expect(removed_person("Bob", true, 3)).toBe("Bob und 3 Songs für immer rausgeworfen");
  expect(Object.values(ROLES)).toEqual(["Host", "Moderation", "Gast"]);
});

it("listening is told to oneself and to hosts", () => {
  const moment = { now_ms: 0, is_paused: false };
  expect(told_mine({ kind: "in_sync", offset_ms: -300 }, moment)).toMatchObject({ says: "Im Takt", detail: "0,3 s hinterher" });
  expect(told_mine({ kind: "no_device" }, moment).action?.label).toBe("Neu suchen");
  expect(told_of_other({ kind: "took_over" }, 0)).toBe("hat selbst übernommen");
  expect(in_time(true, 12)).toBe("Im Takt, ±12 ms");
});

it("accounts are told", () => {
  const account: SpotifyAccount = { available: true, state: "connected", own_client: false, remind: false, redirect: "", people_max: 5 };
  expect(connected({ ...account, name: "Ann", ends_ms: 86_400_000 })).toBe(`Verbunden als Ann. Gültig bis ${day(86_400_000)}.`);
  expect(ways({ ...account, owner: "Hanna" })[0]).toContain("Bitte Hanna");
  expect(advice("spotify_not_allowed")).toMatchObject({ action: "Was sonst geht", leads_to: "me" });
  expect(refusal({ ...a_track(), refusal: "played_recently", played_ms_ago: 1_200_000 })).toBe("lief vor 20 Min.");
  expect(token_times({ id: "1", name: "lamp", created_ms: 0 }, 1)).toBe(`erstellt am ${day(0)}, nie benutzt`);
  expect(rests({ because: "nothing_left", until_ms: 90_000 }, 0)).toContain(`um ${clock_time(90_000, 0)} wieder`);
});

it("no sentence is left in English, nor left empty", () => {
  const SAME = new Set(["name", "jam", "bender", "throwbacks", "pause", "explicit", "settings", "copied"]);
  const pairs = [
    [german.party.words, english_party.words],
    [german.past.words, english_past.words],
  ] as [Record<string, string>, Record<string, string>][];
  for (const [de, en] of pairs) {
    for (const [key, sentence] of Object.entries(de)) {
      expect(sentence, key).not.toBe("");
      if (!SAME.has(key)) expect(sentence, key).not.toBe(en[key]);
    }
  }
});
