// Every sentence about listening along on one's own Spotify.

import { clock_time, duration } from "./format";
import type { Device, ListeningState } from "./listen_api";

export const listen_words = {
  listen: "Listen on my Spotify",
  stop: "Stop listening",
  off: "The songs play on your own Spotify, in time with everyone.",
  here_instead: "Listen here instead",
  one_at_a_time: "Your Spotify keeps time with one nest at a time.",
  in_app: "In the app",
  stop_softly: "Stop, but let the song play on",
  none: "Adding and voting need no Spotify. Listening along needs Premium.",
  ended: "Your connection to Spotify has ended. Adding and voting go on without it.",
  not_listed: "Spotify does not let this house’s app play for you. Adding and voting go on without it.",
  connect_again: "Connect again",
  missing: "Nobody can listen along here yet. What plays can be opened in Spotify.",
  other_ways: "See the other ways",

  devices: "Device and timing",
  play_on: "Play on",
  refresh: "Look for devices again",
  looking: "Looking for your devices…",
  no_devices: "Spotify is open on none of your devices. Open it on one, then look again.",
  chosen: "chosen",
  active: "active now",
  restricted: "takes no commands from here",
  nameless: "cannot be chosen from here",
  timing_hint: "A loudspeaker that is late needs to play earlier.",
  in_time: "as the nest",
  earliest: "2 s earlier",
  latest: "2 s later",

  listeners_none: "Nobody listens along just now.",
  listeners_missing: "Nobody can listen along in this nest.",
};

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

/** Closer than this nobody hears a difference. */
const HEARD_MIN_MS = 50;

export function told(state: ListeningState, moment: Moment): Told {
  const says = sentence_of(state, moment);
  const action = action_of(state.kind);
  const detail = state.kind === "in_sync" ? away(state.offset_ms ?? 0) : "";
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

function sentence_of(state: ListeningState, moment: Moment): string {
  switch (state.kind) {
    case "connecting":
      return "Reaching your Spotify…";
    case "in_sync":
      return "In time";
    case "catching_up":
      return "Catching up…";
    case "nothing":
      return moment.is_paused
        ? "The music is paused, and your Spotify with it."
        : "Nothing is playing. Your Spotify starts with the next song.";
    case "took_over":
      return "You took over.";
    case "no_device":
      return "Open Spotify on a device, then try again.";
    case "device_gone":
      return `${state.device ?? "Your device"} is gone.`;
    case "premium_needed":
      return "Listening along needs Spotify Premium.";
    case "not_allowed":
      return "You are not on the list of this house’s Spotify app.";
    case "not_here":
      return "Not available in your country. The sound comes back with the next song.";
    case "waiting":
      return state.until_ms === undefined
        ? "Spotify wants a break. The sound comes back by itself."
        : `Spotify wants a break until ${clock_time(state.until_ms, moment.now_ms)}. The sound comes back by itself.`;
    case "reconnect":
      return "Spotify asks for your consent again.";
    case "unavailable":
      return "Spotify cannot be reached just now.";
    default:
      return "One moment…";
  }
}

function action_of(kind: string): Told["action"] {
  switch (kind) {
    case "took_over":
      return { label: "Rejoin", does: "rejoin" };
    case "no_device":
      return { label: "Look again", does: "again" };
    case "device_gone":
      return { label: "Choose another", does: "choose" };
    case "premium_needed":
      return { label: "Try again", does: "again" };
    case "not_allowed":
      return { label: listen_words.other_ways, does: "ways" };
    case "reconnect":
      return { label: listen_words.connect_again, does: "connect" };
    case "unavailable":
      return { label: "Try again", does: "again" };
    default:
      return undefined;
  }
}

/** A state as a host reads it of somebody else. */
export function told_of_other(state: ListeningState, now_ms: number): string {
  switch (state.kind) {
    case "off":
      return "not listening";
    case "connecting":
      return "connecting";
    case "in_sync":
      return ["in time", away(state.offset_ms ?? 0)].filter(Boolean).join(", ");
    case "catching_up":
      return "catching up";
    case "nothing":
      return "in step, nothing is playing";
    case "took_over":
      return "took over";
    case "no_device":
      return "no device is open";
    case "device_gone":
      return state.device ? `${state.device} is gone` : "the device is gone";
    case "premium_needed":
      return "has no Premium";
    case "not_allowed":
      return "is not on the app’s list";
    case "not_here":
      return "this song is not in their country";
    case "waiting":
      return state.until_ms === undefined ? "waiting for Spotify" : `waiting until ${clock_time(state.until_ms, now_ms)}`;
    case "reconnect":
      return "has to connect again";
    case "unavailable":
      return "Spotify cannot be reached";
    default:
      return state.kind.replaceAll("_", " ");
  }
}

/** How far a device is from the nest. */
function away(offset_ms: number): string {
  if (Math.abs(offset_ms) < HEARD_MIN_MS) return "";
  return `${seconds(offset_ms, 1)} ${offset_ms < 0 ? "behind" : "ahead"}`;
}

/** What the slider stands for. */
export function earlier(offset_ms: number): string {
  if (offset_ms === 0) return listen_words.in_time;
  return `${seconds(offset_ms, 2)} ${offset_ms < 0 ? "later" : "earlier"}`;
}

function seconds(ms: number, places: number): string {
  return `${(Math.abs(ms) / 1_000).toFixed(places)} s`;
}

/** Kinds of devices by the service's words for them; those that are new are shown as they are. */
const KINDS = new Map([
  ["computer", "computer"],
  ["tablet", "tablet"],
  ["smartphone", "phone"],
  ["speaker", "speaker"],
  ["tv", "TV"],
  ["avr", "receiver"],
  ["stb", "set-top box"],
  ["audiodongle", "audio dongle"],
  ["gameconsole", "game console"],
  ["castvideo", "Chromecast"],
  ["castaudio", "cast speaker"],
  ["automobile", "car"],
  ["unknown", "device"],
]);

/** Which other nest my music is of. */
export const listening_in = (nest: string) => `You listen in ${nest}.`;
/** Where my music is. */
export const on_device = (name: string) => `on ${name}`;
/** Whose timing the slider sets. */
export const timing_of = (name: string) => `Timing of ${name}`;

/** What a device is, and how it stands. */
export function about(device: Device, is_chosen: boolean): string {
  const parts = [KINDS.get(device.kind.toLowerCase().replaceAll(/[_ ]/g, "")) ?? device.kind];
  if (is_chosen) parts.push(listen_words.chosen);
  if (device.is_active) parts.push(listen_words.active);
  if (device.is_restricted) parts.push(listen_words.restricted);
  else if (device.id === undefined) parts.push(listen_words.nameless);
  return parts.join(" · ");
}

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

/** How the way to open a track oneself is named. */
export const open_at = (at: string) => `Open in Spotify, now at ${at}`;
