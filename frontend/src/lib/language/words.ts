// Every sentence of the page that has no `…_words` of its own, in the language of the page. What
// they say stands in `words/`, a folder for each language.

import { said, telling, topic } from "./language.svelte";

const party = topic("party");

export const words = said(() => party().words);
/** What a host may set, by name. */
export const SETTINGS = said(() => party().SETTINGS);
/** The ways to order a queue, by name. */
export const MODES = said(() => party().MODES);
export const ordinal = telling(() => party().ordinal);
export const songs = telling(() => party().songs);
/** Why an entry stands where it stands, in words. */
export const why = telling(() => party().why);
/** What the one who added a song wants to know. */
export const added = telling(() => party().added);
export const votes = telling(() => party().votes);
/** What the activity list says of something done. */
export const done = telling(() => party().done);
/** The rules of this nest, in words. */
export const rules = telling(() => party().rules);
/** What is known of a song that is in the queue already. */
export const in_queue = telling(() => party().in_queue);
/** What is known of a song that played, so long ago. */
export const played = telling(() => party().played);
/** Whose buttons these are, for whoever does not see what they stand beside. */
export const votes_on = telling(() => party().votes_on);
/** How many votes to skip there are, of how many it takes. */
export const skip_share = telling(() => party().skip_share);
export const removed = telling(() => party().removed);
/** How many are here, beside the name of the nest. */
export const here = telling(() => party().here);
