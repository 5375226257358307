// What a TV does: it follows, comes back whatever happens, and pairs anew when its pass is over.

import { ServerClock } from "../lib/link/clock";
import { fold, foldSignal } from "../lib/nest/fold";
import type { CommitMessage, ServerMessage, State, You } from "../lib/wire";
import { ask_mark, Newer, reload } from "./newer";
import { ask, begin, type Pairing } from "./pairing";
import { name_of, Picture } from "./picture";
import type { Speech } from "./said";
import { code_screen, plain_screen, put } from "./screens";
import { follow, type Reading, type StreamEvent } from "./stream";

/** The first and the longest wait before it comes back. */
const WAIT_FIRST_MS = 500;
const WAIT_LAST_MS = 15_000;
/** How long to wait where a nest is not there, or has no room for another TV. */
const WAIT_GONE_MS = 30_000;
/** How often it is shown how far the song is. */
const TICK_MS = 500;

/** A screen is nobody: what is folded for somebody is folded for this. */
const NOBODY: You = { id: "", name: "", role: "guest", guest: true, votes: {}, skip_votes: [] };

export class Screen {
  private newer = new Newer();
  private clock = new ServerClock();
  private place: HTMLElement;
  private sign: HTMLElement;
  private nest: string;
  private speech: Speech;
  private picture: Picture;
  private state: State | null = null;
  private position: string | null = null;
  private seq = 0;
  private wait_ms = WAIT_FIRST_MS;
  private reading: Reading | null = null;
  private wake: (() => void) | null = null;
  private was_paired = false;
  private farewell = "";
  private is_open = false;

  constructor(place: HTMLElement, sign: HTMLElement, nest: string, speech: Speech) {
    this.place = place;
    this.sign = sign;
    this.nest = nest;
    this.speech = speech;
    this.picture = new Picture(speech);
    setInterval(() => this.tick(), TICK_MS);
  }

  /** Goes on for ever. */
  begin(): void {
    void this.run();
  }

  /** Does not wait any longer for what it waits for. */
  hurry(): void {
    if (this.wake) this.wake();
  }

  /** Asks whether the server has a newer page by now. */
  look_for_newer(): void {
    void ask_mark().then((mark) => mark !== null && this.newer.told(mark, performance.now()));
  }

  private async run(): Promise<void> {
    for (;;) {
      const status = await this.read();
      if (status === 401 || this.farewell === "signed_out") await this.pair();
      else if (status === 404 || this.farewell === "nest_gone") await this.look_for_nest();
      else {
        this.say_away(true);
        await this.pause(this.wait_ms * (0.7 + Math.random() * 0.6));
        this.wait_ms = Math.min(this.wait_ms * 1.7, WAIT_LAST_MS);
      }
    }
  }

  /** Reads until that is over; says with which status. */
  private async read(): Promise<number> {
    this.farewell = "";
    this.is_open = false;
    this.reading = follow("/api/v1/tv/events", this.position, (event) => this.hear(event));
    const status = await this.reading.over;
    this.reading = null;
    return status;
  }

  private hear(event: StreamEvent): void {
    const message = JSON.parse(event.data) as ServerMessage | CommitMessage;
    this.say_away(false);
    this.wait_ms = WAIT_FIRST_MS;
    this.was_paired = false;
    // It may be another server than before.
    if (!this.is_open) this.look_for_newer();
    this.is_open = true;
    switch (message.type) {
      case "hello":
        this.clock.learn(message.server_time_ms);
        this.state = message.state;
        this.seq = message.seq;
        if (!this.is_named(message.state)) void this.check_address(message.state);
        break;
      case "commit":
        if (!this.state || message.seq <= this.seq) return;
        // Another code is told with everything else only.
        if ((message.activity || []).some(({ what }) => what === "recoded")) return this.begin_afresh();
        this.seq = message.seq;
        this.state = fold({ state: this.state, you: NOBODY }, message).state;
        break;
      case "signal":
        if (!this.state) return;
        if (message.signal.kind === "airhorn") this.picture.blow(name_of(this.state, message.signal.by, this.speech));
        else this.state = foldSignal(this.state, message.signal);
        break;
      case "pong":
        this.clock.learn(message.server_time_ms);
        break;
      case "bye":
        this.farewell = message.code;
        return;
      default:
        return;
    }
    if (event.id !== null) this.position = event.id;
    this.draw();
  }

