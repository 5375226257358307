// Every key that the page knows, and what it is for: one place, for what is done, for the hints and
// for the sheet that lists them.

export type Deed = keyof typeof KEYS;

interface Key {
  /** As browsers name it. */
  key: string;
  /** Where it means this: anywhere, on a song, or wherever there is a next one to step to. */
  where: "page" | "song" | "steps";
  /** With Alt. */
  alt?: true;
  /** Whether holding it down goes on and on. */
  repeats?: true;
}

const defined = <Name extends string>(keys: Record<Name, Key>): Record<Name, Key> => keys;

export const KEYS = defined({
  search: { key: "/", where: "page" },
  queue: { key: "q", where: "page" },
  next: { key: "ArrowDown", where: "steps", repeats: true },
  previous: { key: "ArrowUp", where: "steps", repeats: true },
  first: { key: "Home", where: "steps" },
  last: { key: "End", where: "steps" },
  up: { key: "u", where: "song" },
  down: { key: "d", where: "song" },
  jam: { key: "j", where: "song" },
  earlier: { key: "ArrowUp", where: "song", alt: true },
  later: { key: "ArrowDown", where: "song", alt: true },
  pause: { key: " ", where: "page" },
  help: { key: "?", where: "page" },
  close: { key: "Escape", where: "page" },
});

/** A key as screen readers are told of it. */
export function shortcut(deed: Deed): string {
  const { key, alt } = KEYS[deed];
  return `${alt ? "Alt+" : ""}${key === " " ? "Space" : key.length === 1 ? key.toUpperCase() : key}`;
}
