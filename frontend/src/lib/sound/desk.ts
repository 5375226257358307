// What the voices go through on their way to the ear: a place in the room, the room itself, a
// limit on loudness, and the listener's own volume.

import { Dice } from "./dice";
import type { Timbre, Voice } from "./piece";
import type { Due } from "./take";
import { hiss, PLAY } from "./voices";

/** Fades where the music is cut, so that nothing clicks. */
export const FADE_S = 0.06;

/** Where each voice stands, from -1 on the left to 1 on the right, and how much of the room is heard with it. */
const PLACES: Record<Voice, { pan: number; room: number }> = {
  pad: { pan: 0, room: 0.35 },
  bass: { pan: 0, room: 0 },
  pluck: { pan: -0.25, room: 0.3 },
  lead: { pan: 0.18, room: 0.3 },
  kick: { pan: 0, room: 0 },
  snare: { pan: 0.08, room: 0.16 },
  hat: { pan: 0.3, room: 0.05 },
};
/** How long the room answers. */
const ROOM_S = 1.3;
/** What the limit on loudness is given, so that quiet parts are left alone. */
const LEVEL = 0.9;

export class Desk {
  readonly context: BaseAudioContext;
  readonly noise: AudioBuffer;
  readonly room: ConvolverNode;
  readonly out: AudioNode;
  #volume: GainNode;

  constructor(context: BaseAudioContext) {
    this.context = context;
    this.noise = hiss(context);
    this.#volume = new GainNode(context, { gain: 0 });
    const limit = new DynamicsCompressorNode(context, { threshold: -14, knee: 12, ratio: 4, attack: 0.005, release: 0.2 });
    this.out = new GainNode(context, { gain: LEVEL });
    this.room = new ConvolverNode(context, { buffer: room(context) });
    this.room.connect(this.out);
    this.out.connect(limit).connect(this.#volume).connect(context.destination);
  }

  /** From 0 to 1, as an ear would count. */
  set volume(volume: number) {
    this.#volume.gain.setTargetAtTime(volume ** 2, this.context.currentTime, FADE_S / 4);
  }
}

/** Where one take is played, until it is cut or over. */
export class Stage {
  #desk: Desk;
  #timbre: Timbre;
  /** What is heard directly, and what the room hears; both are cut. */
  #out: GainNode;
  #room: GainNode;
  #voices = new Map<Voice, AudioNode>();
  #sounding = new Set<AudioScheduledSourceNode>();
  #is_cut = false;

  constructor(desk: Desk, timbre: Timbre) {
    this.#desk = desk;
    this.#timbre = timbre;
    this.#out = this.#opened(desk.out);
    this.#room = this.#opened(desk.room);
  }

  play(due: Due): void {
    const { context, noise } = this.#desk;
    const out = this.#voice(due.note.voice);
    for (const source of PLAY[due.note.voice]({ context, noise, out, timbre: this.#timbre }, due)) {
      this.#sounding.add(source);
      source.onended = () => {
        source.disconnect();
        this.#sounding.delete(source);
        this.#leave();
      };
    }
  }

  /** Fades, and ends what sounds or was still to sound. */
  cut(): void {
    const { currentTime } = this.#desk.context;
    this.#is_cut = true;
    for (const { gain } of [this.#out, this.#room]) {
      gain.cancelScheduledValues(currentTime);
      gain.setTargetAtTime(0, currentTime, FADE_S / 4);
    }
    for (const source of this.#sounding) source.stop(currentTime + FADE_S * 2);
    this.#leave();
  }

  /** Nothing of it sounds any more, and nothing will. */
  #leave(): void {
    if (!this.#is_cut || this.#sounding.size > 0) return;
    this.#out.disconnect();
    this.#room.disconnect();
  }

  #opened(to: AudioNode): GainNode {
    const { context } = this.#desk;
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.setValueAtTime(0, context.currentTime);
    gain.gain.linearRampToValueAtTime(1, context.currentTime + FADE_S);
    gain.connect(to);
    return gain;
  }

  #voice(voice: Voice): AudioNode {
    const known = this.#voices.get(voice);
    if (known) return known;
    const { context } = this.#desk;
    const { pan, room } = PLACES[voice];
    const place = new StereoPannerNode(context, { pan });
    place.connect(this.#out);
    if (room > 0) place.connect(new GainNode(context, { gain: room })).connect(this.#room);
    this.#voices.set(voice, place);
    return place;
  }
}

/** How the room answers a clap: a hiss that fades, a little different in either ear. */
function room(context: BaseAudioContext): AudioBuffer {
  const length = Math.round(ROOM_S * context.sampleRate);
  const buffer = context.createBuffer(2, length, context.sampleRate);
  for (const channel of [0, 1]) {
    const dice = new Dice(`room ${channel}`);
    let dull = 0;
    buffer.getChannelData(channel).forEach((_, index, samples) => {
      // Walls swallow what is high.
      dull += 0.35 * (dice.between(-1, 1) - dull);
      samples[index] = dull * (1 - index / length) ** 3;
    });
  }
  return buffer;
}
