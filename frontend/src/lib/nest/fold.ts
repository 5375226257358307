// Folds what happened into a nest's state. It knows no rule: every event states a result. What was before stays as it
// was, and what an event leaves alone is the very same afterwards, so that only what changed is drawn anew.

import type {
  CommitMessage,
  Entry,
  NestEvent,
  Person,
  Rank,
  Signal,
  State,
  You,
} from "../wire";

/** Items of the activity list that a client keeps. */
const ACTIVITY_MAX = 30;

/** A nest, and what is only of whoever looks at it. */
export interface Seen {
  state: State;
  you: You;
}

/** What a commit leads to. Everything it says is so, whether it was told before or not. */
export function fold(before: Seen, commit: CommitMessage): Seen {
  // Of these two every part may be replaced, and none may be changed.
  const seen = { state: { ...before.state }, you: { ...before.you } };
  for (const event of commit.events) apply(seen, event);
  if (commit.activity) {
    const others = seen.state.activity.filter((item) => item.seq !== commit.seq);
    seen.state.activity = [...others, ...commit.activity].slice(-ACTIVITY_MAX);
  }
  return is_same(seen.you, before.you) ? { ...seen, you: before.you } : seen;
}

/** Whether all parts are the very same. */
function is_same(you: You, other: You): boolean {
  return (Object.keys(you) as (keyof You)[]).every((key) => you[key] === other[key]);
}

/** Takes over who came and went. */
export function foldSignal(state: State, signal: Signal): State {
  // Of other kinds of news nothing is to be kept.
  if (signal.kind !== "people") return state;
  const gone = new Set(signal.gone);
  const changed = new Map(signal.upsert.map((person) => [person.id, person]));
  const others = state.people.filter((person) => !gone.has(person.id) && !changed.has(person.id));
  const people = [...others, ...changed.values()];
  return { ...state, people, present: signal.present, skip_need: signal.skip_need };
}

/** Whoever comes back is told anew who is here; until then it is only they. */
export function alone(state: State, you: string): State {
  return { ...state, people: state.people.map((person) => ({ ...person, present: person.id === you })) };
}

function apply({ state, you }: Seen, event: NestEvent): void {
  switch (event.type) {
    case "named":
      name(state, you, event.person);
      return;
    case "added":
    case "restored":
      enqueue(state, event.entry);
      return;
    case "adopted":
      replace(state, event.entry);
      // It may be mine now, and nobody votes on their own.
      if (event.entry.by === you.id) forget_vote(you, event.entry.id);
      return;
    case "voted": {
      const { up, down } = event;
      change(state, event.entry, () => ({ up, down, votes: up - down }));
      if (event.by === you.id) {
        if (event.vote === 0) forget_vote(you, event.entry);
        else you.votes = { ...you.votes, [event.entry]: event.vote };
      }
      place(state, event.ranks);
      return;
    }
    case "jammed":
      change(state, event.entry, ({ jams }) => {
        const others = jams.filter((jam) => jam.by !== event.by);
        return { jams: event.on ? [...others, { by: event.by, at_ms: event.at_ms }] : others };
      });
      return;
    case "commented":
      change(state, event.entry, ({ comments }) => {
        const others = comments.filter((comment) => comment.id !== event.comment.id);
        return { comments: [...others, event.comment] };
      });
      return;
    case "uncommented":
      change(state, event.entry, ({ comments }) => ({
        comments: comments.filter((comment) => comment.id !== event.comment),
      }));
      return;
    case "removed":
      state.queue = state.queue.filter((entry) => entry.id !== event.entry);
      // It may be restored, with its votes but without those to skip it.
      forget_skip(you, event.entry);
      place(state, event.ranks);
      return;
    case "moved":
    case "pinned":
    case "reranked":
      place(state, event.ranks);
      return;
    case "skip_voted":
      change(state, event.entry, () => ({ skip_votes: event.have }));
      if (event.by === you.id && !you.skip_votes.includes(event.entry)) {
        you.skip_votes = [...you.skip_votes, event.entry];
      }
      return;
    case "started":
      start(state, event);
      return;
    case "ended":
      if (state.playing?.entry.id === event.entry) state.playing = null;
      forget_vote(you, event.entry);
      forget_skip(you, event.entry);
      return;
    case "paused":
    case "resumed":
      if (state.playing) {
        const { position_ms, at_ms: as_of_ms } = event;
        state.playing = { ...state.playing, paused: event.type === "paused", position_ms, as_of_ms };
      }
      return;
    case "next_up":
      if (state.playing) state.playing = { ...state.playing, next_up: event.entry };
      return;
    case "preview":
      state.preview = event.preview;
      if (event.rest) state.rest = event.rest;
      else delete state.rest;
      return;
    case "kicked":
      // Who is here is told by signals; until then whoever was removed is not.
      change_person(state, event.person, event.ban ? { present: false, banned: true } : { present: false });
      return;
    case "settings":
      state.nest = { ...state.nest, settings: { ...state.nest.settings, ...event.settings } };
      return;
  }
}

