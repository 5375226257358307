// Makes an airhorn sound.

import { type Horn, LASTS_MAX_S, type Point, type Tone } from "./sounds";

/** A little later than now, so that no beginning is missed. */
const SOON_S = 0.02;
/** All tones together are this loud at most, beside what else plays. */
const LOUD_MAX = 0.5;

/** Blows it once, as loud as the listener likes, from 0 to 1. */
export function blow(context: AudioContext, { tones, dull_above_hz }: Horn, volume: number): void {
  const begins_s = context.currentTime + SOON_S;
  const all = context.createGain();
  all.gain.value = volume * LOUD_MAX;
  const dull = context.createBiquadFilter();
  dull.type = "lowpass";
  dull.frequency.value = dull_above_hz;
  // Several reeds at once must not crackle.
  const press = context.createDynamicsCompressor();
  dull.connect(press).connect(all).connect(context.destination);
  for (const tone of tones) sound(context, tone, begins_s, dull);
  setTimeout(() => all.disconnect(), (LASTS_MAX_S + 1) * 1_000);
}

function sound(context: AudioContext, tone: Tone, begins_s: number, to: AudioNode): void {
  const from_s = begins_s + tone.begins_s;
  const reed = context.createOscillator();
  reed.type = tone.wave;
  follow(reed.frequency, tone.pitch, from_s);
  const loud = context.createGain();
  follow(loud.gain, tone.loud, from_s);
  reed.connect(loud).connect(to);
  if (tone.trembles) tremble(context, tone.trembles, reed, from_s, tone.lasts_s);
  reed.start(from_s);
  reed.stop(from_s + tone.lasts_s);
}

function tremble(context: AudioContext, by: [number, number], reed: OscillatorNode, from_s: number, lasts_s: number): void {
  const hand = context.createOscillator();
  hand.frequency.value = by[0];
  const far = context.createGain();
  far.gain.value = by[1];
  hand.connect(far).connect(reed.frequency);
  hand.start(from_s);
  hand.stop(from_s + lasts_s);
}

function follow(parameter: AudioParam, points: Point[], from_s: number): void {
  for (const [index, [at_s, value]] of points.entries()) {
    if (index === 0) parameter.setValueAtTime(value, from_s + at_s);
    else parameter.linearRampToValueAtTime(value, from_s + at_s);
  }
}
