// The party in German: the queue, what was done to it, and its rules.

import { clock_time, number } from "../../lib/language/format";
import type { Sentences } from "../en/sentences";

type Party = Sentences["party"];

const words: Party["words"] = {
  name: "EchoNest",
  join_title: "Komm rein",
  join_lead: "Hier teilen sich alle eine Warteschlange. Wünsch dir Songs, stimm ab und sieh jede Änderung sofort.",
  join_label: "Dein Name",
  join_button: "Zur Party",
  queue: "Songs",
  add: "Wünschen",
  people: "Leute",
  me: "Ich",
  settings: "Host",
  nothing_plays: "Gerade läuft nichts",
  nothing_plays_hint: "Wünsch dir einen Song, dann geht es sofort los.",
  queue_empty: "Die Warteschlange ist leer",
  queue_empty_hint: "Was du dir wünschst, kommt als Nächstes.",
  search_label: "Song suchen oder Link einfügen",
  search_empty: "Nichts gefunden. Versuch es mit weniger Buchstaben.",
  search_more: "Mehr zeigen",
  connecting: "Verbinde …",
  reconnecting: "Verbindung weg. Bin gleich wieder da …",
  offline: "Du bist offline. Stimmen und Songs gehen raus, sobald du wieder da bist.",
  try_now: "Jetzt versuchen",
  undo: "Rückgängig",
  dismiss: "Ausblenden",
  vote_up: "Dafür",
  vote_down: "Dagegen",
  jam: "Jam",
  comment: "Kommentar",
  comment_label: "Sag etwas zu diesem Song",
  send: "Senden",
  delete: "Löschen",
  remove: "Entfernen",
  skip: "Weiter",
  skip_vote: "Weiter?",
  pin: "Nach oben",
  unpin: "Loslösen",
  earlier: "Früher",
  later: "Später",
  pause: "Pause",
  resume: "Fortsetzen",
  paused: "Pause",
  explicit: "Explizit",
  you: "du",
  bender: "Bender",
  picked: "von Bender ausgesucht",
  someone: "jemand",
  playing: "läuft gerade",
  player: "der Player",
  here: "da",
  away: "weg",
  clear: "Warteschlange leeren",
  zone_unsaid:
    "Dieses Nest geht nach UTC, bis du sagst, wo es ist. Die Zeitzone bestimmt den Wochentag und damit, was ein Throwback ist.",
  clear_sure: "Wirklich alles leeren?",
  activity: "Was passiert ist",
  rules: "Was hier gilt",
  past: "Was hier lief",
  recent: "Zuletzt",
  mine: "Meine",
  on_this_day: "An diesem Tag",
  throwbacks: "Throwbacks",
  listen_along: "Mithören",
  listens_along: "hört mit",
  listeners: "Wer mithört",
  now_playing: "Läuft gerade",
  progress: "Fortschritt",
  parts: "Bereiche der Seite",
  language: "Sprache",
  language_failed: "Die andere Sprache ließ sich nicht laden. Versuch es noch einmal.",
  order: "Reihenfolge",
  cleared: "Die Warteschlange ist leer",
};

const SETTINGS: Party["SETTINGS"] = {
  locked: "Keine neuen Wünsche",
  allow_explicit: "Explizite Songs erlaubt",
  up_votes_only: "Nur Stimmen dafür",
  anyone_pauses: "Alle dürfen pausieren",
  airhorn_muted: "Keine Airhorns",
  queue_max: "Songs in der Warteschlange",
  per_person_max: "Songs pro Person",
  cooldown_ms: "Minuten, bis ein Song wiederkommen darf",
  min_duration_ms: "Kürzester Song, in Sekunden",
  max_duration_ms: "Längster Song, in Minuten",
};

const MODES: Party["MODES"] = {
  fair: "Reihum",
  votes: "Die meisten Stimmen zuerst",
  first_come: "Wer zuerst kommt, ist zuerst dran",
};

const ordinal = (of: number): string => `${of}.`;

function count(of: number, one: string, many: string): string {
  return `${number(of)} ${of === 1 ? one : many}`;
}

const songs = (of: number): string => count(of, "Song", "Songs");
const at_place = (place: number): string => `Platz ${number(place)}`;

const why: Party["why"] = (entry, standing, is_mine, name_of, is_next) => {
  const parts: string[] = [];
  if (is_next) parts.push("kommt fest als Nächstes");
  const { pinned_by, mode, strategy } = entry.why;
  if (pinned_by) {
    const who = name_of(pinned_by);
    parts.push(`von ${who === words.you ? "dir" : who} nach oben gesetzt`);
  } else if (entry.auto) parts.push(...(strategy ? [] : [words.picked]));
  else if (mode === "fair" && standing) {
    const turn = standing.turn === 1 ? "nächste Runde" : `${ordinal(standing.turn)} Runde`;
    parts.push(is_mine ? `deine ${turn}` : turn);
  } else if (mode === "votes") parts.push("die meisten Stimmen zuerst");
  else if (mode === "first_come") parts.push("wer zuerst kommt, ist zuerst dran");
  if (entry.votes !== 0 && !entry.auto) parts.push(votes(entry.votes));
  return parts.join(" · ");
};

