import { beforeEach, expect, it } from "vitest";

import { type Heard, SteadyAudio } from "./steady";

/** The steady clock; the audio clock is so far ahead of it, and what is heard so late. */
let now_ms: number;
let ahead_ms: number;
const LATE_MS = 30;

beforeEach(() => {
  now_ms = 8_000;
  ahead_ms = 500;
});

/** How late or early a reading is, one after the other. */
function device(errors_ms: number[], says_what_is_heard = true): Heard {
  let count = 0;
  return {
    get currentTime() {
      return (now_ms + ahead_ms) / 1_000;
    },
    outputLatency: LATE_MS / 1_000,
    ...(says_what_is_heard && {
      getOutputTimestamp: () => {
        const error_ms = errors_ms[count++ % errors_ms.length] ?? 0;
        return { contextTime: (now_ms + ahead_ms - LATE_MS + error_ms) / 1_000, performanceTime: now_ms };
      },
    }),
  };
}

function read(audio: SteadyAudio, times: number): void {
  for (let time = 0; time < times; time += 1) {
    now_ms += 50;
    audio.read();
  }
}

it("says which audio is heard at a moment", () => {
  const audio = new SteadyAudio(device([0]), () => now_ms);
  read(audio, 10);
  expect(audio.at_s(10_000)).toBeCloseTo(10.47, 6);
  expect(audio.spread_ms).toBeCloseTo(0);
});

it("goes by how late the device is where the browser does not say what is heard", () => {
  const audio = new SteadyAudio(device([], false), () => now_ms);
  read(audio, 10);
  expect(audio.at_s(10_000)).toBeCloseTo(10.47, 6);
});

it("is not moved by a few wrong readings", () => {
  const audio = new SteadyAudio(device([0, 0, 400, 0, -900, 0, 0]), () => now_ms);
  read(audio, 20);
  expect(audio.at_s(10_000)).toBeCloseTo(10.47, 6);
});

it("says how far readings lie apart", () => {
  const audio = new SteadyAudio(device([-4, 4, -4, 4]), () => now_ms);
  read(audio, 20);
  expect(audio.spread_ms).toBeCloseTo(4);
});

it("believes a device that stumbled within a second", () => {
  const audio = new SteadyAudio(device([0]), () => now_ms);
  read(audio, 20);
  ahead_ms -= 80;
  read(audio, 20);
  expect(audio.at_s(10_000)).toBeCloseTo(10.39, 6);
});

it("knows nothing before it has read a few times, nor after a reset", () => {
  const audio = new SteadyAudio(device([0]), () => now_ms);
  read(audio, 3);
  expect(audio.is_known).toBe(false);
  read(audio, 1);
  expect(audio.is_known).toBe(true);
  audio.reset();
  expect(audio.is_known).toBe(false);
});
