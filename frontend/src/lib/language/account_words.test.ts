import { describe, expect, it } from "vitest";

import { a_track } from "../../testing/samples";
import { advice, refusal } from "./account_words";
import { connected, places, token_times, ways } from "./connection_words";
import type { SpotifyAccount } from "../link/api";
import { day } from "./format";

const ACCOUNT: SpotifyAccount = {
  available: true,
  state: "connected",
  own_client: false,
  remind: false,
  redirect: "https://nest.example/authentication/spotify_callback",
  people_max: 5,
};

describe("what went wrong on the way back", () => {
  const GOOGLE = ["cancelled", "expired", "unverified", "domain", "unavailable", "refused"];
  const SPOTIFY = ["cancelled", "expired", "refused", "unavailable", "not_allowed"].map((code) => `spotify_${code}`);

  it("has a sentence of its own each, and something to do", () => {
    const all = [...GOOGLE, ...SPOTIFY].map(advice);
    expect(new Set(all.map(({ says }) => says)).size).toBe(all.length);
    for (const { says, action } of all) expect([says, action]).toEqual([expect.stringMatching(/\.$/), expect.stringMatching(/\w/)]);
  });

  it("leads back to where it went wrong", () => {
    expect(new Set(GOOGLE.map((code) => advice(code).leads_to))).toEqual(new Set(["google"]));
    expect(SPOTIFY.map((code) => advice(code).leads_to)).toEqual(["spotify", "spotify", "spotify", "spotify", "me"]);
  });

  it.each(["toString", "<b>x</b>", "spotify_new", ""])("has a sentence where nobody knows it: %s", (code) => {
    const { says } = advice(code);
    expect(says).toMatch(/did not work\.$/);
    if (code) expect(says).not.toContain(code);
  });
});

describe("a track that would be refused", () => {
  it("says why", () => {
    const why = (["explicit", "too_long", "too_short"] as const).map((code) => refusal({ ...a_track(), refusal: code }));
    expect(why).toEqual(["explicit, not allowed here", "too long here", "too short here"]);
  });

  it("says when it played, if that is known", () => {
    const played = { ...a_track(), refusal: "played_recently" as const };
    expect(refusal({ ...played, played_ms_ago: 1_200_000 })).toBe("played 20 min ago");
    expect(refusal(played)).toBe("played a short while ago");
  });

  it("says nothing where it would not be", () => {
    expect(refusal({ ...a_track(), played_ms_ago: 1_200_000 })).toBe("");
  });
});

describe("a connection to Spotify", () => {
  it("says whose it is, and until when", () => {
    expect(connected({ ...ACCOUNT, name: "Ann", ends_ms: 86_400_000 })).toBe(`Connected as Ann. Good until ${day(86_400_000)}.`);
    expect(connected(ACCOUNT)).toBe("Connected.");
  });

  it("reminds where its end is near", () => {
    expect(connected({ ...ACCOUNT, remind: true, ends_ms: 86_400_000 })).toContain("connect again before that");
  });

  it("names whom to ask for a place, and does without a name", () => {
    expect(ways({ ...ACCOUNT, owner: "Hanna" })[0]).toContain("Ask Hanna to add your Spotify e-mail address");
    expect(ways(ACCOUNT)[0]).toContain("Ask the owner of the app");
    expect(places({ ...ACCOUNT, owner: "Hanna" })).toContain("Up to 5 people can connect by the app of Hanna");
  });
});

it("tells when a token was used, or that it never was", () => {
  const token = { id: "1", name: "lamp", created_ms: 0 };
  expect(token_times(token, 9_000_000)).toBe(`made on ${day(0)}, never used`);
  expect(token_times({ ...token, last_used_ms: 8_400_000 }, 9_000_000)).toBe(`made on ${day(0)}, used 10 min ago`);
});
