// The nest as the page holds it: the folded state, and what is on its way.

import { rejected } from "../language/bender_words";
import { Calm } from "../movement/calm.svelte";
import type { ServerClock } from "../link/clock";
import { Connection, type Answer, type Command, type Incoming, type Link, type Refused } from "../link/connection";
import { alone, fold, foldSignal } from "./fold";
import { Hold } from "../movement/hold.svelte";
import { mend, type Way } from "../language/mending";
import { asks_to_come_in, free_again, nest_words, removed_person } from "../language/nest_words";
import { first_start_ms, type Standing, standings } from "./order";
import { parts_of, take, whole } from "./parts.svelte";
import { type Refusal, refused } from "../language/refusals";
import { Speaker } from "../page/speaker";
import { forget_back, is_undoable, note_taken, type Taken } from "./taken";
import { Told, UNDO_MUCH_MS } from "./told.svelte";
import type { ActivityItem, CommitMessage, Entry, Person, Settings, State, Track, You } from "../wire";
import { added, removed, skip_share, words } from "../language/words";

/** How often the time on screen moves on. */
const TICK_MS = 250;

/** An airhorn, as it is heard or seen. */
export interface Blast {
  key: number;
  by: string;
  sound: string;
}

/** What can be done with Bender's next pick. */
export type PickDeed = "bender_queue" | "bender_reject";

export class Nest extends Told {
  /** Part by part: whoever reads one is not told of the others. */
  state = $state.raw<State | null>(null);
  you = $state.raw<You | null>(null);
  link = $state<Link>("connecting");
  now_ms = $state(Date.now());
  /** Whether the server said that it comes back in a moment. */
  is_restarting = $state(false);
  /** Shows another part of the page; whoever shows them says how. */
  lead: (way: Way, entry?: number) => void = () => {};
  /** Votes that were sent and not answered yet. */
  pending_votes = $state<Record<number, 1 | 0 | -1>>({});

  /** What was pressed on Bender's next pick, until it is answered. */
  pending_pick = $state<{ uri: string; deed: PickDeed } | null>(null);

  /** Which entries a commit took out that can come back. */
  taken = $state<Taken>({});
  /** The last airhorn. */
  blast = $state<Blast | null>(null);
  /** Whether this page itself plays what Spotify sent: nothing may sound over that. */
  plays_spotify = $state(false);

  /** The time for what need not be told anew four times a second. */
  second_ms = $derived(Math.floor(this.now_ms / 1_000) * 1_000);
  /** When the queue's first starts; mostly known long before, and then no second changes it. */
  #first_start_ms = $derived(this.state ? first_start_ms(this.state, this.second_ms) : null);
  /** Those of before are kept where they still hold, so that their rows stay as they are. */
  #last_standings = new Map<number, Standing>();
  standings = $derived.by(() => {
    const { state } = this;
    this.#last_standings = state ? standings(state, this.#first_start_ms, this.#last_standings) : new Map();
    return this.#last_standings;
  });
  /** Keeps rows where they are while somebody is about to press one. */
  readonly hold = new Hold();
  /** Keeps rows where they are while others are on their way. */
  readonly calm = new Calm();
  /** The queue as it is shown. */
  rows = $derived.by(() => {
    const rows = this.calm.over(this.hold.over(this.state?.queue ?? []));
    const playing = this.state?.playing?.entry.id;
    // What plays waits for nobody, and is never in two places.
    return rows.some(({ id }) => id === playing) ? rows.filter(({ id }) => id !== playing) : rows;
  });
  names = $derived(new Map(this.state?.people.map((person) => [person.id, person.name])));
  /** Whether this is the nest of the house, whose hosts keep the house. */
  is_main = $derived(this.state?.nest.id === "main");
  is_host = $derived(this.you?.role === "host");
  keeps_order = $derived(this.you?.role === "host" || this.you?.role === "moderator");
  may_pause = $derived(this.keeps_order || (this.state?.nest.settings.anyone_pauses ?? false));

  #connection: Connection;
  #ticking: ReturnType<typeof setInterval>;
  /** The other tabs of this browser, where it lets them speak to each other. */
  #tabs = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("tabs");
  #speaker = new Speaker(this);

  /** Where it is, as the page's address names it; nothing for the main one. */
  readonly address: string;

