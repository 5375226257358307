// The party in English: the queue, what was done to it, and its rules.

import { clock_time, number as written } from "../../lib/language/format";
import type { Standing } from "../../lib/nest/order";
import type { ActivityItem, Entry, Settings } from "../../lib/wire";

const words = {
  name: "EchoNest",
  join_title: "Come in",
  join_lead: "Everyone here shares one queue. Add songs, vote, and see every change at once.",
  join_label: "Your name",
  join_button: "Join the party",
  queue: "Queue",
  add: "Add",
  people: "People",
  me: "Me",
  settings: "Host",
  nothing_plays: "Nothing is playing",
  nothing_plays_hint: "Add a song and it starts at once.",
  queue_empty: "The queue is empty",
  queue_empty_hint: "Whatever you add plays next.",
  search_label: "Search for a song, or paste a link",
  search_empty: "Nothing found. Try fewer letters.",
  search_more: "Show more",
  connecting: "Connecting…",
  reconnecting: "Connection lost. Coming back…",
  offline: "You are offline. Votes and songs are sent when you are back.",
  try_now: "Try now",
  undo: "Undo",
  dismiss: "Dismiss",
  vote_up: "Vote up",
  vote_down: "Vote down",
  jam: "Jam",
  comment: "Comment",
  comment_label: "Say something about this song",
  send: "Send",
  delete: "Delete",
  remove: "Remove",
  skip: "Skip",
  skip_vote: "Skip?",
  pin: "Pin to top",
  unpin: "Unpin",
  earlier: "Earlier",
  later: "Later",
  pause: "Pause",
  resume: "Resume",
  paused: "Paused",
  explicit: "Explicit",
  you: "you",
  bender: "Bender",
  picked: "picked by Bender",
  someone: "someone",
  playing: "playing",
  player: "the player",
  here: "here",
  away: "away",
  clear: "Clear the queue",
  zone_unsaid: "This nest keeps UTC until you say where it is. Its time zone decides which weekday it is, and so what is a throwback.",
  clear_sure: "Really clear it?",
  activity: "What was done",
  rules: "Rules here",
  past: "What played here",
  recent: "Recent",
  mine: "Mine",
  on_this_day: "On this day",
  throwbacks: "Throwbacks",
  listen_along: "Listen along",
  listens_along: "listens along",
  listeners: "Listeners",
  now_playing: "Now playing",
  progress: "Progress",
  parts: "Parts of the page",
  language: "Language",
  language_failed: "The other language could not be loaded. Try again.",
  order: "Order",
  cleared: "The queue is cleared",
};

const SETTINGS = {
  locked: "Queue closed",
  allow_explicit: "Explicit songs allowed",
  up_votes_only: "Up-votes only",
  anyone_pauses: "Everyone may pause",
  airhorn_muted: "No airhorns",
  queue_max: "Songs in the queue",
  per_person_max: "Songs each",
  cooldown_ms: "Minutes until a song may come again",
  min_duration_ms: "Shortest song, in seconds",
  max_duration_ms: "Longest song, in minutes",
};

const MODES: Record<Settings["mode"], string> = {
  fair: "Turn by turn",
  votes: "Most votes first",
  first_come: "First come, first served",
};

const ORDINALS = new Intl.PluralRules("en", { type: "ordinal" });
const SUFFIXES: Record<string, string> = { one: "st", two: "nd", few: "rd", other: "th" };

function ordinal(number: number): string {
  return `${number}${SUFFIXES[ORDINALS.select(number)] ?? "th"}`;
}

function count(number: number, one: string, many: string): string {
  return `${written(number)} ${number === 1 ? one : many}`;
}

/** Why an entry stands where it stands, in words. */
function why(
  entry: Entry,
  standing: Standing | undefined,
  is_mine: boolean,
  name_of: (id: string) => string,
  is_next: boolean,
): string {
  const parts: string[] = [];
  if (is_next) parts.push("up next, settled");
  if (entry.why.pinned_by) parts.push(`pinned by ${name_of(entry.why.pinned_by)}`);
  // Where it came from is said in a line of its own.
  else if (entry.auto) parts.push(...(entry.why.strategy ? [] : [words.picked]));
  else if (entry.why.mode === "fair" && standing) {
    const turn = standing.turn === 1 ? "next turn" : `${ordinal(standing.turn)} turn`;
    parts.push(is_mine ? `your ${turn}` : turn);
  } else if (entry.why.mode === "votes") parts.push("most votes first");
  else if (entry.why.mode === "first_come") parts.push("first come, first served");
  if (entry.votes !== 0 && !entry.auto) parts.push(votes(entry.votes));
  return parts.join(" · ");
}

