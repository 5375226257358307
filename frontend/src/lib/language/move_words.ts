// What the page says of songs that move.

import { said, telling, topic } from "./language.svelte";

const moves = topic("moves");

export const move_words = said(() => moves().words);
/** What plays now. */
export const now_playing = telling(() => moves().playing);
/** Where a song of mine stands now. */
export const yours_is = telling(() => moves().yours_is);
/** Where somebody else's song stands now. */
export const now_is = telling(() => moves().now_is);
/** What became of a vote of mine. */
export const voted = telling(() => moves().voted);
/** What became of a jam of mine. */
export const jammed = telling(() => moves().jammed);
/** How far a song has come. */
export const progress = telling(() => moves().progress);
/** What a button does, with the key that does it too. */
export const by_key = telling(() => moves().by_key);