  constructor(address = "") {
    super();
    this.address = address;
    this.#connection = new Connection(`/socket/${encodeURIComponent(address)}`, {
      message: (message) => this.#hear(message),
      link: (link) => (this.link = link),
    });
    this.#ticking = setInterval(() => (this.now_ms = this.#connection.clock.now_ms()), TICK_MS);
    this.#connection.open();
    this.#tabs?.addEventListener("message", () => this.#connection.again());
  }

  close(): void {
    this.#tabs?.close();
    clearInterval(this.#ticking);
    this.#speaker.close();
    this.#connection.close();
  }

  /** The server's time, for whoever has to be exact. */
  get clock(): ServerClock {
    return this.#connection.clock;
  }

  /** Whether somebody listens here, so that the time has to be known well. */
  set listens(listens: boolean) {
    this.#connection.needs_time = listens;
  }

  /** I go by another name now: a connection, in whichever tab, speaks for me by the name it began with. */
  renamed(): void {
    this.#tabs?.postMessage("renamed");
    this.#connection.again();
  }

  reconnect(): void {
    this.#connection.open();
  }

  name_of = (id: string): string => {
    if (id === this.you?.id) return words.you;
    if (id === "bender") return words.bender;
    if (id === "player") return words.player;
    return this.names.get(id) ?? words.someone;
  };

  person(id: string): Person | undefined {
    return this.state?.people.find((person) => person.id === id);
  }

  /** How many want to have done with it, of how many that takes; nothing while nobody does. */
  skip_count(entry: Entry): string {
    if (entry.skip_votes === 0) return "";
    // A server of before this page does not say how many it takes.
    const need = this.state?.skip_need?.[entry.auto ? "bender" : "person"];
    return need === undefined ? `${entry.skip_votes}` : skip_share(entry.skip_votes, need);
  }

  /** What is queued or plays, by its id. */
  entry(id: number): Entry | undefined {
    const playing = this.state?.playing?.entry;
    return playing?.id === id ? playing : this.state?.queue.find((entry) => entry.id === id);
  }

  is_mine(entry: Entry): boolean {
    return entry.by === this.you?.id;
  }

  /** My vote on an entry: what I just pressed, else what the server knows. */
  my_vote(entry: Entry): 1 | 0 | -1 {
    return this.pending_votes[entry.id] ?? this.you?.votes[entry.id] ?? 0;
  }

  /** Whether the vote counts now, or was taken back by the same press. */
  async vote(entry: Entry, vote: 1 | -1): Promise<boolean> {
    const next = this.my_vote(entry) === vote ? 0 : vote;
    this.pending_votes[entry.id] = next;
    const answer = await this.#ask({ type: "vote", entry: entry.id, vote: next });
    // Another press may have come meanwhile; it settles by its own answer.
    if (this.pending_votes[entry.id] === next) delete this.pending_votes[entry.id];
    return answer.type === "ok";
  }

  /** Takes over what Bender queued. */
  async keep(entry: Entry): Promise<void> {
    this.pending_votes[entry.id] = 1;
    const answer = await this.#ask({ type: "vote", entry: entry.id, vote: 1 });
    delete this.pending_votes[entry.id];
    // Somebody else may have been quicker.
    const is_mine = this.#mine_of(entry.track.uri) !== undefined;
    if (answer.type === "ok" && is_mine) this.tell(added(entry.track.title, this.standings.get(entry.id), this.second_ms));
  }

  /** Queues Bender's next pick as mine, or sends it away. */
  async pick({ uri, title }: Track, deed: PickDeed): Promise<void> {
    this.pending_pick = { uri, deed };
    const answer = await this.#ask({ type: deed, uri });
    this.pending_pick = null;
    if (answer.type !== "ok") return;
    if (deed === "bender_reject") return this.tell(rejected(title));
    const entry = this.#mine_of(uri);
    this.tell(added(title, entry && this.standings.get(entry.id), this.second_ms), entry && (() => this.remove(entry)));
  }

  async add(track: string, title: string): Promise<void> {
    const answer = await this.#ask({ type: "add", track }, undefined, () => void this.add(track, title));
    if (answer.type !== "ok") return;
    const entry = this.#mine_of(track);
    this.tell(added(title, entry && this.standings.get(entry.id), this.second_ms), entry && (() => this.remove(entry)));
  }

  async remove(entry: Entry): Promise<void> {
    const answer = await this.#ask({ type: "remove", entry: entry.id });
    if (answer.type !== "ok") return;
    this.tell(removed(entry.track.title), () => void this.#ask({ type: "restore", entry: entry.id }));
  }

  async clear(): Promise<void> {
    const answer = await this.#ask({ type: "clear" });
    if (answer.type === "ok") this.tell(words.cleared, () => this.undo(answer.seq), UNDO_MUCH_MS);
  }

  /** Brings back all that a commit took out. */
  undo(seq: number): void {
    void this.#ask({ type: "undo", seq });
  }

  may_undo(item: ActivityItem): boolean {
    if (!this.state || !this.you) return false;
    return is_undoable(item, this.taken, this.state, this.you, this.second_ms);
  }

  /** Gives somebody another role; whether they have it now. */
  async give_role({ id }: Person, role: Person["role"]): Promise<boolean> {
    return (await this.#ask({ type: "role", person: id, role })).type === "ok";
  }

  /** Makes somebody else host in my place. */
  async hand_over(person: Person): Promise<void> {
    if (!this.you || !(await this.give_role(person, "host"))) return;
    await this.#ask({ type: "role", person: this.you.id, role: "guest" });
  }

  /** Removes somebody from the nest, and perhaps for good; whether it was done. */
  async kick({ id, name }: Person, ban: boolean, keep_songs: boolean): Promise<boolean> {
    const answer = await this.#ask({ type: "kick", person: id, ban, keep_songs });
    if (answer.type !== "ok") return false;
    const songs = this.taken[answer.seq]?.length ?? 0;
    const text = removed_person(name, ban, songs);
    if (songs > 0) this.tell(text, () => this.undo(answer.seq), UNDO_MUCH_MS);
    else this.tell(text);
    return true;
  }

  async unban(person: string): Promise<boolean> {
    return (await this.#ask({ type: "unban", person })).type === "ok";
  }

  async admit(person: string, welcome: boolean): Promise<boolean> {
    return (await this.#ask({ type: "admit", person, welcome })).type === "ok";
  }

  /** Blows an airhorn for everyone. */
  async blow(sound: string): Promise<void> {
    await this.#ask({ type: "airhorn", sound }, (answer) =>
      answer.code === "rate_limited" && answer.retry_after_ms !== undefined
        ? free_again(answer.retry_after_ms, this.now_ms)
        : this.#sentence(answer),
    );
  }

  async jam(entry: Entry): Promise<boolean> {
    const on = !entry.jams.some((jam) => jam.by === this.you?.id);
    return (await this.#ask({ type: "jam", entry: entry.id, on })).type === "ok";
  }

  async comment(entry: Entry, text: string): Promise<boolean> {
    return (await this.#ask({ type: "comment", entry: entry.id, text })).type === "ok";
  }

  async uncomment(entry: Entry, comment: number): Promise<void> {
    await this.#ask({ type: "uncomment", entry: entry.id, comment });
  }

  skip(entry: Entry): void {
    void this.#ask({ type: "skip", entry: entry.id });
  }

  pin(entry: Entry, on: boolean): void {
    void this.#ask({ type: "pin", entry: entry.id, on });
  }

  may_move(entry: Entry): boolean {
    return (this.is_mine(entry) || this.keeps_order) && !entry.auto;
  }

  /** Moves an entry before another of its person's, or behind all of them. */
  async move(entry: Entry, before: Entry | null): Promise<boolean> {
    return (await this.#ask({ type: "move", entry: entry.id, before: before?.id ?? null })).type === "ok";
  }

  async pause(on: boolean): Promise<boolean> {
    return (await this.#ask({ type: on ? "pause" : "resume" })).type === "ok";
  }

  /** Whether the settings are as wanted now. */
  async change(settings: Partial<Settings>): Promise<boolean> {
    return (await this.#ask({ type: "settings", settings })).type === "ok";
  }

  #mine_of(uri: string): Entry | undefined {
    return this.state?.queue.find((entry) => this.is_mine(entry) && entry.track.uri === uri);
  }

  async #ask(
    command: Command,
    told = (answer: Refused) => this.#sentence(answer),
    again = () => void this.#ask(command, told),
  ): Promise<Answer> {
    const answer = await this.#connection.send(command);
    if (answer.type === "refused") {
      this.complain(told(answer), mend(answer, this, again));
    }
    return answer;
  }

  /** Why something was not done, with the place of the song that was in its way. */
  #sentence(answer: Refused & Refusal): string {
    const place = answer.entry === undefined ? undefined : this.standings.get(answer.entry)?.place;
    return refused(answer.code, { ...answer, ...(place !== undefined && { place }) });
  }

  /** What a commit means beyond the state it leads to. */
  #notice_of(commit: CommitMessage): void {
    this.taken = forget_back(note_taken(this.taken, commit), commit);
    for (const { what, by, to } of commit.activity ?? []) {
      if (what === "knocked" && this.keeps_order) this.tell(asks_to_come_in(this.name_of(by)));
      const is_of_me = to === this.you?.id && by !== this.you?.id;
      if (is_of_me && what === "made_host") this.tell(nest_words.now_host);
      if (is_of_me && what === "made_moderator") this.tell(nest_words.now_moderator);
      if (is_of_me && what === "made_guest") this.tell(nest_words.now_guest);
    }
  }

  #hear(message: Incoming): void {
    switch (message.type) {
      case "bye":
        this.is_restarting = message.code === "restarting";
        return;
      case "hello":
        this.is_restarting = false;
        if (this.state) take(this.state, message.state);
        else this.state = parts_of(message.state);
        this.you = message.you;
        this.#speaker.heard(false);
        break;
      case "resumed":
        this.is_restarting = false;
        if (this.state && this.you) take(this.state, alone(whole(this.state), this.you.id));
        break;
      case "commit":
        if (this.state && this.you) {
          const seen = fold({ state: whole(this.state), you: this.you }, message);
          take(this.state, seen.state);
          this.you = seen.you;
          this.#notice_of(message);
          this.#speaker.heard(message.by === this.you.id);
        }
        break;
      case "signal":
        if (this.state) take(this.state, foldSignal(whole(this.state), message.signal));
        if (message.signal.kind === "airhorn") {
          const { by, sound } = message.signal;
          this.blast = { key: (this.blast?.key ?? 0) + 1, by, sound };
        }
        break;
    }
    this.now_ms = this.#connection.clock.now_ms();
  }
}
