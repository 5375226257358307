// What hosts see, the nests there are, and what played.

import type { Page } from "playwright-core";

import { evening_on_spotify, HOST, NOW_MS } from "../cast";
import { refusal, type Scene } from "../stage";
import { a_night, a_recap_of } from "./nights";
import { press, settled, show, unfold } from "./steps";

const SET_UP = {
  checks: [
    { about: "Address", state: "good", says: "The page is at https://party.example." },
    { about: "Spotify", state: "warning", says: "Five people are on its list, which is as many as it takes.", todo: "Others bring a Client ID of their own." },
    { about: "Google", state: "bad", says: "Google refuses the client secret.", todo: "Make a new one in its console, and set GOOGLE_CLIENT_SECRET." },
  ],
  redirects: { google: "https://party.example/login/google/callback", spotify: "https://party.example/connect/spotify/callback" },
};

const HOST_SECTION = ".me section:last-of-type";

const fold = (name: string, nth: number): Scene => ({
  name,
  you: HOST,
  is_long: true,
  answers: { "/setup": SET_UP },
  act: async (page) => {
    await show(page, "me");
    await settled(page, HOST_SECTION);
    await unfold(page, HOST_SECTION, nth);
  },
});

const nest = (id: string, name: string, changed: object = {}) => ({
  id,
  code: "QRX4T",
  name,
  slug: null,
  catalogue: "demo",
  present: 3,
  playing: { title: "Paper Lanterns", artist: "Mono Lake" },
  listed: true,
  invite_only: false,
  role: "guest",
  ...changed,
});

const NESTS = [
  nest("main", "Saturday at Jonas’", { present: 6 }),
  nest("n2", "Kitchen", { present: 12, role: "host" }),
  nest("n3", "Balcony, for those who want to talk and not to dance", { playing: null, present: 0, invite_only: true }),
  nest("n4", "Quiet room", { listed: false, role: "moderator", present: 1 }),
];

/** The sheets that the buttons of the page's head open, in their order. */
const AT_SHARE = 0;
const AT_NESTS = 1;
const AT_PAST = 2;

const sheet = (name: string, nth: number, answers: Record<string, unknown>, act?: (page: Page) => Promise<void>): Scene => ({
  name,
  answers,
  act: async (page) => {
    await press(page, "header button", nth);
    await settled(page, "dialog");
    await act?.(page);
  },
});

const recap = (page: Page) => press(page, "dialog .parts > .row button", 1);
const PAST = {
  "/history": { plays: [...a_night(NOW_MS), ...a_night(NOW_MS - 7 * 86_400_000, "2026-06-13")] },
  "/recap": a_recap_of(NOW_MS - 7 * 86_400_000),
};

export const HOUSE: Scene[] = [
  sheet("share-way-in", AT_SHARE, {}),
  {
    name: "keys-help",
    act: async (page) => {
      await page.keyboard.press("?");
      await settled(page, "dialog");
    },
  },
  { name: "tv-confirm", path: "/?tv=H7QMX3", you: { role: "host" }, act: (page) => settled(page, "dialog") },
  { name: "host-settings", you: HOST, is_long: true, act: (page) => show(page, "me") },
  fold("host-this-nest", 0),
  fold("host-bender", 1),
  fold("host-set-up", 2),
  sheet("nests-list", AT_NESTS, { "/nests": { nests: NESTS } }),
  sheet("nests-one", AT_NESTS, { "/nests": { nests: NESTS.slice(0, 1) } }),
  sheet("nests-away", AT_NESTS, { "/nests": refusal(503, "not_saved") }),
  sheet("nests-opening", AT_NESTS, { "/nests": { nests: NESTS } }, async (page) => {
    for (const summary of await page.locator("dialog summary").all()) await summary.click();
  }),
  sheet("past-songs", AT_PAST, PAST),
  sheet("past-nothing", AT_PAST, {}),
  sheet("past-recap", AT_PAST, PAST, recap),
  {
    ...sheet("past-recap-to-keep", AT_PAST, PAST, async (page) => {
      await recap(page);
      await settled(page, "dialog .sheet");
    }),
    state: evening_on_spotify,
    site: { catalogue: "spotify", spotify: true },
  },
];
