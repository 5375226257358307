// What a client counts from the order of the queue: whose turn an entry is, and when it will start.

import type { Entry, State } from "../wire";

export interface Standing {
  /** 1 for the next to play. */
  place: number;
  /** The how-manieth of its person's queued entries it is. */
  turn: number;
  /** When it starts if nothing changes, in epoch milliseconds; null while the music stands still. */
  starts_ms: number | null;
}

/** What an order is read from. */
type Order = Pick<State, "queue" | "playing">;

/**
 * How every queued entry stands, if the first of them starts at `first_start_ms`. What was announced plays first, wherever
 * it is listed. Where one stands as in `before`, it is the very same.
 */
export function standings(
  state: Order,
  first_start_ms: number | null,
  before: ReadonlyMap<number, Standing> = new Map(),
): Map<number, Standing> {
  const turns = new Map<string, number>();
  const standings = new Map<number, Standing>();
  let starts_ms = first_start_ms;
  for (const [index, entry] of in_playing_order(state).entries()) {
    const place = index + 1;
    const turn = (turns.get(entry.by) ?? 0) + 1;
    turns.set(entry.by, turn);
    const known = before.get(entry.id);
    const is_known = known?.place === place && known.turn === turn && known.starts_ms === starts_ms;
    standings.set(entry.id, is_known ? known : { place, turn, starts_ms });
    if (starts_ms !== null) starts_ms += entry.track.duration_ms;
  }
  return standings;
}

/** When the first of the queue starts if nothing changes: never before now, and never while the music stands still. */
export function first_start_ms({ playing }: Order, now_ms: number): number | null {
  if (!playing) return now_ms;
  if (playing.paused) return null;
  return Math.max(playing.as_of_ms + playing.entry.track.duration_ms - playing.position_ms, now_ms);
}

/** How far the playing entry has come, in milliseconds. */
export function position_ms(state: State, now_ms: number): number {
  const { playing } = state;
  if (!playing) return 0;
  const played = playing.paused ? 0 : Math.max(0, now_ms - playing.as_of_ms);
  return Math.min(playing.position_ms + played, playing.entry.track.duration_ms);
}

function in_playing_order(state: Order): Entry[] {
  const next_up = state.playing?.next_up;
  const next = next_up == null ? undefined : state.queue.find((entry) => entry.id === next_up);
  return next ? [next, ...state.queue.filter((entry) => entry !== next)] : state.queue;
}
