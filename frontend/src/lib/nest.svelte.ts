// The nest as the page holds it: the folded state, and what is on its way.

import { rejected } from "./bender_words";
import type { ServerClock } from "./clock";
import { Connection, type Answer, type Command, type Incoming, type Link, type Refused } from "./connection";
import { fold, foldSignal } from "./fold";
import { asks_to_come_in, free_again, nest_words, removed_person } from "./nest_words";
import { standings } from "./order";
import { forget_back, is_undoable, note_taken, type Taken } from "./taken";
import type { ActivityItem, CommitMessage, Entry, Person, Settings, State, Track, You } from "./wire";
import { added, words } from "./words";

/** How long a notice stays, one that can be undone, and one of what took out much at once. */
const NOTICE_MS = 5_000;
const UNDO_MS = 12_000;
const UNDO_MUCH_MS = 60_000;
/** Notices on screen at once: more would hide what they speak of. */
const NOTICES_MAX = 2;
/** How often the time on screen moves on. */
const TICK_MS = 250;

export interface Notice {
  key: number;
  text: string;
  is_bad: boolean;
  undo?: () => void;
}

/** An airhorn, as it is heard or seen. */
export interface Blast {
  key: number;
  by: string;
  sound: string;
}

/** What can be done with Bender's next pick. */
export type PickDeed = "bender_queue" | "bender_reject";

export class Nest {
  state = $state<State | null>(null);
  you = $state<You | null>(null);
  link = $state<Link>("connecting");
  now_ms = $state(Date.now());
  notices = $state<Notice[]>([]);
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
  standings = $derived(this.state ? standings(this.state, this.second_ms) : new Map());
  names = $derived(new Map(this.state?.people.map((person) => [person.id, person.name])));
  /** Whether this is the nest of the house, whose hosts keep the house. */
  is_main = $derived(this.state?.nest.id === "main");
  is_host = $derived(this.you?.role === "host");
  keeps_order = $derived(this.you?.role === "host" || this.you?.role === "moderator");

  #connection: Connection;
  #ticking: ReturnType<typeof setInterval>;
  #notice_key = 0;

  /** Where it is, as the page's address names it; nothing for the main one. */
  readonly address: string;

