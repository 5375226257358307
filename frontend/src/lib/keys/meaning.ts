// What a key means, where the keyboard is, and how keys are named to whoever looks at them.

import { type Deed, KEYS } from "./keys";

/** A key as it was pressed. */
export interface Press {
  key: string;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  repeat: boolean;
  isComposing: boolean;
}

/** Where the keyboard is. */
export interface Place {
  /** In a field that takes letters. */
  is_typing: boolean;
  /** On what does something of its own by a press of space. */
  takes_space: boolean;
  /** On a song, or on what belongs to one. */
  has_song: boolean;
  /** Among what can be stepped through; of a field only where it is itself a step. */
  has_steps: boolean;
  /** Behind a sheet that lies over the page and has keys of its own. */
  is_covered: boolean;
}

/** What a press means where the keyboard is; nothing where it means something else there. */
export function deed_of(press: Press, place: Place, are_letters_on: boolean): Deed | null {
  if (place.is_covered || press.ctrlKey || press.metaKey || press.isComposing) return null;
  // How a sign is typed differs from keyboard to keyboard, and letters are the same with caps lock.
  const key = press.shiftKey ? press.key : press.key.toLowerCase();
  for (const deed of Object.keys(KEYS) as Deed[]) {
    const known = KEYS[deed];
    const is_it = known.key.length > 1 ? known.key === press.key && !press.shiftKey : known.key === key;
    if (!is_it || press.altKey !== (known.alt ?? false)) continue;
    if (known.key.length === 1 && (place.is_typing || !are_letters_on)) continue;
    if (known.key === " " && place.takes_space) continue;
    if (known.where === "song" && (!place.has_song || place.is_typing)) continue;
    if (known.where === "steps" && !place.has_steps) continue;
    // In a field these two move what is written in.
    if (place.is_typing && (deed === "first" || deed === "last")) continue;
    return press.repeat && !known.repeats ? null : deed;
  }
  return null;
}

/** A key as it stands on a keyboard; `space` and `alt` in the words of whoever reads. */
export function cap(deed: Deed, words: { space: string; home: string; end: string }): string[] {
  const { key, alt } = KEYS[deed];
  const caps: Record<string, string> = { ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc", " ": words.space, Home: words.home, End: words.end };
  return [...(alt ? ["Alt"] : []), caps[key] ?? key.toUpperCase()];
}

/** Where the device keeps that letters are not to be keys. */
const KEPT_AS = "keys";

/** Whether single letters do something: whoever speaks to their device can turn that off (WCAG 2.1.4). */
export function are_letters_on(): boolean {
  try {
    return localStorage.getItem(KEPT_AS) !== "off";
  } catch {
    return true;
  }
}

/** Turns single letters on or off, on this device; whether the device remembers. */
export function turn_letters(on: boolean): boolean {
  try {
    localStorage.setItem(KEPT_AS, on ? "on" : "off");
    return true;
  } catch {
    return false;
  }
}
