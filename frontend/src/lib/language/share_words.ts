// Every sentence about passing on the way to a nest.

import { said, telling, topic } from "./language.svelte";

const sharing = topic("sharing");

export const share_words = said(() => sharing().words);
/** What goes along with the link. */
export const invitation = telling(() => sharing().invitation);