  constructor(address = "") {
    this.address = address;
    this.#connection = new Connection(`/socket/${encodeURIComponent(address)}`, {
      message: (message) => this.#hear(message),
      link: (link) => (this.link = link),
    });
    this.#ticking = setInterval(() => (this.now_ms = this.#connection.clock.now_ms()), TICK_MS);
    this.#connection.open();
  }

  close(): void {
    clearInterval(this.#ticking);
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

  reconnect(): void {
    this.#connection.open();
  }

  name_of = (id: string): string => {
    if (id === this.you?.id) return words.you;
    if (id === "bender") return words.bender;
    if (id === "player") return words.player;
    return this.names.get(id) ?? "someone";
  };

  person(id: string): Person | undefined {
    return this.state?.people.find((person) => person.id === id);
  }

  is_mine(entry: Entry): boolean {
    return entry.by === this.you?.id;
  }

  /** My vote on an entry: what I just pressed, else what the server knows. */
  my_vote(entry: Entry): 1 | 0 | -1 {
    return this.pending_votes[entry.id] ?? this.you?.votes[entry.id] ?? 0;
  }

  async vote(entry: Entry, vote: 1 | -1): Promise<void> {
    const next = this.my_vote(entry) === vote ? 0 : vote;
    this.pending_votes[entry.id] = next;
    await this.#ask({ type: "vote", entry: entry.id, vote: next });
    // Another press may have come meanwhile; it settles by its own answer.
    if (this.pending_votes[entry.id] === next) delete this.pending_votes[entry.id];
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
    const answer = await this.#ask({ type: "add", track });
    if (answer.type !== "ok") return;
    const entry = this.#mine_of(track);
    this.tell(added(title, entry && this.standings.get(entry.id), this.second_ms), entry && (() => this.remove(entry)));
  }

  async remove(entry: Entry): Promise<void> {
    const answer = await this.#ask({ type: "remove", entry: entry.id });
    if (answer.type !== "ok") return;
    this.tell(`Removed “${entry.track.title}”`, () => void this.#ask({ type: "restore", entry: entry.id }));
  }

  async clear(): Promise<void> {
    const answer = await this.#ask({ type: "clear" });
    if (answer.type === "ok") this.tell("The queue is cleared", () => this.undo(answer.seq), UNDO_MUCH_MS);
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
    await this.#ask({ type: "airhorn", sound }, ({ code, message, retry_after_ms }) =>
      code === "rate_limited" && retry_after_ms !== undefined ? free_again(retry_after_ms, this.now_ms) : message,
    );
  }

  jam(entry: Entry): void {
    const on = !entry.jams.some((jam) => jam.by === this.you?.id);
    void this.#ask({ type: "jam", entry: entry.id, on });
  }

  async comment(entry: Entry, text: string): Promise<boolean> {
    return (await this.#ask({ type: "comment", entry: entry.id, text })).type === "ok";
  }

  uncomment(entry: Entry, comment: number): void {
    void this.#ask({ type: "uncomment", entry: entry.id, comment });
  }

  skip(entry: Entry): void {
    void this.#ask({ type: "skip", entry: entry.id });
  }

  pin(entry: Entry, on: boolean): void {
    void this.#ask({ type: "pin", entry: entry.id, on });
  }

  /** Moves an entry one turn earlier or later among those of its person. */
  move(entry: Entry, by: -1 | 1): void {
    const turns = (this.state?.queue ?? []).filter((other) => other.by === entry.by);
    const index = turns.indexOf(entry);
    const before = turns[by < 0 ? index - 1 : index + 2];
    if (by < 0 && !before) return;
    void this.#ask({ type: "move", entry: entry.id, before: before?.id ?? null });
  }

  pause(on: boolean): void {
    void this.#ask({ type: on ? "pause" : "resume" });
  }

  /** Whether the settings are as wanted now. */
  async change(settings: Partial<Settings>): Promise<boolean> {
    return (await this.#ask({ type: "settings", settings })).type === "ok";
  }

  tell(text: string, undo?: () => void, stays_ms = undo ? UNDO_MS : NOTICE_MS): void {
    this.#notify({ key: this.#notice_key++, text, is_bad: false, ...(undo && { undo }) }, stays_ms);
  }

  dismiss(notice: Notice): void {
    this.notices = this.notices.filter((other) => other.key !== notice.key);
  }

  #mine_of(uri: string): Entry | undefined {
    return this.state?.queue.find((entry) => this.is_mine(entry) && entry.track.uri === uri);
  }

  async #ask(command: Command, told = ({ message }: Refused) => message): Promise<Answer> {
    const answer = await this.#connection.send(command);
    if (answer.type === "refused") {
      this.#notify({ key: this.#notice_key++, text: told(answer), is_bad: true }, NOTICE_MS);
    }
    return answer;
  }

  #notify(notice: Notice, stays_ms: number): void {
    this.notices = [...this.notices, notice].slice(-NOTICES_MAX);
    setTimeout(() => this.dismiss(notice), stays_ms);
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
      case "hello":
        this.state = message.state;
        this.you = message.you;
        break;
      case "resumed":
        // Who is here is told anew.
        for (const person of this.state?.people ?? []) person.present = person.id === this.you?.id;
        break;
      case "commit":
        if (this.state && this.you) {
          fold(this.state, this.you, message);
          this.#notice_of(message);
        }
        break;
      case "signal":
        if (this.state) foldSignal(this.state, message.signal);
        if (message.signal.kind === "airhorn") {
          const { by, sound } = message.signal;
          this.blast = { key: (this.blast?.key ?? 0) + 1, by, sound };
        }
        break;
    }
    this.now_ms = this.#connection.clock.now_ms();
  }
}
