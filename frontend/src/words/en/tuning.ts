// How a host tells Bender what to pick, in English. Loaded with the settings.

import { number, percent } from "../../lib/language/format";
import type { Strategy } from "../../lib/wire";

const words = {
  lead: "Bender adds songs when the queue runs dry. Any person’s song plays before Bender’s.",
  depth: "Bender keeps queued",
  weights: "What Bender picks from",
  genre: "Genre to lean to",
  genre_hint: "Where it is empty, Bender goes by what was played.",
  seed: "Song to start from",
  seed_hint: "An address or a link. Bender starts from it where nothing has played yet.",
  seed_now: "Take what plays now",
  zone: "Time zone of the room",
  zone_hint: "It decides which weekday it is here, and so what is a throwback.",
  zone_here: "Take this device’s time zone:",
};

/** The strategies in the order in which they are offered, as a host chooses among them. */
const STRATEGIES: Record<Strategy, string> = {
  throwback: "Throwbacks: played here on this weekday, in the past",
  genre: "The same genre",
  artist: "The same artist",
  discography: "Other records of the artist",
  album: "The same album",
};

/** How many songs Bender keeps queued, as a slider says it. */
function depth(songs: number): string {
  if (songs === 0) return "off";
  return songs === 1 ? "1 song" : `${number(songs)} songs`;
}

/** How often a strategy is taken, out of all. */
function share(weight: number, all: number[]): string {
  const sum = all.reduce((sum, weight) => sum + weight, 0);
  if (weight <= 0 || sum <= 0) return "never";
  return percent(Math.max(0.01, weight / sum));
}

export const tuning = { words, STRATEGIES, depth, share };
