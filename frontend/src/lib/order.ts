// What a client counts from the order of the queue: whose turn an entry is, and when it will start.

import type { Entry, State } from "./wire";

export interface Standing {
  /** 1 for the next to play. */
  place: number;
  /** The how-manieth of its person's queued entries it is. */
  turn: number;
  /** When it starts if nothing changes, in epoch milliseconds; null while the music stands still. */
  starts_ms: number | null;
}

/** How every queued entry stands. What was announced plays first, wherever it is listed. */
export function standings(state: State, now_ms: number): Map<number, Standing> {
  const turns = new Map<string, number>();
  const standings = new Map<number, Standing>();
  const { playing } = state;
  let starts_ms = playing ? ends_ms(state, now_ms) : now_ms;
  for (const [index, entry] of in_playing_order(state).entries()) {
    const turn = (turns.get(entry.by) ?? 0) + 1;
    turns.set(entry.by, turn);
    standings.set(entry.id, { place: index + 1, turn, starts_ms });
    if (starts_ms !== null) starts_ms += entry.track.duration_ms;
  }
  return standings;
}

/** How far the playing entry has come, in milliseconds. */
export function position_ms(state: State, now_ms: number): number {
  const { playing } = state;
  if (!playing) return 0;
  const played = playing.paused ? 0 : Math.max(0, now_ms - playing.as_of_ms);
  return Math.min(playing.position_ms + played, playing.entry.track.duration_ms);
}

function ends_ms(state: State, now_ms: number): number | null {
  const { playing } = state;
  if (!playing || playing.paused) return null;
  return Math.max(playing.as_of_ms + playing.entry.track.duration_ms - playing.position_ms, now_ms);
}

function in_playing_order(state: State): Entry[] {
  const next = state.queue.find((entry) => entry.id === state.playing?.next_up);
  return next ? [next, ...state.queue.filter((entry) => entry !== next)] : state.queue;
}
