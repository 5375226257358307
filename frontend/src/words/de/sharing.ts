// Passing on the way to a nest, in German.

import type { Sentences } from "../en/sentences";

const words: Sentences["sharing"]["words"] = {
  share: "Link teilen",
};

const invitation: Sentences["sharing"]["invitation"] = (nest) => `Komm zu ${nest}: Wünsch dir Songs und stimm ab.`;

export const sharing = { words, invitation };
