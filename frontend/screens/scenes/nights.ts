// Nights that were: plays, memories and a recap, made up.

import type { Memory, PastPlay, Recap } from "../../src/lib/wire";
import { a_memory, a_play } from "../../src/testing/past_samples";

const SONGS = [
  ["Low Tide", "The Harbour Lights", "Aylin"],
  ["Paper Lanterns", "Mono Lake", "Mira"],
  ["A Long Walk Home in the Rain with the Wrong Shoes", "Sofia & the Very Long Band Name Orchestra", "Tomasz"],
  ["Night Bus", "Kilo", "Noor"],
  ["Glass", "Anna Ferro", "Freya"],
  ["Seven Bridges", "Kaskade Ost", "Jonas"],
  ["Neon Orchard", "Velvet Static", null],
  ["Slow Fire", "Ember Choir", "Mira"],
] as const;

/** What was played before a moment, the last first. */
export function a_night(until_ms: number, night = "2026-06-20"): PastPlay[] {
  return SONGS.map(([title, artist, by], index) =>
    a_play({
      id: `${night}-${index}`,
      uri: `demo:past:${index}`,
      title,
      artist,
      by: by === null ? null : { name: by, id: by.toLowerCase() },
      started_ms: until_ms - (index + 1) * 240_000,
      ended_ms: until_ms - index * 240_000,
      duration_ms: 240_000,
      played_ms: index === 3 ? 71_000 : 240_000,
      ended: index === 3 ? "skipped" : "finished",
      votes: 3 - index,
      jams: index === 1 ? [{ name: "Noor", id: "noor" }, { name: "Freya", id: "freya" }] : [],
      comments: index === 4 ? 2 : 0,
      night,
    }),
  );
}

export function memories(): Memory[] {
  return SONGS.flatMap(([title, artist, by], index) =>
    by === null
      ? []
      : [a_memory({ uri: `demo:past:${index}`, title, artist, by: { name: by }, day: `20${25 - index}-06-2${index % 8}`, days: 1 + (index % 3), jams: index % 4, anniversary: index < 2 })],
  );
}

export function a_recap_of(until_ms: number): Recap {
  const plays = a_night(until_ms, "2026-06-13").toReversed();
  const honour = ({ uri, title, artist, by }: PastPlay, count: number) => ({ uri, title, artist, by, count });
  return {
    night: "2026-06-13",
    nights: ["2026-06-13", "2026-06-06", "2026-05-30"],
    plays,
    most_jammed: [honour(plays[6]!, 5), honour(plays[2]!, 3), honour(plays[0]!, 2)],
    most_people: [honour(plays[3]!, 4), honour(plays[6]!, 3)],
    opened_by: { name: "Mira", id: "mira" },
    longest_run: 6,
    people: 6,
    skipped: 1,
    music_ms: 8 * 240_000,
  };
}