/** What the one who added a song wants to know. */
function added(title: string, standing: Standing | undefined, now_ms: number): string {
  if (!standing) return `“${title}” is on`;
  const place = `“${title}” is ${ordinal(standing.place)}`;
  return standing.starts_ms === null ? place : `${place}, about ${clock_time(standing.starts_ms, now_ms)}`;
}

function votes(net: number): string {
  const sign = net > 0 ? "+" : net < 0 ? "−" : "";
  return `${sign}${count(Math.abs(net), "vote", "votes")}`;
}

/** What the activity list says of something done. */
function done(item: ActivityItem, title: string, name_of: (id: string) => string): string {
  const is_you = name_of(item.by) === words.you;
  const who = is_you ? "You" : name_of(item.by);
  const to = item.to && name_of(item.to);
  const whose = to ? ` (${to === words.you ? "yours" : `${to}’s`})` : "";
  const whom = !to ? "somebody" : to === words.you && !is_you ? "you" : to === words.you ? "yourself" : to;
  const what = title ? `“${title}”${whose}` : "";
  const sentences: Record<ActivityItem["what"], string> = {
    removed: `${who} removed ${what || `a song${whose}`}`,
    voted_out: `${is_you ? "Your" : `${who}’s`} vote took out ${what || "a song"}`,
    cleared: `${who} cleared the queue`,
    restored: `${who} brought back ${what || (item.entry === undefined ? "what was taken out" : "a song")}`,
    moved: `${who} moved ${what || "a song"}`,
    pinned: `${who} pinned ${what || "a song"}`,
    unpinned: `${who} unpinned ${what || "a song"}`,
    skipped: `${who} skipped ${what || "a song"}`,
    uncommented: `${who} deleted a comment on ${what || "a song"}`,
    paused: `${who} paused the music`,
    resumed: `${who} let the music go on`,
    settings: `${who} changed the settings`,
    made_host: `${who} made ${whom} host`,
    made_moderator: `${who} made ${whom} moderator`,
    made_guest: `${who} made ${whom} a guest`,
    kicked: `${who} removed ${whom}`,
    banned: `${who} removed ${whom} for good`,
    unbanned: `${who} let ${whom} back in`,
    knocked: `${who} asked to come in`,
    let_in: `${who} let ${whom} in`,
    recoded: `${who} changed the code`,
  };
  return sentences[item.what];
}

/** The rules of this nest, in words. */
function rules(settings: Settings): string[] {
  const modes = {
    fair: "Turn by turn, weighed by minutes. Votes move a song by about a turn.",
    votes: "Most votes first.",
    first_come: "First come, first served.",
  };
  const lines = [modes[settings.mode]];
  lines.push(`${count(settings.per_person_max, "song", "songs")} each, ${written(settings.queue_max)} in all.`);
  if (settings.cooldown_ms > 0) {
    lines.push(`A song can come again ${minutes(settings.cooldown_ms)} after it played.`);
  }
  if (settings.locked) lines.push("The queue is closed for now.");
  if (!settings.allow_explicit) lines.push("No explicit songs.");
  if (settings.airhorn_muted) lines.push("No airhorns.");
  if (settings.up_votes_only) lines.push("Up-votes only.");
  return lines;
}

function minutes(ms: number): string {
  return count(Math.round(ms / 60_000), "minute", "minutes");
}

/** What is known of a song that is in the queue already. */
const in_queue = (place: number): string => `in queue, ${ordinal(place)}`;
/** What is known of a song that played. */
const played = (ago: string): string => `played ${ago}`;
const removed = (title: string): string => `Removed “${title}”`;
const songs = (number: number): string => count(number, "song", "songs");
/** How many are there, beside the name of the nest. */
const here = (present: number): string => `${written(present)} here`;
/** How far a vote to skip has come. */
const skip_share = (have: number, need: number): string => `${written(have)} of ${written(need)}`;
const votes_on = (title: string): string => `Votes on ${title}`;

export const party = {
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
