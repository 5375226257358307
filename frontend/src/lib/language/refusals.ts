// What the page says where the server says no, by the contract's codes.

import { account_words } from "./account_words";
import { language, topic } from "./language.svelte";
import type { Sentences } from "../../words/en/sentences";

/** What the server tells of a refusal, as far as sentences need it. */
export interface Refusal {
  /** The server's own sentence, in English. */
  message?: string;
  /** When it is free again, in milliseconds from now. */
  retry_after_ms?: number;
  /** How much there may be. */
  max?: number;
  min_duration_ms?: number;
  max_duration_ms?: number;
  /** Where the song stands that is queued already. */
  place?: number;
  /** What is missing from the consent to Spotify. */
  needs?: string;
}

export type Code = keyof Sentences["refusals"];

const refusals = topic("refusals");

/** The page's sentence for a code; a newer server's codes have its own, rather than none. */
export function refused(code: string, why: Refusal = {}): string {
  if (code in refusals()) return refusals()[code as Code](why);
  return (language() === "en" && why.message) || account_words.failed;
}
