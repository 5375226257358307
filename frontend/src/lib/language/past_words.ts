// Every sentence about what was played, what is remembered of it, and what is made of it.

import { calendar_day, time_of_day } from "./format";
import { said, telling, topic } from "./language.svelte";
import type { Honour, PastPlay, Recap } from "../wire";

const past = topic("past");

export const past_words = said(() => past().words);
/** Who it was, to whoever reads it. */
export const who = telling(() => past().who);
/** What there is to say of a play, without title and artist. */
export const told = telling(() => past().told);
/** How it ended, where it did not end by itself. */
export const cut_short = telling(() => past().cut_short);
/** What the room remembers of a song. */
export const remembered = telling(() => past().remembered);
/** How long ago a song was heard, and whose it was. */
export const heard = telling(() => past().heard);
export const day_lead = telling(() => past().day_lead);
/** A night in a few sentences. */
export const summary = telling(() => past().summary);
/** What a song is honoured for: `unit` says what was counted. */
export const honoured = telling(() => past().honoured);
export const exported = telling(() => past().exported);

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