function name(state: State, you: You, named: { id: string; name: string; role: Person["role"] }): void {
  if (named.id === you.id) {
    you.name = named.name;
    you.role = named.role;
  }
  const is_known = state.people.some((person) => person.id === named.id);
  if (is_known) change_person(state, named.id, named);
  else state.people = [...state.people, { ...named, present: false, listening: false }];
}

function change_person(state: State, id: string, changed: Partial<Person>): void {
  state.people = state.people.map((person) => (person.id === id ? { ...person, ...changed } : person));
}

function start(state: State, event: Extract<NestEvent, { type: "started" }>): void {
  const entry = state.queue.find((entry) => entry.id === event.entry);
  if (!entry) return;
  state.queue = state.queue.filter((other) => other !== entry);
  state.playing = {
    entry,
    position_ms: event.position_ms,
    as_of_ms: event.at_ms,
    paused: event.paused,
    next_up: null,
  };
}

function change(state: State, id: number, how: (entry: Entry) => Partial<Entry>): void {
  const changed = (entry: Entry) => ({ ...entry, ...how(entry) });
  const { playing } = state;
  if (playing?.entry.id === id) {
    state.playing = { ...playing, entry: changed(playing.entry) };
    return;
  }
  const index = state.queue.findIndex((entry) => entry.id === id);
  const entry = state.queue[index];
  if (entry) state.queue = [...state.queue.slice(0, index), changed(entry), ...state.queue.slice(index + 1)];
}

/** An entry takes the place of what it was; one that is not here stays away. */
function replace(state: State, entry: Entry): void {
  if (state.playing?.entry.id === entry.id) state.playing = { ...state.playing, entry };
  else if (state.queue.some((other) => other.id === entry.id)) enqueue(state, entry);
}

function enqueue(state: State, entry: Entry): void {
  const others = state.queue.filter((other) => other.id !== entry.id);
  state.queue = [...others, entry].sort(byPlace);
}

function place(state: State, ranks: Rank[]): void {
  if (ranks.length === 0) return;
  const places = new Map(ranks.map(([id, rank, why]) => [id, { rank, why }]));
  const placed = (entry: Entry): Entry => {
    const place = places.get(entry.id);
    return place ? { ...entry, ...place } : entry;
  };
  state.queue = state.queue.map(placed).sort(byPlace);
}

function byPlace(a: Entry, b: Entry): number {
  return a.rank - b.rank || a.id - b.id;
}

function forget_vote(you: You, id: number): void {
  if (!(id in you.votes)) return;
  const { [id]: _, ...others } = you.votes;
  you.votes = others;
}

function forget_skip(you: You, id: number): void {
  if (!you.skip_votes.includes(id)) return;
  you.skip_votes = you.skip_votes.filter((entry) => entry !== id);
}
