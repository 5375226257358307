// Adding: what is found, remembered, pasted, and what is not there.

import type { Page } from "playwright-core";

import { evening, NOW_MS } from "../cast";
import { refusal, type Scene } from "../stage";
import { a_night, memories } from "./nights";
import { press, settled, show, showing } from "./steps";

/** A result with all that can be known of it. */
const found = (changed: object = {}) => ({
  uri: "demo:track:far",
  title: "Salt and Paper",
  artists: ["The Tidewater Five"],
  album: "Salt",
  duration_ms: 201_000,
  explicit: false,
  ...changed,
});

const MARKED = {
  tracks: [
    found({ uri: "demo:a", queued: 12 }),
    found({ uri: "demo:b", title: "Paper Boats", played_ms_ago: 1_200_000, refusal: "played_recently" }),
    found({ uri: "demo:c", title: "Rude Words", explicit: true, refusal: "explicit" }),
    found({ uri: "demo:d", title: "The Whole Opera", duration_ms: 5_400_000, refusal: "too_long" }),
    found({ uri: "demo:e", title: "Beep", duration_ms: 4_000, refusal: "too_short" }),
    found({ uri: "demo:f", title: "Played Yesterday", played_ms_ago: 86_400_000 }),
    found({ uri: "demo:h", title: "Night Bus", artists: ["Kilo"] }),
    found({ uri: "demo:g", title: "Explicit and Fine", explicit: true }),
  ],
};

async function search(page: Page): Promise<void> {
  await show(page, "add");
  await page.locator("#search").fill("salt");
}

const part = (nth: number) => async (page: Page) => {
  await show(page, "add");
  await press(page, ".add section > .row button", nth);
};

export const ADD: Scene[] = [
  { name: "add-start", act: showing("add") },
  { name: "add-marks", answers: { "/search": MARKED }, act: search },
  {
    name: "add-locked",
    state: (tracks) => evening(tracks, { locked: true }),
    act: showing("add"),
  },
  {
    name: "add-pasted",
    answers: { "/search": { tracks: MARKED.tracks.slice(5) } },
    act: async (page) => {
      await show(page, "add");
      await page.locator("#search").fill("https://open.spotify.com/track/one https://open.spotify.com/track/two");
    },
  },
  { name: "add-nothing-found", answers: { "/search": { tracks: [] } }, act: search },
  { name: "add-searching", answers: { "/search": "never" }, act: search },
  {
    name: "add-service-away",
    answers: { "/search": refusal(503, "catalogue_unavailable") },
    act: async (page) => {
      await search(page);
      await settled(page, ".add .complaint:not(:empty)");
    },
  },
  { name: "add-recent-empty", act: part(1) },
  { name: "add-recent", answers: { "/history": { plays: a_night(NOW_MS) } }, act: part(1) },
  { name: "add-on-this-day-empty", act: part(2) },
  { name: "add-on-this-day", answers: { "/on-this-day": { day: "2026-06-20", memories: memories() } }, act: part(2) },
];
