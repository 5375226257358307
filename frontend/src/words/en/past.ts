// What was played, what is remembered of it, and what is made of it, in English.

import { ago, calendar_day, duration, hours, number, time_of_day } from "../../lib/language/format";
import type { Exported, Honour, Memory, PastPerson, PastPlay, Recap } from "../../lib/wire";
import { party } from "./first";

const { votes } = party;
const count = (of: number, one: string, many: string): string => `${number(of)} ${of === 1 ? one : many}`;

const words = {
  close: "Close",
  songs: "Song by song",
  recap: "Night by night",
  history_empty: "Nothing has played here yet.",
  history_empty_hint: "Add the first song, and it is remembered here.",
  recap_of: "Recap",
  night: "Night",
  night_empty: "Nothing has played on this night yet.",
  most_jammed: "Most jams",
  most_people: "What moved the most people",
  all_songs: "All songs, in order",
  copy: "Copy as text",
  copied: "Copied.",
  copy_by_hand: "It is selected: copy it with your keyboard or by a long press.",
  copy_field: "The night as text",
  export: "Export to Spotify",
  exporting: "Making the playlist…",
  export_allow: "Allow playlists",
  open_playlist: "Open the playlist in Spotify",

  mine_empty: "Nothing of yours has played here yet. Search for a song, and it is here afterwards.",
  recent_empty: "Nothing has played here yet. Search for a song, and it is here afterwards.",
  day_empty: "Nothing is remembered of this weekday yet. What you play today comes back here another week.",
  day_empty_action: "Search for a song",

  leave_out: "Leave me out of throwbacks",
  leave_out_hint:
    "Bender brings back songs that were played here on this weekday, with the name of who queued them first. Left out, your name is not shown with them, and your plays are no longer used.",
};

/** Who it was, to whoever reads it. */
function who(person: PastPerson | null, you?: string): string {
  if (!person) return party.words.bender;
  return person.id !== undefined && person.id === you ? party.words.you : person.name;
}

/** What there is to say of a play, without title and artist. */
function told(play: PastPlay, you?: string): string {
  const parts = [time_of_day(play.started_ms), who(play.by, you)];
  if (play.jams.length > 0) {
    parts.push(`${count(play.jams.length, "jam", "jams")}: ${play.jams.map((by) => who(by, you)).join(", ")}`);
  }
  if (play.votes !== 0) parts.push(votes(play.votes));
  if (play.comments > 0) parts.push(count(play.comments, "comment", "comments"));
  return parts.join(" · ");
}

/** How it ended, where it did not end by itself. */
function cut_short(play: PastPlay): string {
  if (play.ended === "finished") return "";
  return `${play.ended} after ${duration(play.played_ms)}`;
}

/** What the room remembers of a song. */
function remembered(memory: Memory, you?: string): string {
  const parts = [`${who(memory.by, you)}, ${calendar_day(memory.day)}`];
  if (memory.days > 1) parts.push(`on ${number(memory.days)} such days`);
  if (memory.jams > 0) parts.push(count(memory.jams, "jam", "jams"));
  if (memory.anniversary) parts.push("this week, back then");
  return parts.join(" · ");
}

/** How long ago a song was heard, and whose it was. */
function heard(play: PastPlay, now_ms: number, you?: string): string {
  return `${who(play.by, you)}, ${ago(Math.max(0, now_ms - play.ended_ms))}`;
}

const day_lead = (day: string) => `Today is ${calendar_day(day)}. This is what the room played on such days.`;

/** A night in a few sentences. */
function summary(recap: Recap, you?: string): string[] {
  const lines = [
    `${count(recap.plays.length, "song", "songs")}, ${hours(recap.music_ms)} of music. ${count(recap.people, "person", "people")} queued songs.`,
  ];
  if (recap.opened_by) lines.push(opened(recap, recap.opened_by, you));
  if (recap.longest_run > 1) lines.push(`${number(recap.longest_run)} songs in a row came from people, without Bender.`);
  if (recap.skipped > 0) lines.push(`${count(recap.skipped, "song was", "songs were")} skipped.`);
  return lines;
}

function opened(recap: Recap, person: PastPerson, you?: string): string {
  const first = recap.plays.find((play) => play.by !== null);
  const name = who(person, you);
  const opener = name === party.words.you ? "You" : name;
  return first ? `${opener} opened the floor with “${first.title}”.` : `${opener} opened the floor.`;
}

/** What a song is honoured for: `unit` says what was counted. */
function honoured(honour: Honour, unit: "jams" | "people", you?: string): string {
  const counted = unit === "jams" ? count(honour.count, "jam", "jams") : count(honour.count, "person", "people");
  return `${who(honour.by, you)} · ${counted}`;
}

function exported({ name, tracks }: Exported): string {
  return `“${name}” is in your Spotify, with ${count(tracks, "song", "songs")} in the order they played.`;
}

export const past = { words, who, told, cut_short, remembered, heard, day_lead, summary, honoured, exported };
