// Why something was not done, in English: a sentence for each code of the contract.

import { clock_time, duration, number } from "../../lib/language/format";
import type { Refusal } from "../../lib/language/refusals";
import { party } from "./party";

const WAIT = "Wait a little, then try again.";

/** What the server says itself, where its code alone says too little. It speaks English. */
const own = ({ message }: Refusal, otherwise: string): string => message || otherwise;

const from = ({ retry_after_ms }: Refusal): string => clock_time(retry_after_ms ?? 0, 0);

export const refusals = {
  bad_request: (why: Refusal): string => own(why, "That could not be understood. Load the page again."),
  signed_out: (): string => "You are signed out. Come in again.",
  forbidden: (why: Refusal): string => own(why, "You may not do this here. Ask the host."),
  own_entry: (): string => "You cannot vote on your own song.",
  locked: (): string => "The host has closed the queue for now.",
  banned: (): string => "The host of this nest does not let you in any more.",
  not_found: (why: Refusal): string => own(why, "That is not here any more."),
  nothing_playing: (): string => "Nothing is playing right now.",
  queue_full: ({ max }: Refusal): string =>
    `The queue is full${max === undefined ? "" : ` with ${number(max)} songs`}. Try again when a song or two have played.`,
  too_many_yours: ({ max }: Refusal): string =>
    max === undefined
      ? "You have as many songs queued as one person may have."
      : `You have ${party.songs(max)} queued, which is as many as one person may have.`,
  already_queued: ({ place }: Refusal): string =>
    `That song is in the queue already${place === undefined ? "" : `, ${party.ordinal(place)}`}. Give it a vote instead.`,
  played_recently: (why: Refusal): string =>
    why.retry_after_ms === undefined
      ? "That song played a short while ago. Give it a rest."
      : `That song played a short while ago. It may come again from ${from(why)}.`,
  explicit: (): string => "The host has turned explicit songs off.",
  too_long: ({ max_duration_ms }: Refusal): string =>
    `That is too long for this nest${max_duration_ms === undefined ? "." : `: ${duration(max_duration_ms)} is the most.`}`,
  too_short: ({ min_duration_ms }: Refusal): string =>
    `That is too short for this nest${min_duration_ms === undefined ? "." : `: ${duration(min_duration_ms)} is the least.`}`,
  full: (why: Refusal): string => own(why, "There is no room for more of these. Take one away first."),
  rate_limited: ({ retry_after_ms }: Refusal): string =>
    retry_after_ms === undefined || retry_after_ms < 2_000
      ? `That was a lot in a short time. ${WAIT}`
      : retry_after_ms < 60_000
        ? `That was a lot in a short time. Try again in ${number(Math.ceil(retry_after_ms / 1_000))} seconds.`
        : `That was a lot in a short time. Try again at ${from({ retry_after_ms })}.`,
  busy: (why: Refusal): string => own(why, "It is very busy here. Try again in a moment."),
  not_saved: (): string => "EchoNest cannot get at its storage just now. Nothing was changed; try again soon.",
  catalogue_unavailable: (why: Refusal): string =>
    why.retry_after_ms === undefined
      ? own(why, "The music catalogue does not answer. Try again in a while.")
      : `The music catalogue wants a pause until ${from(why)}. What was found before can still be added, and the music goes on.`,
};
