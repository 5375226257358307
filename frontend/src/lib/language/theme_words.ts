// What the page says about how it looks.

import { said, topic } from "./language.svelte";

const looks = topic("looks");

export const theme_words = said(() => looks().words);
