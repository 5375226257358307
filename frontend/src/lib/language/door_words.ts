// Every sentence about ways into nests, and what hosts do about them and about people.

import { said, topic } from "./language.svelte";

const doors = topic("doors");

export const door_words = said(() => doors().words);
