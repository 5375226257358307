// What a TV across the room shows.

import { evening } from "../cast";
import type { Scene } from "../stage";

const pairing = { device_code: "a-secret", user_code: "H7QMX3", nest: "Saturday at Jonas’", expires_in_ms: 600_000, interval_ms: 5_000 };

export const TV: Scene[] = [
  { name: "tv-shows", tv: "shows" },
  { name: "tv-nothing-plays", tv: "shows", state: (tracks) => ({ ...evening(tracks), playing: null, queue: [] }) },
  { name: "tv-pairs", tv: "pairs", answers: { "/tv/pairings": pairing, "/tv/events": { status: 401, code: "signed_out" }, "/tv/pass": "never" } },
];
