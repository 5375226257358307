// What a page makes audible, written down sample by sample with the moment at which each is heard.

import type { Page } from "playwright-core";

export interface Recording {
  /** When its first sample is heard, in epoch milliseconds of this machine. */
  begins_ms: number;
  rate: number;
  samples: Float32Array;
}

interface Taken extends Recording {
  /** Whether hardly a block was left out. */
  is_whole: boolean;
  /** By how much the audio clock slipped meanwhile against this machine's: when something was heard before is unknown then. */
  slipped_ms: number;
}

/** Most often it slips by nothing at all, and else by a block of the loudspeaker's at least. */
const SLIP_MAX_MS = 5;
/** So often something is recorded anew. */
const TRIES_MAX = 5;

/** How the page is asked, inside the browser. */
interface Ear {
  contexts: AudioContext[];
  /** The nodes that lead to the loudspeaker. */
  outs: AudioNode[];
  frames: { first: number; samples: Float32Array }[];
  /** By how much the audio clock was ahead when the recording began, in milliseconds. */
  ahead_ms: number;
  /** The latest moment of the audio clock at which a tone was told to begin. */
  dealt_until_s: number;
}

const MODULE = `
registerProcessor("recorder", class extends AudioWorkletProcessor {
  process([[left]]) {
    this.port.postMessage({ first: currentFrame, samples: left ? left.slice() : new Float32Array(128) });
    return true;
  }
});`;

/**
 * Before the page's own script: notes every audio context and whatever is connected to a loudspeaker.
 * Nothing about the page changes. To record, the page's policy has to be set aside.
 */
export async function prepare(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const ear: Ear = { contexts: [], outs: [], frames: [], ahead_ms: NaN, dealt_until_s: 0 };
    Object.assign(window, { ear });
    const { connect } = AudioNode.prototype as { connect: (this: AudioNode, to: AudioNode) => AudioNode };
    window.AudioContext = class extends AudioContext {
      constructor(options?: AudioContextOptions) {
        super(options);
        ear.contexts.push(this);
      }
    };
    const { start } = AudioScheduledSourceNode.prototype as { start: (this: AudioNode, at_s?: number) => void };
    AudioScheduledSourceNode.prototype.start = function (this: AudioNode, at_s = 0) {
      ear.dealt_until_s = Math.max(ear.dealt_until_s, at_s);
      return Reflect.apply(start, this, [at_s]);
    };
    AudioNode.prototype.connect = function (this: AudioNode, to: AudioNode, ...rest: unknown[]) {
      if (to instanceof AudioDestinationNode) ear.outs.push(this);
      return Reflect.apply(connect, this, [to, ...rest]);
    } as typeof AudioNode.prototype.connect;
  });
}

/** How many audio contexts the page ever made. */
export function contexts(page: Page): Promise<number> {
  return page.evaluate(() => (window as unknown as { ear: Ear }).ear.contexts.length);
}

/** Waits until tones are told to begin this far ahead. */
export async function dealt_ahead(page: Page, seconds: number): Promise<void> {
  await page.waitForFunction((seconds) => {
    const { contexts, dealt_until_s } = (window as unknown as { ear: Ear }).ear;
    return dealt_until_s > contexts.at(-1)!.currentTime + seconds;
  }, seconds);
}

/** Begins to write down what the page's last context plays. */
export async function listen_in(page: Page): Promise<void> {
  await page.waitForFunction(() => (window as unknown as { ear: Ear }).ear.outs.length > 0);
  await page.evaluate(async (module) => {
    const { ear } = window as unknown as { ear: Ear };
    const [context, out] = [ear.contexts.at(-1)!, ear.outs.at(-1)!];
    await context.audioWorklet.addModule(`data:text/javascript,${encodeURIComponent(module)}`);
    const recorder = new AudioWorkletNode(context, "recorder");
    ear.frames = [];
    recorder.port.onmessage = ({ data }) => void ear.frames.push(data as Ear["frames"][0]);
    // Only what leads to the loudspeaker is computed; its output is silence.
    out.connect(recorder).connect(context.destination);
  }, MODULE);
}

/** Forgets what was written down so far. */
export function forget(page: Page): Promise<void> {
  return page.evaluate(() => {
    const { ear } = window as unknown as { ear: Ear };
    const { contextTime, performanceTime } = ear.contexts.at(-1)!.getOutputTimestamp();
    [ear.frames, ear.ahead_ms] = [[], contextTime! * 1_000 - performanceTime!];
  });
}

/** Waits until this many seconds were written down, and gives them; once more where they have too many gaps. */
export async function recording(page: Page, seconds: number): Promise<Recording> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const recorded = await take(page, seconds);
    if (recorded.is_whole) return recorded;
    await forget(page);
  }
  throw new Error("the recordings have too many gaps");
}

/** What several pages play at once, where the moment of each sample is known. `begin` forgets what was before. */
export async function in_step(pages: Page[], seconds: number, begin: () => Promise<void>): Promise<Recording[]> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    await begin();
    const recorded = await Promise.all(pages.map((page) => take(page, seconds)));
    if (recorded.every(({ is_whole, slipped_ms }) => is_whole && slipped_ms < SLIP_MAX_MS)) return recorded;
  }
  throw new Error("the recordings have too many gaps, or the audio clock slips");
}

