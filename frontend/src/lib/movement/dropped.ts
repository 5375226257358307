// Which turn a song takes that is dropped somewhere in the queue.

import { type Turn, turns } from "../nest/turns";
import type { Entry } from "../wire";

/**
 * The turn of an entry that is dropped at a row: the row's place counts, as the row of its person that
 * it pushes aside. Nothing where it would stay.
 */
export function turn_at(queue: Entry[], entry: Entry, row: number): Turn | null {
  const from = queue.findIndex(({ id }) => id === entry.id);
  if (from < 0 || row === from) return null;
  const others = turns(queue, entry).filter(({ id }) => id !== entry.id);
  const at = (other: Entry) => queue.indexOf(other);
  // Downwards it comes behind those it was dragged past, upwards before them.
  const before = others.find((other) => (row > from ? at(other) > row : at(other) >= row)) ?? null;
  const next = others.find((other) => at(other) > from) ?? null;
  return before?.id === next?.id ? null : { before };
}
