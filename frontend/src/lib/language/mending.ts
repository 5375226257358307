// What there is to do about a refusal: one thing for each of the contract's codes where there is any.

import { said, topic } from "./language.svelte";
import type { Refused } from "../link/connection";
import type { Nest } from "../nest/nest.svelte";
import type { Action } from "../nest/told.svelte";
import type { Code, Refusal } from "./refusals";

const mending = topic("mending");

export const mend_words = said(() => mending().words);

/** What one button does: the same command again, a vote for what is there, or a way to another part. */
export type Deed = "again" | "vote" | "show" | "mine" | "queue" | "add" | "other" | "people" | "me" | "come_in" | "reload";
/** The deeds that lead somewhere. */
export type Way = Exclude<Deed, "again" | "vote" | "reload">;

const MENDING: Partial<Record<Code, Deed>> = {
  bad_request: "reload",
  signed_out: "come_in",
  forbidden: "people",
  locked: "people",
  nothing_playing: "add",
  queue_full: "queue",
  too_many_yours: "mine",
  already_queued: "vote",
  played_recently: "other",
  explicit: "other",
  too_long: "other",
  too_short: "other",
  busy: "again",
  not_saved: "again",
  catalogue_unavailable: "again",
};

/** What to do about a refusal; nothing where waiting is all there is. */
export function deed_for(code: string, why: Refusal = {}): Deed | undefined {
  if (code === "forbidden" && why.needs) return "me";
  return Object.entries(MENDING).find(([known]) => known === code)?.[1];
}

/** The button for a refusal: `again` asks once more. */
export function mend(answer: Refused & Refusal, nest: Nest, again: () => void): Action | undefined {
  let deed = deed_for(answer.code, answer);
  const entry = nest.state?.queue.find(({ id }) => id === answer.entry);
  if (deed === "vote" && (!entry || nest.is_mine(entry) || nest.my_vote(entry) === 1)) deed = "show";
  if (deed === undefined) return;
  const does = {
    again,
    reload: () => location.reload(),
    vote: () => void (entry && nest.vote(entry, 1)),
  }[deed as "again" | "reload" | "vote"] as (() => void) | undefined;
  return { label: mend_words[deed], does: does ?? (() => nest.lead(deed as Way, answer.entry)) };
}
