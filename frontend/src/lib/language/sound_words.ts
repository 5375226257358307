// What the page says about listening.

import { said, telling, topic } from "./language.svelte";

const sound = topic("sound");

export const sound_words = said(() => sound().words);
/** How well what is heard here fits what is heard elsewhere. */
export const in_time = telling(() => sound().in_time);
