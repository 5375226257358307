// A nest's state as the page holds it: part by part, so that whoever shows one part does not look again when another
// one changes. Each part is replaced as a whole; what is in it never changes.

import type { State } from "../wire";

/** Holds a state; `take` then replaces what is another than before. */
class Parts {
  nest = $state.raw() as State["nest"];
  queue = $state.raw<State["queue"]>([]);
  playing = $state.raw<State["playing"]>(null);
  preview = $state.raw<State["preview"]>(null);
  rest = $state.raw<State["rest"]>();
  activity = $state.raw<State["activity"]>([]);
  people = $state.raw<State["people"]>([]);
  present = $state.raw(0);
  skip_need = $state.raw() as State["skip_need"];
}

/** Something to hold a state in. */
export function parts_of(state: State): State {
  // A rest that is absent is undefined here, which no reader can tell apart.
  const parts = new Parts() as State;
  take(parts, state);
  return parts;
}

/** Replaces the parts that are others than before. */
export function take(parts: State, state: State): void {
  parts.nest = state.nest;
  parts.queue = state.queue;
  parts.playing = state.playing;
  parts.preview = state.preview;
  (parts as Parts).rest = state.rest;
  parts.activity = state.activity;
  parts.people = state.people;
  parts.present = state.present;
  parts.skip_need = state.skip_need;
}

/** The parts as they are now, to fold into. */
export function whole(parts: State): State {
  const { nest, queue, playing, preview, rest, activity, people, present, skip_need } = parts;
  return { nest, queue, playing, preview, ...(rest && { rest }), activity, people, present, skip_need };
}