  private draw(): void {
    if (!this.state) return;
    this.load_newer();
    put(this.place, this.picture.element);
    this.picture.show(this.state);
    this.picture.tick(this.state, this.clock.now_ms());
    const { playing, nest } = this.state;
    document.title = playing ? `${playing.entry.track.title} · ${nest.settings.name}` : nest.settings.name;
  }

  private tick(): void {
    if (this.state && this.place.firstChild === this.picture.element) this.picture.tick(this.state, this.clock.now_ms());
    this.load_newer();
  }

  /** A newer page comes where it does not break into a song: when none plays, or one has just begun. */
  private load_newer(): void {
    const playing = this.state && this.state.playing;
    const done_ms = playing ? this.clock.now_ms() - playing.as_of_ms + playing.position_ms : 0;
    const is_amid = playing !== null && done_ms > 2_000;
    if (this.newer.is_due(performance.now(), is_amid)) reload();
  }

  private begin_afresh(): void {
    this.position = null;
    this.seq = 0;
    if (this.reading) this.reading.stop();
  }

  private is_named({ nest }: State): boolean {
    const name = this.nest.toLowerCase();
    return [nest.id, nest.code, nest.settings.slug || ""].some((known) => known.toLowerCase() === name);
  }

  /** The address names another nest, or one by a code that it no longer has. */
  private async check_address(state: State): Promise<void> {
    const begun = await begin(this.nest);
    if (typeof begun !== "string") {
      this.forget();
      await this.pair(begun);
      this.begin_afresh();
    } else if (begun === "gone" && this.state === state) {
      this.nest = state.nest.code || state.nest.id;
      history.replaceState(null, "", `/nest/${encodeURIComponent(this.nest)}/tv${location.search}`);
    }
  }

  private async look_for_nest(): Promise<void> {
    const begun = await begin(this.nest);
    if (typeof begun !== "string") return this.pair(begun);
    this.say_away(begun === "unreachable");
    if (begun === "gone") this.say_gone();
    await this.pause(begun === "gone" ? WAIT_GONE_MS : WAIT_FIRST_MS);
  }

  /** Shows codes until one is confirmed. */
  private async pair(first?: Pairing): Promise<void> {
    const { words } = this.speech;
    if (this.was_paired) {
      // It was given a pass a moment ago, and does not have it.
      put(this.place, plain_screen(words.no_cookies, ""));
      await this.pause(WAIT_GONE_MS);
    }
    this.forget();
    let pairing: Pairing | undefined = first;
    for (;;) {
      if (!pairing) {
        const begun = await begin(this.nest);
        this.say_away(begun === "unreachable");
        if (begun === "gone") this.say_gone();
        if (typeof begun === "string") {
          await this.pause(begun === "gone" ? WAIT_GONE_MS : 2_000);
          continue;
        }
        pairing = begun;
      }
      put(this.place, code_screen(pairing, this.nest, this.speech));
      const until = performance.now() + pairing.expires_in_ms;
      let asked: Awaited<ReturnType<typeof ask>> = "waiting";
      while ((asked === "waiting" || asked === "unreachable") && performance.now() < until) {
        await this.pause(pairing.interval_ms);
        asked = await ask(pairing);
        this.say_away(asked === "unreachable");
      }
      pairing = undefined;
      if (asked === "paired") {
        this.was_paired = true;
        return;
      }
      if (asked === "full") {
        put(this.place, plain_screen(words.full, ""));
        await this.pause(WAIT_GONE_MS);
      }
    }
  }

  private say_gone(): void {
    this.forget();
    put(this.place, plain_screen(this.speech.words.gone, this.speech.words.gone_hint));
  }

  /** Of a nest that it may show no more, nothing is kept. */
  private forget(): void {
    this.state = null;
    this.position = null;
    this.seq = 0;
    this.picture = new Picture(this.speech);
    document.title = "EchoNest";
  }

  private say_away(is_away: boolean): void {
    const said = is_away ? this.speech.words.away : "";
    if (this.sign.textContent !== said) this.sign.textContent = said;
  }

  private pause(ms: number): Promise<void> {
    return new Promise((settle) => {
      const end = () => {
        clearTimeout(timer);
        this.wake = null;
        settle();
      };
      const timer = setTimeout(end, ms);
      this.wake = end;
    });
  }
}
