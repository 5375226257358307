// Folds what happened into a nest's state. It knows no rule: every event states a result.

import type {
  CommitMessage,
  Entry,
  NestEvent,
  Person,
  Rank,
  Signal,
  State,
  You,
} from "./wire";

/** Items of the activity list that a client keeps. */
const ACTIVITY_MAX = 30;

/** Applies a commit. Everything it says is so, whether it was told before or not. */
export function fold(state: State, you: You, commit: CommitMessage): void {
  for (const event of commit.events) apply(state, you, event);
  if (commit.activity) {
    const others = state.activity.filter((item) => item.seq !== commit.seq);
    state.activity = [...others, ...commit.activity].slice(-ACTIVITY_MAX);
  }
}

/** Takes over who came and went. */
export function foldSignal(state: State, signal: Signal): void {
  // Of other kinds of news nothing is to be kept.
  if (signal.kind !== "people") return;
  const gone = new Set(signal.gone);
  const changed = new Map(signal.upsert.map((person) => [person.id, person]));
  state.people = [
    ...state.people.filter((person) => !gone.has(person.id) && !changed.has(person.id)),
    ...changed.values(),
  ];
  state.present = signal.present;
}

function apply(state: State, you: You, event: NestEvent): void {
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
      if (event.entry.by === you.id) delete you.votes[event.entry.id];
      return;
    case "voted":
      change(state, event.entry, (entry) => {
        entry.up = event.up;
        entry.down = event.down;
        entry.votes = event.up - event.down;
      });
      if (event.by === you.id) {
        if (event.vote === 0) delete you.votes[event.entry];
        else you.votes[event.entry] = event.vote;
      }
      place(state, event.ranks);
      return;
    case "jammed":
      change(state, event.entry, (entry) => {
        entry.jams = entry.jams.filter((jam) => jam.by !== event.by);
        if (event.on) entry.jams.push({ by: event.by, at_ms: event.at_ms });
      });
      return;
    case "commented":
      change(state, event.entry, (entry) => {
        entry.comments = entry.comments.filter((comment) => comment.id !== event.comment.id);
        entry.comments.push(event.comment);
      });
      return;
    case "uncommented":
      change(state, event.entry, (entry) => {
        entry.comments = entry.comments.filter((comment) => comment.id !== event.comment);
      });
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
      change(state, event.entry, (entry) => {
        entry.skip_votes = event.have;
      });
      if (event.by === you.id && !you.skip_votes.includes(event.entry)) {
        you.skip_votes.push(event.entry);
      }
      return;
    case "started":
      start(state, event);
      return;
    case "ended":
      if (state.playing?.entry.id === event.entry) state.playing = null;
      delete you.votes[event.entry];
      forget_skip(you, event.entry);
      return;
    case "paused":
    case "resumed":
      if (state.playing) {
        state.playing.paused = event.type === "paused";
        state.playing.position_ms = event.position_ms;
        state.playing.as_of_ms = event.at_ms;
      }
      return;
    case "next_up":
      if (state.playing) state.playing.next_up = event.entry;
      return;
    case "preview":
      state.preview = event.preview;
      if (event.rest) state.rest = event.rest;
      else delete state.rest;
      return;
    case "kicked": {
      // Who is here is told by signals; until then whoever was removed is not.
      const person = state.people.find(({ id }) => id === event.person);
      if (person) person.present = false;
      if (person && event.ban) person.banned = true;
      return;
    }
    case "settings":
      Object.assign(state.nest.settings, event.settings);
      return;
  }
}

function name(state: State, you: You, named: { id: string; name: string; role: Person["role"] }): void {
  if (named.id === you.id) {
    you.name = named.name;
    you.role = named.role;
  }
  const known = state.people.find((person) => person.id === named.id);
  if (known) Object.assign(known, named);
  else state.people.push({ ...named, present: false, listening: false });
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

function change(state: State, id: number, how: (entry: Entry) => void): void {
  const playing = state.playing?.entry;
  const entry = playing?.id === id ? playing : state.queue.find((entry) => entry.id === id);
  if (entry) how(entry);
}

/** An entry takes the place of what it was; one that is not here stays away. */
function replace(state: State, entry: Entry): void {
  if (state.playing?.entry.id === entry.id) state.playing.entry = entry;
  else if (state.queue.some((other) => other.id === entry.id)) enqueue(state, entry);
}

function enqueue(state: State, entry: Entry): void {
  const others = state.queue.filter((other) => other.id !== entry.id);
  state.queue = [...others, entry].sort(byPlace);
}

function place(state: State, ranks: Rank[]): void {
  if (ranks.length === 0) return;
  const places = new Map(ranks.map(([id, rank, why]) => [id, { rank, why }]));
  for (const entry of state.queue) {
    const place = places.get(entry.id);
    if (place) Object.assign(entry, place);
  }
  state.queue = [...state.queue].sort(byPlace);
}

function byPlace(a: Entry, b: Entry): number {
  return a.rank - b.rank || a.id - b.id;
}

function forget_skip(you: You, id: number): void {
  you.skip_votes = you.skip_votes.filter((entry) => entry !== id);
}
