// How the page looks, in German.

import type { looks as english } from "../en/looks";

const words: typeof english.words = {
  look: "Aussehen",
  theme: "Erscheinungsbild",
  accent: "Farbe",
  system: "Wie das Gerät",
  dark: "Dunkel",
  light: "Hell",
  amber: "Bernstein",
  rose: "Rosa",
  leaf: "Grün",
  sky: "Himmelblau",
};

export const looks = { words };
