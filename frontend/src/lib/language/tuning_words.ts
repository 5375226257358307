// Every sentence by which a host tells Bender what to pick.

import { said, telling, topic } from "./language.svelte";

const tuning = topic("tuning");

export const tuning_words = said(() => tuning().words);
/** The strategies in the order in which they are offered, as a host chooses among them. */
export const STRATEGIES = said(() => tuning().STRATEGIES);
/** How many songs Bender keeps queued, as a slider says it. */
export const depth = telling(() => tuning().depth);
/** How often a strategy is taken, out of all. */
export const share = telling(() => tuning().share);
