// Every sentence about Bender: why it picked something, and how a host tells it what to pick.

import { calendar_day, clock_time } from "./format";
import type { Entry, Preview, Rest, Strategy } from "./wire";

export const bender_words = {
  picked: "picked by Bender",
  keep: "Keep",
  keeping: "Keeping…",
  swap: "Swap",
  swap_vote: "Swap?",
  next_pick: "Bender’s next pick",
  queue_it: "Queue it",
  queueing: "Queueing…",
  not_this: "Not this",
  for_days: "for 7 days",
  rejecting: "Putting it away…",

  settings: "Bender",
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
export const STRATEGIES: Record<Strategy, string> = {
  throwback: "Throwbacks: played here on this weekday, in the past",
  genre: "The same genre",
  artist: "The same artist",
  discography: "Other records of the artist",
  album: "The same album",
};

type Picked = Pick<Preview, "strategy" | "provenance">;

/** Why a song was picked, in words. */
export function picked(pick: Picked, artists: string[]): string {
  const by = artists[0] ?? "the same artist";
  switch (pick.strategy) {
    case "throwback":
      return pick.provenance ? came_from(pick.provenance) : "Throwback: played here on this weekday before";
    case "genre":
      return "Picked by genre";
    case "artist":
      return `More by ${by}`;
    case "discography":
      return `Another record by ${by}`;
    case "album":
      return "From the same album";
    default:
      // A newer server may have ways that this page does not know.
      return bender_words.picked;
  }
}

/** Where an entry came from, if Bender found it; a person's keeps what is worth remembering. */
export function origin(entry: Entry): string {
  const { strategy, provenance } = entry.why;
  if (provenance) return came_from(provenance);
  return entry.auto && strategy ? picked({ strategy }, entry.track.artists) : "";
}

function came_from({ name, day }: { name: string; day: string }): string {
  return `Throwback: ${name} queued it first, ${calendar_day(day)}`;
}

/** Why Bender has nothing in mind. */
export function rests(rest: Rest, now_ms: number): string {
  const at = clock_time(rest.until_ms, now_ms);
  return rest.because === "unavailable"
    ? `The music service cannot be asked right now; Bender looks again at ${at}.`
    : `Bender found nothing to play and looks again at ${at}.`;
}

export const rejected = (title: string) => `Bender leaves “${title}” alone for 7 days`;

/** How many songs Bender keeps queued, as a slider says it. */
export function depth(songs: number): string {
  if (songs === 0) return "off";
  return songs === 1 ? "1 song" : `${songs} songs`;
}

/** How often a strategy is taken, out of all. */
export function share(weight: number, all: number[]): string {
  const sum = all.reduce((sum, weight) => sum + weight, 0);
  if (weight <= 0 || sum <= 0) return "never";
  return `${Math.max(1, Math.round((100 * weight) / sum))} %`;
}

/** The address of a song out of what was pasted: a link becomes the address it leads to. */
export function address_of(pasted: string): string | null {
  const text = pasted.trim();
  const link = /^(?:https?:\/\/)?(?:open|play)\.spotify\.com\/(?:intl-[a-z-]+\/)?(track|episode)\/(\w+)/i.exec(text);
  if (link) return `spotify:${link[1]!.toLowerCase()}:${link[2]}`;
  return text === "" ? null : text;
}
