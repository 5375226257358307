// How each voice sounds: a few plain nodes a note, which end by themselves.

import { Dice } from "./dice";
import type { Timbre, Voice } from "./piece";
import type { Due } from "./take";

/** Ends a note early, at a moment of the audio clock. */
export type Hush = (at_s: number) => void;

interface Place {
  context: BaseAudioContext;
  out: AudioNode;
  noise: AudioBuffer;
  timbre: Timbre;
}

type Play = (place: Place, due: Due) => AudioScheduledSourceNode[];

export const PLAY: Record<Voice, Play> = { pad, bass, pluck, lead, kick, snare, hat };

/** A second of hiss, the same everywhere. */
export function hiss(context: BaseAudioContext): AudioBuffer {
  const buffer = context.createBuffer(1, context.sampleRate, context.sampleRate);
  const dice = new Dice("hiss");
  buffer.getChannelData(0).forEach((_, index, samples) => (samples[index] = dice.between(-1, 1)));
  return buffer;
}

function hertz(pitch: number): number {
  return 440 * 2 ** ((pitch - 69) / 12);
}

function tone(place: Place, due: Due, type: OscillatorType, to: AudioNode, until_s: number, cents = 0, times = 1): OscillatorNode {
  const tone = place.context.createOscillator();
  tone.type = type;
  tone.frequency.value = hertz(due.note.pitch) * times;
  tone.detune.value = cents;
  tone.connect(to);
  // Entered late, it waits for a whole number of its waves, so that two loudspeakers swing together.
  const waves = due.late_s * hertz(due.note.pitch) * times * 2 ** (cents / 1_200);
  tone.start(due.at_s + (Math.ceil(waves) - waves) / (waves / due.late_s || 1));
  tone.stop(until_s);
  return tone;
}

function softened(place: Place, type: BiquadFilterType, frequency: number, q: number, to: AudioNode): BiquadFilterNode {
  const filter = place.context.createBiquadFilter();
  filter.type = type;
  filter.frequency.value = frequency;
  filter.Q.value = q;
  filter.connect(to);
  return filter;
}

/** Swells, stays while it is held, and fades. */
function held(place: Place, due: Due, loud: number, attack_s: number, release_s: number): { gain: GainNode; until_s: number } {
  const gain = place.context.createGain();
  const { at_s, length_s } = due;
  const full_s = at_s + Math.min(attack_s, length_s);
  gain.gain.setValueAtTime(0, at_s);
  gain.gain.linearRampToValueAtTime(loud, full_s);
  gain.gain.setValueAtTime(loud, Math.max(full_s, at_s + length_s));
  gain.gain.linearRampToValueAtTime(0, at_s + length_s + release_s);
  gain.connect(place.out);
  return { gain, until_s: at_s + length_s + release_s };
}

/** Struck, and gone after a while. */
function struck(place: Place, at_s: number, loud: number, decay_s: number): { gain: GainNode; until_s: number } {
  const gain = place.context.createGain();
  gain.gain.setValueAtTime(0, at_s);
  gain.gain.linearRampToValueAtTime(loud, at_s + 0.004);
  gain.gain.exponentialRampToValueAtTime(loud * 0.001, at_s + decay_s);
  gain.gain.linearRampToValueAtTime(0, at_s + decay_s + 0.005);
  gain.connect(place.out);
  return { gain, until_s: at_s + decay_s + 0.005 };
}

function pad(place: Place, due: Due): AudioScheduledSourceNode[] {
  const kinds = {
    warm: { type: "sawtooth", bright: 1_100, loud: 0.1 },
    glass: { type: "triangle", bright: 2_600, loud: 0.13 },
    reed: { type: "square", bright: 900, loud: 0.065 },
  } as const;
  const { type, bright, loud } = kinds[place.timbre.pad];
  const { gain, until_s } = held(place, due, loud * due.note.loudness, 0.3, 0.45);
  const filter = softened(place, "lowpass", bright, 0.5, gain);
  filter.frequency.setValueAtTime(bright * 0.7, due.at_s);
  filter.frequency.linearRampToValueAtTime(bright * 1.2, due.at_s + due.length_s);
  return [-6, 6].map((cents) => tone(place, due, type, filter, until_s, cents));
}

