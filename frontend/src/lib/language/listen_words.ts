// Every sentence about listening along on one's own Spotify.

import { duration } from "./format";
import { said, telling, topic } from "./language.svelte";
import type { ListeningState } from "../link/listen_api";

const listening = topic("listening");

export const listen_words = said(() => listening().words);

/** The one thing to do about a state. */
export type Deed = "rejoin" | "again" | "choose" | "ways" | "connect";

/** A state as its listener reads it. */
export interface Told {
  /** What is said aloud when it changes. */
  says: string;
  /** What only the eye follows, as it changes all the time. */
  detail: string;
  action?: { label: string; does: Deed };
  /** Whether it matters which device it is. */
  names_device: boolean;
  /** Whether the device plays what the nest plays, or is about to. */
  follows: boolean;
  /** Whether there will be no sound for longer than it takes to press a button. */
  lasts: boolean;
}

/** What is being played, as far as it matters to a device. */
export interface Moment {
  now_ms: number;
  is_paused: boolean;
}

export function told(state: ListeningState, moment: Moment): Told {
  const says = listening().sentence_of(state, moment);
  const action = action_of(state.kind);
  const detail = state.kind === "in_sync" ? listening().away(state.offset_ms ?? 0) : "";
  return {
    says,
    detail,
    names_device: SOUNDING.has(state.kind),
    follows: FOLLOWING.has(state.kind),
    lasts: LASTING.has(state.kind),
    ...(action && { action }),
  };
}

const SOUNDING = new Set(["connecting", "in_sync", "catching_up"]);
const FOLLOWING = new Set(["connecting", "in_sync", "catching_up", "nothing", "not_here"]);
const LASTING = new Set(["premium_needed", "not_allowed", "waiting", "reconnect", "unavailable"]);

function action_of(kind: string): Told["action"] {
  switch (kind) {
    case "took_over":
      return { label: listen_words.rejoin, does: "rejoin" };
    case "no_device":
      return { label: listen_words.look_again, does: "again" };
    case "device_gone":
      return { label: listen_words.choose, does: "choose" };
    case "premium_needed":
      return { label: listen_words.again, does: "again" };
    case "not_allowed":
      return { label: listen_words.other_ways, does: "ways" };
    case "reconnect":
      return { label: listen_words.connect_again, does: "connect" };
    case "unavailable":
      return { label: listen_words.again, does: "again" };
    default:
      return undefined;
  }
}

/** A state as a host reads it of somebody else. */
export const told_of_other = telling(() => listening().told_of_other);
/** What the slider stands for. */
export const earlier = telling(() => listening().earlier);
/** Which other nest my music is of. */
export const listening_in = telling(() => listening().listening_in);
/** Where my music is. */
export const on_device = telling(() => listening().on_device);
/** Whose timing the slider sets. */
export const timing_of = telling(() => listening().timing_of);
/** What a device is, and how it stands. */
export const about = telling(() => listening().about);
/** How the way to open a track oneself is named. */
export const open_at = telling(() => listening().open_at);

/** What the house may still ask of Spotify. */
export const calls_left = telling(() => listening().calls_left);

/** Where a track is in Spotify itself. */
export interface Places {
  /** The page of it, which begins at the beginning. */
  page: string;
  /** The app, at the second that plays now. */
  app: string;
  at: string;
}

/** Where to open what plays; nothing for what is not Spotify's. */
export function places_of(uri: string, position_ms: number): Places | null {
  const [, kind, id] = /^spotify:(track|episode):([0-9A-Za-z]+)$/.exec(uri) ?? [];
  if (!kind || !id) return null;
  // A second too early is heard again; a second too late is missed.
  const at = duration(Math.floor(position_ms / 1_000) * 1_000);
  return { page: `https://open.spotify.com/${kind}/${id}`, app: `${uri}#${at}`, at };
}
