// The language of a TV: the browser's own, as nobody chooses one across the room.

import { tv as german } from "../words/de/tv";
import { tv as english } from "../words/en/tv";

export type Words = typeof english;

export interface Speech {
  language: "en" | "de";
  /** How dates are written. */
  locale: string;
  words: Words;
}

/** The first of the browser's languages that there is. */
export function speech(preferred: readonly string[]): Speech {
  for (const tag of preferred) {
    const language = tag.slice(0, 2).toLowerCase();
    if (language === "de") return { language, locale: tag, words: german };
    if (language === "en") return { language, locale: tag, words: english };
  }
  return { language: "en", locale: "en-GB", words: english };
}

/** A day such as 2018-03-07, with its weekday. */
export function day(text: string, locale: string): string {
  const at_ms = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(at_ms)) return text;
  // Days that were told as days are the same everywhere, so no zone may move them.
  const parts = { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(locale, parts).format(at_ms);
}

/** A length of time as minutes and seconds. */
export function minutes(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const rest = String(seconds % 60);
  return `${Math.floor(seconds / 60)}:${rest.length < 2 ? "0" : ""}${rest}`;
}
