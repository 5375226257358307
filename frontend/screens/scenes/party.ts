// The party: what plays, and the queue.

import {
  evening,
  evening_on_spotify,
  evening_with_bender,
  HOST,
  long_evening,
  NOW_MS,
  odd_evening,
  quiet_evening,
} from "../cast";
import type { Scene } from "../stage";
import { open_row, press, show } from "./steps";

export const PARTY: Scene[] = [
  { name: "party-empty", state: quiet_evening },
  { name: "party-full", is_long: true },
  { name: "party-voted", you: { votes: { 2: 1, 5: -1 } }, is_long: true },
  { name: "party-host", you: HOST },
  { name: "party-row-open", act: open_row(0) },
  { name: "party-row-mine", act: open_row(1) },
  { name: "party-row-host", you: HOST, act: open_row(3) },
  { name: "party-bender", state: evening_with_bender, is_long: true },
  { name: "party-bender-host", state: evening_with_bender, you: HOST, is_long: true },
  {
    name: "party-bender-rests",
    state: (tracks) => ({
      ...evening_with_bender(tracks),
      preview: null,
      rest: { because: "unavailable", until_ms: NOW_MS + 120_000 },
    }),
    is_long: true,
  },
  {
    name: "party-pinned",
    state: (tracks) => {
      const state = evening(tracks);
      state.queue[0]!.why = { mode: "fair", shift_ms: 0, pinned_by: "jonas" };
      state.playing!.next_up = state.queue[0]!.id;
      return state;
    },
  },
  { name: "party-odd", state: odd_evening, is_long: true },
  { name: "party-200", state: long_evening },
  {
    name: "party-paused",
    you: HOST,
    state: (tracks) => {
      const state = evening(tracks);
      return { ...state, playing: { ...state.playing!, paused: true } };
    },
  },
  { name: "party-nothing-plays", state: (tracks) => ({ ...evening(tracks), playing: null }) },
  { name: "party-talk", act: (page) => press(page, "main section button[aria-expanded]") },
  { name: "party-horns", act: (page) => press(page, ".queue section > button.title") },
  {
    name: "party-from-spotify",
    state: evening_on_spotify,
    site: { catalogue: "spotify", spotify: true },
    is_long: true,
    answers: { "/spotify": NO_ACCOUNT() },
  },
  {
    name: "notice-good",
    act: async (page) => {
      await show(page, "add");
      await press(page, ".add ul .what:enabled", 1);
      await page.locator(".notice").waitFor();
    },
    hears: (asked, state) =>
      asked.type === "add"
        ? [
            {
              type: "commit",
              seq: 2,
              position: "2-0",
              at_ms: NOW_MS,
              by: "mira",
              events: [{ type: "added", entry: { ...state.queue[0]!, id: 99, by: "mira", rank: 900 } }],
            },
            { type: "ok", id: asked.id, seq: 2 },
          ]
        : [],
  },
  {
    name: "notice-bad",
    act: async (page) => {
      await press(page, ".queue .votes button");
      await page.locator(".notice").waitFor();
    },
    hears: (asked) => ("id" in asked ? [{ type: "refused", id: asked.id, code: "rate_limited", message: "", retry_after_ms: 4_000 }] : []),
  },
  {
    name: "notice-undo",
    act: async (page) => {
      await open_row(1)(page);
      await press(page, ".queue .more .acts button", 3);
      await page.locator(".notice").waitFor();
    },
    hears: (asked) =>
      asked.type === "remove"
        ? [
            {
              type: "commit",
              seq: 2,
              position: "2-0",
              at_ms: NOW_MS,
              by: "mira",
              events: [{ type: "removed", entry: asked.entry, by: "mira", reason: "removed", ranks: [] }],
            },
            { type: "ok", id: asked.id, seq: 2 },
          ]
        : [],
  },
];

function NO_ACCOUNT() {
  return {
    available: true,
    state: "none",
    own_client: false,
    remind: false,
    redirect: "https://party.example/connect/spotify/callback",
    people_max: 5,
  };
}