const added: Party["added"] = (title, standing, now_ms) => {
  if (!standing) return `„${title}“ läuft`;
  const place = `„${title}“ ist auf ${at_place(standing.place)}`;
  return standing.starts_ms === null ? place : `${place}, etwa um ${clock_time(standing.starts_ms, now_ms)}`;
};

function votes(net: number): string {
  const sign = net > 0 ? "+" : net < 0 ? "−" : "";
  return `${sign}${count(Math.abs(net), "Stimme", "Stimmen")}`;
}

const done: Party["done"] = (item, title, name_of) => {
  const by = name_of(item.by);
  const is_you = by === words.you;
  const who = is_you ? "Du hast" : `${by} hat`;
  const to = item.to && name_of(item.to);
  const whose = to ? ` (${to === words.you ? "von dir" : `von ${to}`})` : "";
  const whom = !to ? "jemanden" : to !== words.you ? to : is_you ? "dich selbst" : "dich";
  const what = title ? `„${title}“${whose}` : "";
  const a_song = what || "einen Song";
  const sentences: Record<typeof item.what, string> = {
    removed: `${who} ${what || `einen Song${whose}`} entfernt`,
    voted_out: `${is_you ? "Deine Stimme" : `Die Stimme von ${by}`} hat ${a_song} rausgewählt`,
    cleared: `${who} die Warteschlange geleert`,
    restored: `${who} ${what || (item.entry === undefined ? "alles Entfernte" : "einen Song")} zurückgeholt`,
    moved: `${who} ${a_song} verschoben`,
    pinned: `${who} ${a_song} nach oben gesetzt`,
    unpinned: `${who} ${a_song} wieder losgelöst`,
    skipped: `${who} ${a_song} übersprungen`,
    uncommented: `${who} einen Kommentar zu ${what || "einem Song"} gelöscht`,
    paused: `${who} auf Pause gedrückt`,
    resumed: `${who} die Musik weiterlaufen lassen`,
    settings: `${who} die Einstellungen geändert`,
    made_host: `${who} ${whom} zum Host gemacht`,
    made_moderator: `${who} ${whom} zur Moderation geholt`,
    made_guest: `${who} ${whom} wieder zum Gast gemacht`,
    kicked: `${who} ${whom} rausgeworfen`,
    banned: `${who} ${whom} für immer rausgeworfen`,
    unbanned: `${who} ${whom} wieder zugelassen`,
    knocked: is_you ? "Du möchtest rein" : `${by} möchte rein`,
    let_in: `${who} ${whom} reingelassen`,
    recoded: `${who} den Code geändert`,
  };
  return sentences[item.what];
};

const rules: Party["rules"] = (settings) => {
  const modes = {
    fair: "Reihum, nach Minuten gerecht. Stimmen verschieben einen Song um etwa eine Runde.",
    votes: "Die meisten Stimmen zuerst.",
    first_come: "Wer zuerst kommt, ist zuerst dran.",
  };
  const lines = [modes[settings.mode]];
  lines.push(`${songs(settings.per_person_max)} pro Person, ${number(settings.queue_max)} insgesamt.`);
  if (settings.cooldown_ms > 0) {
    const minutes = count(Math.round(settings.cooldown_ms / 60_000), "Minute", "Minuten");
    lines.push(`${minutes} nachdem ein Song lief, darf er wieder gewünscht werden.`);
  }
  if (settings.locked) lines.push("Gerade nimmt der Host keine Wünsche an.");
  if (!settings.allow_explicit) lines.push("Keine expliziten Songs.");
  if (settings.airhorn_muted) lines.push("Keine Airhorns.");
  if (settings.up_votes_only) lines.push("Nur Stimmen dafür.");
  return lines;
};

const in_queue = (place: number): string => `schon dabei, ${at_place(place)}`;
const played = (ago: string): string => `lief ${ago}`;
const removed = (title: string): string => `„${title}“ entfernt`;
const here = (present: number): string => `${number(present)} da`;
const skip_share = (have: number, need: number): string => `${number(have)} von ${number(need)}`;
const votes_on = (title: string): string => `Stimmen für ${title}`;

export const party: Party = {
  words,
  SETTINGS,
  MODES,
  ordinal,
  why,
  added,
  votes,
  done,
  rules,
  in_queue,
  played,
  removed,
  songs,
  here,
  votes_on,
  skip_share,
};
