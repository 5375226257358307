// Every sentence about nests, their doors and roles, and airhorns.

import { said, telling, topic } from "./language.svelte";

const nests = topic("nests");

export const nest_words = said(() => nests().words);
export const ROLES = said(() => nests().ROLES);
/** A sound by name; a newer server may know sounds that this page does not. */
export const sound_name = telling(() => nests().sound_name);
/** What is seen of an airhorn. */
export const blown = telling(() => nests().blown);
/** When somebody may blow again. */
export const free_again = telling(() => nests().free_again);
export const asks_to_come_in = telling(() => nests().asks_to_come_in);
/** What somebody did who removed a person. */
export const removed_person = telling(() => nests().removed_person);
/** How many are there. */
export const there = telling(() => nests().there);
