// Every sentence about what one connects to an account: Spotify, tokens, agents, and how the house is
// set up. Not needed at once, and so not loaded at once.

import { said, telling, topic } from "./language.svelte";

const connections = topic("connections");

export const connection_words = said(() => connections().words);
/** How a connection stands, in a line. */
export const connected = telling(() => connections().connected);
/** How many can connect by the house's app. */
export const places = telling(() => connections().places);
/** What somebody can do whom Spotify does not let connect by the house's app. */
export const ways = telling(() => connections().ways);
/** When a token was made and last used. */
export const token_times = telling(() => connections().token_times);
/** A check's result, for those who do not see its colour. */
export const CHECK_STATES = said(() => connections().CHECK_STATES);
