// Who is here, and oneself.

import { evening, evening_on_spotify, HOST, NOW_MS, odd_evening } from "../cast";
import type { Scene } from "../stage";
import { press, settled, show, showing, unfold } from "./steps";

const ACCOUNT = {
  available: true,
  state: "connected",
  name: "Mira Sound",
  own_client: false,
  remind: false,
  redirect: "https://party.example/connect/spotify/callback",
  owner: "Jonas",
  people_max: 5,
  ends_ms: NOW_MS + 150 * 86_400_000,
};

const on_spotify = (name: string, account: object, listening?: object): Scene => ({
  name,
  state: evening_on_spotify,
  site: { catalogue: "spotify", spotify: true, google: true },
  answers: {
    "/spotify": { ...ACCOUNT, ...account },
    "/devices": {
      devices: [
        { id: "kitchen", name: "Kitchen", kind: "Speaker", is_active: true, is_restricted: false },
        { id: "phone", name: "Mira’s phone", kind: "Smartphone", is_active: false, is_restricted: false },
        { id: "tv", name: "A television with a name that goes on for quite a while", kind: "TV", is_active: false, is_restricted: true },
      ],
    },
    ...(listening && { "/listening": { offset_ms: 0, ...listening } }),
  },
});

const connected = (kind: string, more: object = {}) =>
  on_spotify(`listening-${kind.replaceAll("_", "-")}`, {}, {
    on: kind !== "off",
    nest: { id: "main", name: "Saturday at Jonas’", code: "K7MPR" },
    device: { id: "kitchen", name: "Kitchen" },
    state: { kind, ...more },
  });

const spotify_of = (scene: Scene): Scene => ({ ...scene, is_long: true, act: showing("me") });

export const PEOPLE: Scene[] = [
  { name: "people-guest", act: showing("people") },
  { name: "people-odd", state: odd_evening, act: showing("people") },
  {
    name: "people-host",
    you: HOST,
    answers: {
      "/door": {
        waiting: [
          { id: "zoe", name: "Zoë", at_ms: NOW_MS - 60_000, by: null },
          { id: "long", name: "Somebody with quite a long name", at_ms: NOW_MS - 30_000, by: null },
        ],
        banned: [{ id: "troll", name: "Loud One", at_ms: NOW_MS - 900_000, by: "jonas" }],
      },
    },
    is_long: true,
    act: async (page) => {
      await show(page, "people");
      await settled(page, ".people .knock");
      await press(page, ".people .line button", 2);
      await settled(page, ".people .deeds");
    },
  },
  {
    name: "people-listening",
    state: (tracks) => evening(tracks),
    you: { role: "moderator" },
    act: showing("people"),
  },
];

export const ME: Scene[] = [
  { name: "me-guest", act: showing("me"), is_long: true },
  { name: "me-guest-google", site: { google: true }, act: showing("me"), is_long: true },
  { name: "me-signed-in", you: { guest: false }, act: showing("me"), is_long: true },
  ...[0, 1, 2, 3].map((nth) => ({
    name: `me-fold-${nth + 1}`,
    is_long: true,
    act: async (page: import("playwright-core").Page) => {
      await show(page, "me");
      await unfold(page, ".me .sheet", nth);
    },
  })),
  spotify_of(on_spotify("me-spotify-none", { state: "none" })),
  spotify_of(on_spotify("me-spotify-connected", {})),
  spotify_of(on_spotify("me-spotify-remind", { remind: true, ends_ms: NOW_MS + 6 * 86_400_000 })),
  spotify_of(on_spotify("me-spotify-again", { state: "again" })),
  spotify_of(on_spotify("me-spotify-not-allowed", { state: "not_allowed" })),
];

export const LISTENING: Scene[] = [
  connected("off"),
  connected("in_sync", { offset_ms: 40 }),
  connected("catching_up"),
  connected("took_over"),
  connected("no_device"),
  connected("device_gone", { device: "Kitchen" }),
  connected("premium_needed"),
  connected("not_allowed"),
  connected("waiting", { until_ms: NOW_MS + 90_000 }),
  connected("reconnect"),
  connected("unavailable"),
  {
    ...connected("in_sync", { offset_ms: 40 }),
    name: "listening-devices",
    act: async (page) => {
      await press(page, "main .sheet summary");
      await settled(page, "main .devices li");
    },
  },
];

