// What the keys do, in English.

import type { Deed } from "../../lib/keys/keys";

const words = {
  title: "Keys",
  close: "Close the keys",
  anywhere: "Anywhere",
  on_song: "On a song",
  among: "Among songs, and what was found",
  letters: "Letters and signs are keys",
  letters_why: "Turn this off if you speak to your device, or press letters by accident. Arrows, Home, End and Esc stay.",
  not_kept: "This browser remembers nothing, so letters stay keys.",
  stays: "It stays where it is: a song changes places only with others of the same person.",
  space: "Space",
  home: "Home",
  end: "End",
};

const DEEDS: Record<Deed, string> = {
  search: "Search for a song",
  queue: "To the queue",
  next: "The next one",
  previous: "The one before",
  first: "The first one",
  last: "The last one",
  up: "Vote up",
  down: "Vote down",
  jam: "Jam",
  earlier: "One turn earlier",
  later: "One turn later",
  pause: "Pause, or let the music go on",
  help: "These keys",
  close: "Close what is open",
};

export const keys = { words, DEEDS };
