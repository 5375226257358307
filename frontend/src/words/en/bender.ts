// Bender in English: why it picked something.

import { calendar_day, clock_time } from "../../lib/language/format";
import type { Preview, Rest } from "../../lib/wire";
import { party } from "./party";

const words = {
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
};

type Picked = Pick<Preview, "strategy" | "provenance">;

/** Why a song was picked, in words. */
function picked(pick: Picked, artists: string[]): string {
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
      return party.words.picked;
  }
}

function came_from({ name, day }: { name: string; day: string }): string {
  return `Throwback: ${name} queued it first, ${calendar_day(day)}`;
}

/** Why Bender has nothing in mind. */
function rests(rest: Rest, now_ms: number): string {
  const at = clock_time(rest.until_ms, now_ms);
  return rest.because === "unavailable"
    ? `The music service cannot be asked right now; Bender looks again at ${at}.`
    : `Bender found nothing to play and looks again at ${at}.`;
}

const rejected = (title: string) => `Bender leaves “${title}” alone for 7 days`;

export const bender = { words, picked, came_from, rests, rejected };
