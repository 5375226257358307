// Evenings that never were, as the logs of old tell them: for a room that has a past.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const DAY_MS = 86_400_000;

export interface OldPlay {
  uri: string;
  title: string;
  artist: string;
  /** An address, as the logs of old have it; its first part is shown as the name. */
  user: string;
  jams?: string[];
  /** How much of the song was played, in seconds; all of it where nothing is said. */
  played_s?: number;
}

/** When this began: a test that runs for long still speaks of the same days. */
const NOW = new Date();
/** By how much a room is ahead of UTC where it is about six in the evening, so that no day or night ends meanwhile. */
const AHEAD_H = ((18 - NOW.getUTCHours() + 11) % 24) - 11;
/** The zone of such a room; the names count the other way round. */
export const EVENING_ZONE = `Etc/GMT${AHEAD_H > 0 ? "-" : "+"}${Math.abs(AHEAD_H)}`;

/** The day that was so many weeks ago, and so the same weekday, as the calendar of a room there has it. */
export function weeks_ago(weeks: number): string {
  return new Date(NOW.getTime() + AHEAD_H * 3_600_000 - weeks * 7 * DAY_MS).toISOString().slice(0, 10);
}

/** Writes an evening's log in the form that was written first: one play after the other, from 18:00 on. */
export function write_evening(directory: string, day: string, plays: OldPlay[]): void {
  mkdirSync(directory, { recursive: true });
  const lines = plays.map((play, index) => {
    const begins_ms = Date.parse(`${day}T18:00:00Z`) + index * 240_000;
    const naive = (at_ms: number) => new Date(at_ms).toISOString().replace("Z", "");
    return JSON.stringify({
      airhorn: [],
      artist: play.artist,
      auto: false,
      comments: [],
      duration: 200,
      endtime: naive(begins_ms + (play.played_s ?? 200) * 1_000),
      id: String(index + 1),
      jam: play.jams ?? [],
      paused: false,
      pos: play.played_s ?? 200,
      src: "demo",
      starttime: naive(begins_ms),
      title: play.title,
      trackid: play.uri,
      user: play.user,
      vote: "0",
    });
  });
  writeFileSync(join(directory, `play_log_${day.replaceAll("-", "_")}.json`), `${lines.join("\n")}\n`);
}
