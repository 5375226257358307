// The form of a piece: which parts follow each other, and who plays in them.

import { Dice } from "./dice";

export type Kind = "intro" | "verse" | "lift" | "turn" | "break" | "outro";

export interface Part {
  kind: Kind;
  first_bar: number;
  bars: number;
}

interface Players {
  bass: "none" | "held" | "moving";
  drums: "none" | "light" | "full";
  broken: boolean;
  tune: "none" | "verse" | "turn";
  /** Who has the tune. */
  by: "pluck" | "lead";
}

export const PLAYERS: Record<Kind, Players> = {
  intro: { bass: "held", drums: "none", broken: true, tune: "none", by: "pluck" },
  verse: { bass: "moving", drums: "light", broken: false, tune: "verse", by: "pluck" },
  lift: { bass: "moving", drums: "full", broken: true, tune: "verse", by: "lead" },
  turn: { bass: "moving", drums: "full", broken: true, tune: "turn", by: "lead" },
  break: { bass: "held", drums: "none", broken: true, tune: "turn", by: "pluck" },
  outro: { bass: "held", drums: "light", broken: true, tune: "verse", by: "pluck" },
};

const ORDERS: readonly [readonly [Kind, ...Kind[]], ...(readonly [Kind, ...Kind[]])[]] = [
  ["verse", "lift", "turn", "lift", "break", "lift"],
  ["verse", "turn", "verse", "lift", "turn", "break"],
  ["lift", "verse", "turn", "lift", "break", "turn"],
];

/** Bars of a full part. */
const FULL = 8;

/** Deals out the bars before the last, which is the ending. */
export function parts(uri: string, bars: number): Part[] {
  const order = new Dice(`${uri} form`).pick(ORDERS);
  const intro = bars >= 40 ? 8 : bars >= 16 ? 4 : bars >= 6 ? 2 : 0;
  const outro = bars >= 24 ? 4 : 0;
  const middle = bars - intro - outro;
  const lengths = Array.from({ length: Math.floor(middle / FULL) }, () => FULL);
  const left = middle - lengths.length * FULL;
  // A few bars more do not make a part of their own.
  if (left >= FULL / 2 || lengths.length === 0) lengths.push(left);
  else lengths[lengths.length - 1] = FULL + left;
  const kinds = lengths.map((_, index): Kind => order[index % order.length] ?? "verse");
  const found: Part[] = [];
  let first_bar = 0;
  const put = (kind: Kind, bars: number) => {
    if (bars > 0) found.push({ kind, first_bar, bars });
    first_bar += bars;
  };
  put("intro", intro);
  for (const [index, kind] of kinds.entries()) put(kind, lengths[index] ?? 0);
  put("outro", outro);
  return found;
}
