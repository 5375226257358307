// Listening along on one's own Spotify, in English.

import { clock_time, seconds } from "../../lib/language/format";
import type { CallsLeft, Device, ListeningState } from "../../lib/link/listen_api";
import type { Moment } from "../../lib/language/listen_words";

const words = {
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

  rejoin: "Rejoin",
  again: "Try again",
  look_again: "Look again",
  choose: "Choose another",

  listeners_none: "Nobody listens along just now.",
  listeners_missing: "Nobody can listen along in this nest.",
};

/** Closer than this nobody hears a difference. */
const HEARD_MIN_MS = 50;

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

/** A state as a host reads it of somebody else. */
function told_of_other(state: ListeningState, now_ms: number): string {
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
function earlier(offset_ms: number): string {
  if (offset_ms === 0) return words.in_time;
  return `${seconds(offset_ms, 2)} ${offset_ms < 0 ? "later" : "earlier"}`;
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
const listening_in = (nest: string) => `You listen in ${nest}.`;
/** Where my music is. */
const on_device = (name: string) => `on ${name}`;
/** Whose timing the slider sets. */
const timing_of = (name: string) => `Timing of ${name}`;

/** What a device is, and how it stands. */
function about(device: Device, is_chosen: boolean): string {
  const parts = [KINDS.get(device.kind.toLowerCase().replaceAll(/[_ ]/g, "")) ?? device.kind];
  if (is_chosen) parts.push(words.chosen);
  if (device.is_active) parts.push(words.active);
  if (device.is_restricted) parts.push(words.restricted);
  else if (device.id === undefined) parts.push(words.nameless);
  return parts.join(" · ");
}

/** How the way to open a track oneself is named. */
const open_at = (at: string) => `Open in Spotify, now at ${at}`;

/** What the house may still ask of Spotify. */
function calls_left({ left, max, window_ms, until_ms }: CallsLeft, now_ms: number): string {
  if (until_ms !== undefined) return `Spotify wants to be left alone until ${clock_time(until_ms, now_ms)}.`;
  return `${left} of ${max} calls to Spotify are left for these ${Math.round(window_ms / 1_000)} seconds.`;
}

export const listening = { words, sentence_of, told_of_other, away, earlier, listening_in, on_device, timing_of, about, calls_left, open_at };
