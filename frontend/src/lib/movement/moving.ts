// Moves a song among those of its person, and says where it is then: nothing that was pressed shows it.

import { move_words, now_is, yours_is } from "../language/move_words";
import type { Nest } from "../nest/nest.svelte";
import { turn_by } from "../nest/turns";
import type { Entry } from "../wire";

/** Moves an entry one turn earlier or later among those of its person. */
export function move_by(nest: Nest, entry: Entry, by: -1 | 1): void {
  if (!nest.may_move(entry)) return nest.tell(move_words.not_yours);
  const turn = turn_by(nest.state?.queue ?? [], entry, by);
  if (turn) void move_before(nest, entry, turn.before);
  else nest.tell(move_words.at_end);
}

/** Moves an entry before another of its person's, or behind all of them. */
export async function move_before(nest: Nest, entry: Entry, before: Entry | null): Promise<void> {
  if (!(await nest.move(entry, before))) return;
  const standing = nest.standings.get(entry.id);
  const told = nest.is_mine(entry) ? yours_is : now_is;
  if (standing) nest.say(told(entry.track.title, standing, nest.second_ms));
}
