// Listening along on one's own Spotify, in German.

import { clock_time, seconds } from "../../lib/language/format";
import type { Sentences } from "../en/sentences";

type Listening = Sentences["listening"];

const words: Listening["words"] = {
  listen: "Auf meinem Spotify mithören",
  stop: "Nicht mehr mithören",
  off: "Die Songs laufen auf deinem eigenen Spotify, im Takt mit allen.",
  here_instead: "Lieber hier mithören",
  one_at_a_time: "Dein Spotify hält immer nur mit einem Nest Schritt.",
  in_app: "In der App",
  stop_softly: "Aufhören, aber den Song zu Ende spielen",
  none: "Wünschen und abstimmen geht ohne Spotify. Zum Mithören brauchst du Premium.",
  ended: "Deine Verbindung zu Spotify ist abgelaufen. Wünschen und abstimmen geht weiter.",
  not_listed: "Spotify lässt die App dieses Hauses nicht für dich spielen. Wünschen und abstimmen geht weiter.",
  connect_again: "Neu verbinden",
  missing: "Mithören geht hier noch nicht. Was läuft, kannst du in Spotify öffnen.",
  other_ways: "Was sonst geht",

  devices: "Gerät und Timing",
  play_on: "Abspielen auf",
  refresh: "Noch einmal nach Geräten suchen",
  looking: "Suche deine Geräte …",
  no_devices: "Spotify ist auf keinem deiner Geräte offen. Öffne es auf einem und such dann noch einmal.",
  chosen: "ausgewählt",
  active: "gerade aktiv",
  restricted: "lässt sich von hier nicht steuern",
  nameless: "lässt sich von hier nicht auswählen",
  timing_hint: "Ein Lautsprecher, der hinterherhinkt, muss früher spielen.",
  in_time: "wie das Nest",
  earliest: "2 s früher",
  latest: "2 s später",

  rejoin: "Wieder mithören",
  again: "Noch einmal",
  look_again: "Neu suchen",
  choose: "Anderes wählen",

  listeners_none: "Gerade hört niemand mit.",
  listeners_missing: "In diesem Nest kann niemand mithören.",
};

const sentence_of: Listening["sentence_of"] = (state, moment) => {
  switch (state.kind) {
    case "connecting":
      return "Verbinde mit deinem Spotify …";
    case "in_sync":
      return "Im Takt";
    case "catching_up":
      return "Hole auf …";
    case "nothing":
      return moment.is_paused
        ? "Die Musik macht Pause, und dein Spotify auch."
        : "Gerade läuft nichts. Dein Spotify startet mit dem nächsten Song.";
    case "took_over":
      return "Du hast selbst übernommen.";
    case "no_device":
      return "Öffne Spotify auf einem Gerät und versuch es dann noch einmal.";
    case "device_gone":
      return `${state.device ?? "Dein Gerät"} ist weg.`;
    case "premium_needed":
      return "Zum Mithören brauchst du Spotify Premium.";
    case "not_allowed":
      return "Du stehst nicht auf der Liste der Spotify-App dieses Hauses.";
    case "not_here":
      return "In deinem Land nicht verfügbar. Mit dem nächsten Song ist der Ton wieder da.";
    case "waiting":
      return state.until_ms === undefined
        ? "Spotify braucht eine Pause. Der Ton kommt von selbst zurück."
        : `Spotify braucht eine Pause bis ${clock_time(state.until_ms, moment.now_ms)}. Der Ton kommt von selbst zurück.`;
    case "reconnect":
      return "Spotify fragt neu nach deiner Erlaubnis.";
    case "unavailable":
      return "Spotify ist gerade nicht zu erreichen.";
    default:
      return "Moment …";
  }
};

const told_of_other: Listening["told_of_other"] = (state, now_ms) => {
  switch (state.kind) {
    case "off":
      return "hört nicht mit";
    case "connecting":
      return "verbindet sich";
    case "in_sync":
      return ["im Takt", away(state.offset_ms ?? 0)].filter(Boolean).join(", ");
    case "catching_up":
      return "holt auf";
    case "nothing":
      return "bereit, gerade läuft nichts";
    case "took_over":
      return "hat selbst übernommen";
    case "no_device":
      return "kein Gerät offen";
    case "device_gone":
      return state.device ? `${state.device} ist weg` : "das Gerät ist weg";
    case "premium_needed":
      return "hat kein Premium";
    case "not_allowed":
      return "steht nicht auf der Liste der App";
    case "not_here":
      return "diesen Song gibt es in deren Land nicht";
    case "waiting":
      return state.until_ms === undefined ? "wartet auf Spotify" : `wartet bis ${clock_time(state.until_ms, now_ms)}`;
    case "reconnect":
      return "muss sich neu verbinden";
    case "unavailable":
      return "Spotify ist nicht zu erreichen";
    default:
      return state.kind.replaceAll("_", " ");
  }
};

/** Closer than this nobody hears a difference. */
const HEARD_MIN_MS = 50;

const away: Listening["away"] = (offset_ms) =>
  Math.abs(offset_ms) < HEARD_MIN_MS ? "" : `${seconds(offset_ms, 1)} ${offset_ms < 0 ? "hinterher" : "voraus"}`;

const earlier: Listening["earlier"] = (offset_ms) =>
  offset_ms === 0 ? words.in_time : `${seconds(offset_ms, 2)} ${offset_ms < 0 ? "später" : "früher"}`;

const KINDS = new Map([
  ["computer", "Computer"],
  ["tablet", "Tablet"],
  ["smartphone", "Handy"],
  ["speaker", "Lautsprecher"],
  ["tv", "Fernseher"],
  ["avr", "Receiver"],
  ["stb", "Set-Top-Box"],
  ["audiodongle", "Audio-Dongle"],
  ["gameconsole", "Spielkonsole"],
  ["castvideo", "Chromecast"],
  ["castaudio", "Cast-Lautsprecher"],
  ["automobile", "Auto"],
  ["unknown", "Gerät"],
]);

const about: Listening["about"] = (device, is_chosen) => {
  const parts = [KINDS.get(device.kind.toLowerCase().replaceAll(/[_ ]/g, "")) ?? device.kind];
  if (is_chosen) parts.push(words.chosen);
  if (device.is_active) parts.push(words.active);
  if (device.is_restricted) parts.push(words.restricted);
  else if (device.id === undefined) parts.push(words.nameless);
  return parts.join(" · ");
};

const listening_in: Listening["listening_in"] = (nest) => `Du hörst gerade in ${nest} mit.`;
const on_device: Listening["on_device"] = (name) => `auf ${name}`;
const timing_of: Listening["timing_of"] = (name) => `Timing von ${name}`;
const open_at: Listening["open_at"] = (at) => `In Spotify öffnen, jetzt bei ${at}`;

const calls_left: Listening["calls_left"] = ({ left, max, window_ms, until_ms }, now_ms) => {
  if (until_ms !== undefined) return `Spotify möchte bis ${clock_time(until_ms, now_ms)} in Ruhe gelassen werden.`;
  return `Für diese ${Math.round(window_ms / 1_000)} Sekunden sind noch ${left} von ${max} Anfragen an Spotify frei.`;
};

export const listening: Listening = {
  words,
  sentence_of,
  told_of_other,
  away,
  earlier,
  listening_in,
  on_device,
  timing_of,
  about,
  open_at,
  calls_left,
};
