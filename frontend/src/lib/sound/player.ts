// Plays the nest's music here: asks what is to be heard at the server's time, and deals the notes
// out a little ahead. Nothing here ever asks the device what time it is.

import type { ServerClock } from "../link/clock";
import { compose } from "./compose";
import { Desk, FADE_S, Stage } from "./desk";
import { SteadyAudio } from "./steady";
import { Take } from "./take";

/** How often notes are dealt out, and how far ahead: as long as a busy device may take to draw the queue. */
const TICK_MS = 50;
const AHEAD_S = 0.5;
/** Browsers wake hidden pages once a second at most, and not always in time. */
const AHEAD_HIDDEN_S = 4;
/** The soonest a note can begin that is entered late. */
const SOON_S = 0.01;
/** Further off than this, the device slept or the sound stood still, and the take begins anew. */
const LOST_S = 1.5;
/** Within this, nobody in the room hears two players. */
const IN_TIME_MAX_MS = 40;

/** What the nest plays. */
export interface Score {
  entry: number;
  uri: string;
  duration_ms: number;
  paused: boolean;
  /** When it began, or would have begun had it never been paused, in the server's time. */
  begins_ms: number;
}

/** How the playing goes. `within_ms` is how far it can be from the server's time at most. */
export interface Report {
  is: "nothing" | "finding" | "in_time" | "catching_up" | "held_back";
  within_ms: number;
}

export class Player {
  #context: AudioContext;
  #clock: ServerClock;
  #steady: SteadyAudio;
  #desk: Desk;
  #score: Score | null = null;
  #take: Take | null = null;
  #stage: Stage | null = null;
  #ticked_s = 0;
  #off_s = 0;
  #has_run = false;
  #ticking: ReturnType<typeof setInterval>;
  #closed = new AbortController();

  constructor(context: AudioContext, clock: ServerClock) {
    this.#context = context;
    this.#clock = clock;
    this.#steady = new SteadyAudio(context);
    this.#desk = new Desk(context);
    this.#ticking = setInterval(() => this.#tick(), TICK_MS);
    document.addEventListener("visibilitychange", () => this.#look(), { signal: this.#closed.signal });
  }

  /** From 0 to 1. */
  set volume(volume: number) {
    this.#desk.volume = volume;
  }

  /** Plays this from now on, at the place where it is. */
  follow(score: Score | null): void {
    const is_same = score !== null && score.entry === this.#score?.entry && score.paused === this.#score.paused;
    this.#score = score;
    if (!is_same) this.#cut();
    this.#tick();
  }

  get report(): Report {
    const within_ms = Math.ceil(this.#clock.within_ms + this.#steady.spread_ms + Math.abs(this.#off_s) * 1_000);
    if (this.#context.state !== "running") return { is: this.#has_run ? "held_back" : "finding", within_ms };
    if (!this.#score || this.#score.paused) return { is: "nothing", within_ms };
    if (!this.#take) return { is: "finding", within_ms };
    return { is: within_ms <= IN_TIME_MAX_MS ? "in_time" : "catching_up", within_ms };
  }

  /** Fades, and gives the sound back to the device. */
  close(): void {
    clearInterval(this.#ticking);
    this.#closed.abort();
    this.#cut();
    // A context that is closed at once would click.
    setTimeout(() => void this.#context.close(), FADE_S * 2_000);
  }

  #tick(): void {
    const { state, currentTime } = this.#context;
    if (state !== "running") return this.#steady.reset();
    this.#has_run = true;
    this.#steady.read();
    if (!this.#score || this.#score.paused) return;
    if (!this.#steady.is_known || this.#clock.within_ms === Infinity) return;
    const wanted_s = this.#steady.at_s(this.#clock.mark_of(this.#score.begins_ms));
    if (this.#take && Math.abs(this.#take.off_s(wanted_s)) > LOST_S) this.#cut();
    if (!this.#take) this.#begin(this.#score, wanted_s);
    else this.#take.steer(wanted_s, currentTime - this.#ticked_s);
    this.#ticked_s = currentTime;
    this.#deal(wanted_s);
  }

  #begin({ uri, duration_ms }: Score, begins_s: number): void {
    const piece = compose(uri, duration_ms);
    this.#take = new Take(piece, begins_s);
    this.#stage = new Stage(this.#desk, piece.timbre);
  }

  #deal(wanted_s: number): void {
    const { currentTime } = this.#context;
    const ahead_s = document.visibilityState === "hidden" ? AHEAD_HIDDEN_S : AHEAD_S;
    for (const due of this.#take?.due(currentTime + SOON_S, currentTime + ahead_s) ?? []) this.#stage?.play(due);
    this.#off_s = this.#take?.off_s(wanted_s) ?? 0;
  }

  #cut(): void {
    this.#stage?.cut();
    this.#stage = null;
    this.#take = null;
  }

  /** The page was hidden, or is seen again. Some devices hold the sound back meanwhile. */
  #look(): void {
    if (document.visibilityState === "visible" && this.#context.state !== "running") this.#context.resume().catch(() => {});
    this.#tick();
  }
}
