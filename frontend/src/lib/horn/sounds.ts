// What each airhorn is made of: tones that glide, swell and fade. Nothing here was ever recorded.

/** A value at a moment, in seconds from the beginning of its tone. */
export type Point = [at_s: number, value: number];

export interface Tone {
  begins_s: number;
  lasts_s: number;
  wave: OscillatorType;
  /** In hertz; from each point to the next it glides. */
  pitch: Point[];
  /** From 0 to 1. */
  loud: Point[];
  /** How fast, in hertz, and how far, in hertz, the pitch trembles. */
  trembles?: [rate_hz: number, depth_hz: number];
}

export interface Horn {
  tones: Tone[];
  /** Above this, in hertz, it is dull. */
  dull_above_hz: number;
}

/** No horn goes on for longer. */
export const LASTS_MAX_S = 3;

const held = (lasts_s: number, loud: number, soft_s = 0.03): Point[] => [
  [0, 0],
  [soft_s, loud],
  [lasts_s - 0.08, loud],
  [lasts_s, 0],
];

/** Three reeds a little out of tune, and a pitch that sags as the can empties. */
function airhorn(): Horn {
  const blast = (begins_s: number, lasts_s: number): Tone[] =>
    [466, 470, 587].map((hz) => ({
      begins_s,
      lasts_s,
      wave: "sawtooth",
      pitch: [
        [0, hz * 0.94],
        [0.05, hz],
        [lasts_s, hz * 0.97],
      ],
      loud: held(lasts_s, 0.3, 0.01),
    }));
  return { tones: [...blast(0, 0.22), ...blast(0.3, 0.22), ...blast(0.6, 0.9)], dull_above_hz: 6_000 };
}

/** A ship in the mist: low, slow to begin, and dull. */
function foghorn(): Horn {
  const tones = [73, 110, 147].map(
    (hz, index): Tone => ({
      begins_s: 0,
      lasts_s: 2.4,
      wave: index === 2 ? "triangle" : "sawtooth",
      pitch: [
        [0, hz * 0.97],
        [0.4, hz],
        [2, hz],
        [2.4, hz * 0.93],
      ],
      loud: [
        [0, 0],
        [0.35, 0.4],
        [1.9, 0.4],
        [2.4, 0],
      ],
    }),
  );
  return { tones, dull_above_hz: 700 };
}

/** A rubber ball, pressed twice: in it honks, out it squeaks. */
function bicycle(): Horn {
  const press = (begins_s: number): Tone[] => [
    { begins_s, lasts_s: 0.2, wave: "square", pitch: [[0, 300], [0.06, 360], [0.2, 310]], loud: held(0.2, 0.35, 0.01) },
    {
      begins_s: begins_s + 0.2,
      lasts_s: 0.12,
      wave: "square",
      pitch: [[0, 520], [0.12, 440]],
      loud: held(0.12, 0.15, 0.01),
    },
  ];
  return { tones: [...press(0), ...press(0.45)], dull_above_hz: 2_600 };
}

/** Trumpets climb a chord, and stay on top. */
function fanfare(): Horn {
  const notes: [begins_s: number, lasts_s: number, hz: number][] = [
    [0, 0.16, 392],
    [0.18, 0.16, 523],
    [0.36, 0.16, 659],
    [0.54, 0.3, 784],
    [0.86, 0.16, 659],
    [1.04, 1, 784],
  ];
  const tones = notes.flatMap(([begins_s, lasts_s, hz]): Tone[] =>
    [1, 0.75].map((part) => ({
      begins_s,
      lasts_s,
      wave: "sawtooth",
      pitch: [[0, hz * part]],
      loud: held(lasts_s, part === 1 ? 0.3 : 0.18),
      ...(lasts_s > 0.5 && { trembles: [5.5, hz * part * 0.008] as [number, number] }),
    })),
  );
  return { tones, dull_above_hz: 3_600 };
}

/** Up and down, and up and down. */
function siren(): Horn {
  const pitch: Point[] = [0, 1, 2, 3, 4].map((turn) => [turn * 0.5, turn % 2 ? 1_250 : 560]);
  return { tones: [{ begins_s: 0, lasts_s: 2, wave: "triangle", pitch, loud: held(2, 0.6, 0.1) }], dull_above_hz: 5_000 };
}

/** Wah, wah, wah, waaah. */
function trombone(): Horn {
  const notes: [begins_s: number, lasts_s: number, hz: number][] = [
    [0, 0.32, 233],
    [0.38, 0.32, 220],
    [0.76, 0.32, 208],
    [1.14, 1.3, 196],
  ];
  const tones = notes.map(([begins_s, lasts_s, hz], index): Tone => {
    const is_last = index === notes.length - 1;
    return {
      begins_s,
      lasts_s,
      wave: "sawtooth",
      pitch: is_last ? [[0, hz], [0.5, hz], [lasts_s, hz * 0.86]] : [[0, hz * 1.03], [0.08, hz], [lasts_s, hz * 0.99]],
      loud: held(lasts_s, 0.5, 0.06),
      ...(is_last && { trembles: [6, 9] as [number, number] }),
    };
  });
  return { tones, dull_above_hz: 1_400 };
}

const HORNS = new Map<string, () => Horn>(Object.entries({ airhorn, foghorn, bicycle, fanfare, siren, trombone }));

/** What a sound of this name is made of; a newer server may know some that this page does not. */
export const horn_named = (sound: string): Horn => (HORNS.get(sound) ?? airhorn)();