async function take(page: Page, seconds: number): Promise<Taken> {
  await page.waitForFunction((seconds) => {
    const { contexts, frames } = (window as unknown as { ear: Ear }).ear;
    return frames.length * 128 >= seconds * contexts.at(-1)!.sampleRate;
  }, seconds);
  const { blocks, ...rest } = await page.evaluate(() => {
    const { contexts, frames, ahead_ms } = (window as unknown as { ear: Ear }).ear;
    const context = contexts.at(-1)!;
    const { contextTime, performanceTime } = context.getOutputTimestamp();
    const first = frames[0]!.first;
    return {
      begins_ms: performance.timeOrigin + performanceTime! + (first / context.sampleRate - contextTime!) * 1_000,
      slipped_ms: Math.abs(contextTime! * 1_000 - performanceTime! - ahead_ms),
      rate: context.sampleRate,
      // Sixteen bits, as on a disc: a list of numbers would be ten times as long.
      blocks: frames.map((block) => ({
        at: block.first - first,
        samples: Array.from(block.samples, (sample) => Math.round(sample * 32_767)),
      })),
    };
  });
  // A busy machine may leave out a block; the others stay where they were.
  const samples = new Float32Array(blocks.at(-1)!.at + 128);
  for (const { at, samples: block } of blocks) samples.set(block.map((sample) => sample / 32_767), at);
  return { ...rest, samples, is_whole: blocks.length * 128 >= samples.length * 0.95 };
}

/** Waits until the last half second is as good as silent: a thousandth of what music is. */
export async function silence(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const { contexts, frames } = (window as unknown as { ear: Ear }).ear;
    const count = Math.ceil((0.5 * contexts.at(-1)!.sampleRate) / 128);
    const last = frames.slice(-count);
    return last.length === count && last.every(({ samples }) => samples.every((sample) => Math.abs(sample) < 1e-4));
  });
}

/** The mean loudness, from 0 to 1. */
export function loudness({ samples }: Recording): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length);
}

/** Steps a second that are compared: enough to tell a fifth of a millisecond. */
const GRID = 5_000;

/** By how many milliseconds `b` is heard later than `a`, and how much they are then alike: at most 1. */
export function lag(a: Recording, b: Recording, most_ms: number): { lag_ms: number; likeness: number } {
  const begins_ms = Math.max(a.begins_ms, b.begins_ms);
  const ends_ms = Math.min(...[a, b].map(({ begins_ms, samples, rate }) => begins_ms + (samples.length / rate) * 1_000));
  const [steps_a, steps_b] = [steps(a, begins_ms, ends_ms), steps(b, begins_ms, ends_ms)];
  const most = Math.round((most_ms / 1_000) * GRID);
  const count = steps_a.length - 2 * most;
  if (count < GRID) throw new Error("less than a second in common");
  const heard_a = steps_a.subarray(most, most + count);
  let best = { lag_ms: NaN, likeness: -1 };
  for (let lag = -most; lag <= most; lag += 1) {
    const likeness = alike(heard_a, steps_b.subarray(most + lag, most + lag + count));
    if (likeness > best.likeness) best = { lag_ms: (lag / GRID) * 1_000, likeness };
  }
  return best;
}

/** How much the sound moves from step to step: what is struck moves it most, what is held least. */
function steps({ begins_ms, rate, samples }: Recording, from_ms: number, until_ms: number): Float32Array {
  const first = ((from_ms - begins_ms) / 1_000) * rate;
  const count = Math.floor(((until_ms - from_ms) / 1_000) * GRID);
  const place = (step: number) => Math.round(first + (step * rate) / GRID);
  const means = Float32Array.from({ length: count }, (_, step) => {
    const block = samples.subarray(place(step), place(step + 1));
    return block.reduce((sum, sample) => sum + sample, 0) / (block.length || 1);
  });
  return means.map((mean, step) => mean - (means[step - 1] ?? mean));
}

function alike(a: Float32Array, b: Float32Array): number {
  let [together, alone_a, alone_b] = [0, 0, 0];
  for (let index = 0; index < a.length; index += 1) {
    together += a[index]! * b[index]!;
    alone_a += a[index]! ** 2;
    alone_b += b[index]! ** 2;
  }
  return together / Math.sqrt(alone_a * alone_b || 1);
}

/** How loud each of the twelve notes is in a recording, whatever the octave. */
export function notes_heard({ samples, rate }: Recording): number[] {
  const heard = Array.from({ length: 12 }, () => 0);
  for (let pitch = 45; pitch < 81; pitch += 1) {
    const turn = (2 * Math.PI * 440 * 2 ** ((pitch - 69) / 12)) / rate;
    const [last, before] = samples.reduce(([s1, s2], sample) => [sample + 2 * Math.cos(turn) * s1! - s2!, s1!], [0, 0]);
    heard[pitch % 12]! += last! ** 2 + before! ** 2 - 2 * Math.cos(turn) * last! * before!;
  }
  return heard;
}
