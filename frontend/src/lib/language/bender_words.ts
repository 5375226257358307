// Every sentence about Bender: why it picked something, and how a host tells it what to pick.

import { said, telling, topic } from "./language.svelte";
import type { Entry } from "../wire";

const bender = topic("bender");

export const bender_words = said(() => bender().words);
/** Why a song was picked, in words. */
export const picked = telling(() => bender().picked);
/** Why Bender has nothing in mind. */
export const rests = telling(() => bender().rests);
export const rejected = telling(() => bender().rejected);

/** Where an entry came from, if Bender found it; a person's keeps what is worth remembering. */
export function origin(entry: Entry): string {
  const { strategy, provenance } = entry.why;
  if (provenance) return bender().came_from(provenance);
  return entry.auto && strategy ? picked({ strategy }, entry.track.artists) : "";
}

/** The address of a song out of what was pasted: a link becomes the address it leads to. */
export function address_of(pasted: string): string | null {
  const text = pasted.trim();
  const link = /^(?:https?:\/\/)?(?:open|play)\.spotify\.com\/(?:intl-[a-z-]+\/)?(track|episode)\/(\w+)/i.exec(text);
  if (link) return `spotify:${link[1]!.toLowerCase()}:${link[2]}`;
  return text === "" ? null : text;
}
