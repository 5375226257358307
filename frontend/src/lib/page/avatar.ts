// A bird for everyone, drawn from their id: the same one on every page, and no picture of anybody leaves the house.

/** On a grid of 32: what the bird looks like. Paths are drawn in the colour of its feathers, or of its beak. */
export interface Bird {
  sky: string;
  feathers: string;
  belly: string;
  crest: string;
  beak: string;
  eye: "round" | "sleepy" | "bright";
  /** Whether it looks to the left. */
  is_turned: boolean;
}

/** Grounds that stand on both themes, and feathers that stand on all of them. */
const SKIES = ["#ffd9a8", "#ffc7cf", "#d9ccff", "#bfe0ff", "#b9ecdc", "#d3ecb0", "#f6e29a", "#e3d5c8"];
const FEATHERS = [
  ["#a63d2f", "#e8a08f"],
  ["#7a3f8f", "#c79bd6"],
  ["#3d4fa3", "#9fb0ea"],
  ["#1f6f8b", "#8fcbdc"],
  ["#2c6e49", "#93c9a5"],
  ["#6b5b1e", "#cdbb74"],
  ["#8a4b1c", "#dba678"],
  ["#3b3546", "#9a92a8"],
] as const;
const CRESTS = [
  "",
  "M15 9 L13 3 L18 7 L20 2 L21 9 Z",
  "M13 9 C11 4 16 2 21 5 C18 5 17 7 18 9 Z",
  "M16 9 C15 6 15 4 16 2 C18 4 18 6 18 9 Z",
  "M12 11 L8 6 L14 8 L13 3 L18 8 Z",
];
const BEAKS = ["M24 13 L30 15 L24 17 Z", "M24 12 L28 15 L24 18 Z", "M24 13 C27 12 30 14 29 18 C28 16 26 17 24 17 Z"];
const EYES = ["round", "sleepy", "bright"] as const;

/** FNV-1a, 32 bits (http://www.isthe.com/chongo/tech/comp/fnv), and a last stir, so that ids that differ little look different. */
function spread(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Chooses by an id: always the same, and each choice without a word about the next. */
function chooser(id: string): <T>(choices: readonly T[]) => T {
  let left = spread(id);
  return (choices) => {
    const chosen = choices[left % choices.length]!;
    left = Math.floor(left / choices.length);
    return chosen;
  };
}

export function bird_of(id: string): Bird {
  const choose = chooser(id);
  const [feathers, belly] = choose(FEATHERS);
  return {
    feathers,
    belly,
    sky: choose(SKIES),
    crest: choose(CRESTS),
    beak: choose(BEAKS),
    eye: choose(EYES),
    is_turned: choose([false, true]),
  };
}

/** On a grid of 32: rings of an echo around a point, for a song whose service has no picture of it. */
export interface Rings {
  ground: string;
  /** Colours of the rings, the widest first. */
  rings: string[];
  x: number;
  y: number;
}

export function rings_of(uri: string): Rings {
  const choose = chooser(uri);
  const [dark, bright] = choose(FEATHERS);
  const sky = choose(SKIES);
  return { ground: dark, rings: choose([[bright, sky, dark], [sky, bright, dark, sky], [bright, dark, sky]]), x: choose([6, 16, 26]), y: choose([16, 26, 6]) };
}
