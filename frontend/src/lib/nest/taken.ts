// What was taken out of the queue a moment ago, by the commit that did it, so that it can come back.

import type { ActivityItem, CommitMessage, State, You } from "../wire";

/** The entries that a commit took out. */
export type Taken = Record<number, number[]>;

/** How long what was taken out can come back. */
const UNDO_WITHIN_MS = 60_000;
/** Commits that are remembered: as many as the activity list has items. */
const TAKEN_MAX = 30;

/** Notes what a commit took out. */
export function note_taken(taken: Taken, commit: CommitMessage): Taken {
  const out = commit.events.flatMap((event) =>
    event.type === "removed" && event.reason !== "bender" ? [event.entry] : [],
  );
  if (out.length === 0) return taken;
  const all = Object.entries({ ...taken, [commit.seq]: out });
  return Object.fromEntries(all.slice(-TAKEN_MAX));
}

/** Forgets what came back. */
export function forget_back(taken: Taken, commit: CommitMessage): Taken {
  const back = new Set(commit.events.flatMap((event) => (event.type === "restored" ? [event.entry.id] : [])));
  if (back.size === 0) return taken;
  const left = Object.entries(taken).map(([seq, entries]) => [seq, entries.filter((id) => !back.has(id))]);
  return Object.fromEntries(left) as Taken;
}

/** Whether what somebody did can be undone by whoever looks at it. */
export function is_undoable(item: ActivityItem, taken: Taken, state: State, you: You, now_ms: number): boolean {
  if (now_ms >= item.at_ms + UNDO_WITHIN_MS) return false;
  const may = you.role === "host" || (item.by === you.id && item.what !== "voted_out");
  if (!may || !["removed", "cleared", "voted_out", "kicked", "banned"].includes(item.what)) return false;
  const known = taken[item.seq];
  if (known) return known.length > 0;
  // Whoever came later does not know what went; of one song it can be seen whether it is back.
  if (item.entry === undefined) return item.what === "cleared";
  return state.playing?.entry.id !== item.entry && state.queue.every(({ id }) => id !== item.entry);
}
