// Every sentence about what was played, what is remembered of it, and what is made of it.

import { ago, calendar_day, duration, hours, time_of_day } from "./format";
import type { Exported, Honour, Memory, PastPerson, PastPlay, Recap } from "./wire";
import { count, votes, words } from "./words";

export const past_words = {
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

  recent_empty: "Nothing has played here yet. Search for a song, and it is here afterwards.",
  day_empty: "Nothing is remembered of this weekday yet. What you play today comes back here another week.",
  day_empty_action: "Search for a song",

  leave_out: "Leave me out of throwbacks",
  leave_out_hint:
    "Bender brings back songs that were played here on this weekday, with the name of who queued them first. Left out, your name is not shown with them, and your plays are no longer used.",
};

/** Who it was, to whoever reads it. */
export function who(person: PastPerson | null, you?: string): string {
  if (!person) return words.bender;
  return person.id !== undefined && person.id === you ? words.you : person.name;
}

/** What there is to say of a play, without title and artist. */
export function told(play: PastPlay, you?: string): string {
  const parts = [time_of_day(play.started_ms), who(play.by, you)];
  if (play.jams.length > 0) {
    parts.push(`${count(play.jams.length, "jam", "jams")}: ${play.jams.map((by) => who(by, you)).join(", ")}`);
  }
  if (play.votes !== 0) parts.push(votes(play.votes));
  if (play.comments > 0) parts.push(count(play.comments, "comment", "comments"));
  return parts.join(" · ");
}

/** How it ended, where it did not end by itself. */
export function cut_short(play: PastPlay): string {
  if (play.ended === "finished") return "";
  return `${play.ended} after ${duration(play.played_ms)}`;
}

/** What the room remembers of a song. */
export function remembered(memory: Memory, you?: string): string {
  const parts = [`${who(memory.by, you)}, ${calendar_day(memory.day)}`];
  if (memory.days > 1) parts.push(`on ${memory.days} such days`);
  if (memory.jams > 0) parts.push(count(memory.jams, "jam", "jams"));
  if (memory.anniversary) parts.push("this week, back then");
  return parts.join(" · ");
}

/** How long ago a song was heard, and whose it was. */
export function heard(play: PastPlay, now_ms: number, you?: string): string {
  return `${who(play.by, you)}, ${ago(Math.max(0, now_ms - play.ended_ms))}`;
}

export const day_lead = (day: string) => `Today is ${calendar_day(day)}. This is what the room played on such days.`;

/** A night in a few sentences. */
export function summary(recap: Recap, you?: string): string[] {
  const lines = [
    `${count(recap.plays.length, "song", "songs")}, ${hours(recap.music_ms)} of music. ${count(recap.people, "person", "people")} queued songs.`,
  ];
  if (recap.opened_by) lines.push(opened(recap, recap.opened_by, you));
  if (recap.longest_run > 1) lines.push(`${recap.longest_run} songs in a row came from people, without Bender.`);
  if (recap.skipped > 0) lines.push(`${count(recap.skipped, "song was", "songs were")} skipped.`);
  return lines;
}

function opened(recap: Recap, person: PastPerson, you?: string): string {
  const first = recap.plays.find((play) => play.by !== null);
  const name = who(person, you);
  const opener = name === words.you ? "You" : name;
  return first ? `${opener} opened the floor with “${first.title}”.` : `${opener} opened the floor.`;
}

/** What a song is honoured for: `unit` says what was counted. */
export function honoured(honour: Honour, unit: "jams" | "people", you?: string): string {
  const counted = unit === "jams" ? count(honour.count, "jam", "jams") : count(honour.count, "person", "people");
  return `${who(honour.by, you)} · ${counted}`;
}

/** A night as text, for those who were not there. */
export function as_text(recap: Recap, nest: string): string {
  const line = (title: string, artist: string, more: string) => `${title} – ${artist} (${more})`;
  const honours = (heading: string, all: Honour[], unit: "jams" | "people") =>
    all.length === 0
      ? []
      : ["", `${heading}:`, ...all.map((one) => `- ${line(one.title, one.artist, honoured(one, unit))}`)];
  const songs = recap.plays.map((play, index) => {
    const more = [who(play.by), cut_short(play)].filter(Boolean).join(", ");
    return `${index + 1}. ${time_of_day(play.started_ms)} ${line(play.title, play.artist, more)}`;
  });
  return [
    `${nest}, ${calendar_day(recap.night)}`,
    "",
    ...summary(recap),
    ...honours(past_words.most_jammed, recap.most_jammed, "jams"),
    ...honours(past_words.most_people, recap.most_people, "people"),
    "",
    ...songs,
    "",
  ].join("\n");
}

export function exported({ name, tracks }: Exported): string {
  return `“${name}” is in your Spotify, with ${count(tracks, "song", "songs")} in the order they played.`;
}

/** Where a song of Spotify's can be looked at. */
export function link_of(uri: string): string | undefined {
  const [service, kind, id] = uri.split(":");
  return service === "spotify" && kind && id ? `https://open.spotify.com/${kind}/${id}` : undefined;
}

/** The nights there are, newest first, each once. */
export function nights_of(recap: Recap, known: string[]): string[] {
  return [...new Set([...known, recap.night, ...recap.nights])].sort().reverse();
}

/** Plays by night, in the order they were told. */
export function by_night(plays: PastPlay[]): { night: string; plays: PastPlay[] }[] {
  const groups: { night: string; plays: PastPlay[] }[] = [];
  for (const play of plays) {
    const last = groups.at(-1);
    if (last?.night === play.night) last.plays.push(play);
    else groups.push({ night: play.night, plays: [play] });
  }
  return groups;
}

/** Each song once, as it was heard last. */
export function newest_of_each(plays: PastPlay[]): PastPlay[] {
  const seen = new Set<string>();
  return plays.filter(({ uri }) => !seen.has(uri) && seen.add(uri));
}
