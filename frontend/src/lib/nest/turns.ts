// Where a song would come if it was put elsewhere among those of its person.

import type { Entry } from "../wire";

/** Before which of its person's songs an entry is to come: behind all of them where there is none. */
export interface Turn {
  before: Entry | null;
}

/** Its person's songs that can change places, in order; Bender's cannot. */
export function turns(queue: Entry[], entry: Entry): Entry[] {
  return queue.filter((other) => other.by === entry.by && !other.auto);
}

/** One turn earlier or later; nothing at either end. */
export function turn_by(queue: Entry[], entry: Entry, by: -1 | 1): Turn | null {
  const all = turns(queue, entry);
  const index = all.findIndex(({ id }) => id === entry.id);
  if (index < 0 || !all[index + by]) return null;
  return { before: (by < 0 ? all[index - 1] : all[index + 2]) ?? null };
}