function bass(place: Place, due: Due): AudioScheduledSourceNode[] {
  const is_round = place.timbre.bass === "round";
  const { gain, until_s } = held(place, due, 0.18 * due.note.loudness, 0.015, 0.09);
  const filter = softened(place, "lowpass", is_round ? 900 : 480, 0.6, gain);
  return [tone(place, due, is_round ? "triangle" : "sawtooth", filter, until_s)];
}

function pluck(place: Place, due: Due): AudioScheduledSourceNode[] {
  const { at_s, length_s, note } = due;
  const decay_s = length_s + 0.1;
  const kind = place.timbre.pluck;
  if (kind === "bell") {
    const { gain, until_s } = struck(place, at_s, 0.24 * note.loudness, decay_s);
    const quiet = struck({ ...place, out: gain }, at_s, 0.22, decay_s * 0.5);
    return [tone(place, due, "sine", gain, until_s), tone(place, due, "sine", quiet.gain, quiet.until_s, 3, 3)];
  }
  const { gain, until_s } = struck(place, at_s, (kind === "string" ? 0.2 : 0.29) * note.loudness, decay_s);
  const filter = softened(place, "lowpass", 1_000, 0.8, gain);
  filter.frequency.setValueAtTime(kind === "string" ? 3_600 : 2_200, at_s);
  filter.frequency.exponentialRampToValueAtTime(600, at_s + Math.min(decay_s, 0.35));
  return [tone(place, due, kind === "string" ? "sawtooth" : "triangle", filter, until_s)];
}

function lead(place: Place, due: Due): AudioScheduledSourceNode[] {
  const kinds = {
    flute: { type: "triangle", bright: 3_200, loud: 0.2 },
    hollow: { type: "square", bright: 1_900, loud: 0.11 },
    soft: { type: "sine", bright: 4_000, loud: 0.22 },
  } as const;
  const { type, bright, loud } = kinds[place.timbre.lead];
  const { gain, until_s } = held(place, due, loud * due.note.loudness, 0.04, 0.16);
  const sung = tone(place, due, type, softened(place, "lowpass", bright, 0.4, gain), until_s);
  // It begins to tremble only when it is held.
  const depth = place.context.createGain();
  depth.gain.setValueAtTime(0, due.at_s);
  depth.gain.linearRampToValueAtTime(9, due.at_s + 0.5);
  depth.connect(sung.detune);
  const tremble = place.context.createOscillator();
  tremble.frequency.value = 5.2;
  tremble.connect(depth);
  tremble.start(due.at_s);
  tremble.stop(until_s);
  return [sung, tremble];
}

function kick(place: Place, { at_s, note }: Due): AudioScheduledSourceNode[] {
  const { gain, until_s } = struck(place, at_s, 0.5 * note.loudness, 0.2);
  const drum = place.context.createOscillator();
  drum.frequency.setValueAtTime(130, at_s);
  drum.frequency.exponentialRampToValueAtTime(46, at_s + 0.09);
  drum.connect(gain);
  drum.start(at_s);
  drum.stop(until_s);
  return [drum];
}

function brushed(place: Place, due: Due, type: BiquadFilterType, frequency: number, loud: number, decay_s: number): AudioScheduledSourceNode {
  const { gain, until_s } = struck(place, due.at_s, loud * due.note.loudness, decay_s);
  const brush = place.context.createBufferSource();
  brush.buffer = place.noise;
  brush.connect(softened(place, type, frequency, 0.7, gain));
  // Another part of the hiss each time, but the same for everyone.
  brush.start(due.at_s, (due.note.at_ms % 700) / 1_000);
  brush.stop(until_s);
  return brush;
}

function snare(place: Place, due: Due): AudioScheduledSourceNode[] {
  return [brushed(place, due, "bandpass", 2_100, 0.4, 0.15)];
}

function hat(place: Place, due: Due): AudioScheduledSourceNode[] {
  return [brushed(place, due, "highpass", 7_000, 0.17, 0.05)];
}
