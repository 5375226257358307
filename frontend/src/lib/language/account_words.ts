// Every sentence about accounts: coming in, and what goes wrong there.

import { said, telling, topic } from "./language.svelte";

const accounts = topic("accounts");

export const account_words = said(() => accounts().words);

/** What the page says of a problem, and the one thing to do about it. */
export interface Advice {
  says: string;
  action: string;
  /** Where the action leads. */
  leads_to: "google" | "spotify" | "me";
}

/** What to say of the code that an address came back with. */
export function advice(code: string): Advice {
  const [says, action] = accounts().advice(code);
  const is_spotify = code.startsWith("spotify_");
  return { says, action, leads_to: code === "spotify_not_allowed" ? "me" : is_spotify ? "spotify" : "google" };
}

/** Why a track would be refused now. */
export const refusal = telling(() => accounts().refusal);
