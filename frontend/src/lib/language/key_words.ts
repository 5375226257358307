// What the page says of its keys.

import { said, topic } from "./language.svelte";

const keys = topic("keys");

export const key_words = said(() => keys().words);
/** What each key does. */
export const DEEDS = said(() => keys().DEEDS);
