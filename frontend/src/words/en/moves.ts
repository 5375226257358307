// What is told of songs that move, in English: to whoever hears the page, and to whoever moves them.

import { clock_time } from "../../lib/language/format";
import type { Standing } from "../../lib/nest/order";
import { party } from "./party";

const words = {
  to_queue: "To the queue",
  drag: "Drag to another place",
  keys: "Keys",
  ended: "The music has ended",
  paused: "Paused",
  goes_on: "The music goes on",
  at_end: "It is there already.",
  not_yours: "Only whoever added a song, or a host, can move it.",
};

const playing = (title: string, artists: string): string =>
  artists ? `Now playing: “${title}” by ${artists}` : `Now playing: “${title}”`;

function stands(song: string, { place, starts_ms }: Standing, now_ms: number): string {
  const told = `${song} is now ${party.ordinal(place)}`;
  return starts_ms === null ? told : `${told}, about ${clock_time(starts_ms, now_ms)}`;
}
/** Where a song of mine stands now. */
const yours_is = (title: string, standing: Standing, now_ms: number): string => stands(`Your “${title}”`, standing, now_ms);
/** Where any other stands now. */
const now_is = (title: string, standing: Standing, now_ms: number): string => stands(`“${title}”`, standing, now_ms);

/** What became of a vote, and how many there are. */
function voted(title: string, vote: 1 | 0 | -1, net: number): string {
  const mine = { 1: "You voted up", 0: "You took back your vote on", [-1]: "You voted down" }[vote];
  return `${mine} “${title}”: ${party.votes(net)}`;
}

const jammed = (title: string, is_on: boolean): string => (is_on ? `Jam on “${title}”` : `No jam on “${title}” any more`);
const progress = (played: string, length: string): string => `${played} of ${length}`;
/** What a button does, with the key that does it too. */
const by_key = (what: string, key: string): string => `${what} (${key})`;

export const moves = { words, playing, yours_is, now_is, voted, jammed, progress, by_key };
