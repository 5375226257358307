// Every sentence about showing a nest on a TV, for whoever pairs one. Not needed at once, and so not loaded at once.

import { said, telling, topic } from "./language.svelte";

const screens = topic("screens");

export const screen_words = said(() => screens().words);
/** Who paired a TV, when, and when it was last there. */
export const told = telling(() => screens().told);
