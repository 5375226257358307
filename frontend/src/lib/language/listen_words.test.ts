import { describe, expect, it } from "vitest";

import { clock_time } from "./format";
import type { Device, ListeningState } from "../link/listen_api";
import { about, earlier, places_of, told, told_of_other } from "./listen_words";

const KINDS = [
  "connecting",
  "in_sync",
  "catching_up",
  "nothing",
  "took_over",
  "no_device",
  "device_gone",
  "premium_needed",
  "not_allowed",
  "not_here",
  "waiting",
  "reconnect",
  "unavailable",
];
const PLAYING = { now_ms: 0, is_paused: false };
const of = (kind: string, more: Partial<ListeningState> = {}) => told({ kind, ...more }, PLAYING);

describe("a state, to its listener", () => {
  it("has a sentence of its own for every kind", () => {
    const said = [...KINDS, "something newer"].map((kind) => of(kind).says);
    expect(new Set(said).size).toBe(said.length);
  });

  it("has at most one action, and the right one", () => {
    const actions = KINDS.flatMap((kind) => of(kind).action ?? []).map(({ label, does }) => `${label} = ${does}`);
    expect(actions).toEqual([
      "Rejoin = rejoin",
      "Look again = again",
      "Choose another = choose",
      "Try again = again",
      "See the other ways = ways",
      "Connect again = connect",
      "Try again = again",
    ]);
  });

  it("tells how far the device is, but not as a thing to say aloud", () => {
    expect(of("in_sync", { offset_ms: 210 })).toMatchObject({ says: "In time", detail: "0.2 s ahead" });
    expect(of("in_sync", { offset_ms: -1_240 })).toMatchObject({ says: "In time", detail: "1.2 s behind" });
  });

  it("is silent on what nobody hears", () => {
    expect(of("in_sync", { offset_ms: -49 }).detail).toBe("");
    expect(of("in_sync").detail).toBe("");
    expect(of("catching_up", { offset_ms: 900 }).detail).toBe("");
  });

  it("tells a pause from an empty nest", () => {
    expect(told({ kind: "nothing" }, { now_ms: 0, is_paused: true }).says).toContain("paused");
    expect(of("nothing").says).toContain("next song");
  });

  it("names the device that is gone, and until when to wait", () => {
    expect(of("device_gone", { device: "Kitchen" }).says).toBe("Kitchen is gone.");
    expect(of("device_gone").says).toBe("Your device is gone.");
    expect(of("waiting", { until_ms: 600_000 }).says).toContain(clock_time(600_000, 0));
    expect(of("waiting").says).toContain("by itself");
  });

  it("lets stop only those devices that the nest plays on", () => {
    const following = KINDS.filter((kind) => of(kind).follows);
    expect(following).toEqual(["connecting", "in_sync", "catching_up", "nothing", "not_here"]);
    expect(of("something newer").follows).toBe(false);
  });

  it("offers the song elsewhere only where silence lasts", () => {
    const lasting = KINDS.filter((kind) => of(kind).lasts);
    expect(lasting).toEqual(["premium_needed", "not_allowed", "waiting", "reconnect", "unavailable"]);
  });
});

describe("a state, to a host", () => {
  it("has words of its own for every kind", () => {
    const said = ["off", ...KINDS].map((kind) => told_of_other({ kind }, 0));
    expect(new Set(said).size).toBe(said.length);
  });

  it("tells the distance with it", () => {
    expect(told_of_other({ kind: "in_sync", offset_ms: 210 }, 0)).toBe("in time, 0.2 s ahead");
    expect(told_of_other({ kind: "in_sync", offset_ms: 10 }, 0)).toBe("in time");
  });

  it("is shown as it came where it is new", () => {
    expect(told_of_other({ kind: "on_the_moon" }, 0)).toBe("on the moon");
  });
});

it("the slider says earlier, later, or neither", () => {
  expect([-2_000, -50, 0, 250].map(earlier)).toEqual(["2.00 s later", "0.05 s later", "as the nest", "0.25 s earlier"]);
});

describe("a device", () => {
  const device = (changed: Partial<Device>): Device => ({
    id: "d",
    name: "Kitchen",
    kind: "Speaker",
    is_active: false,
    is_restricted: false,
    ...changed,
  });

  it("is what it is, in words", () => {
    const kinds = ["Smartphone", "AudioDongle", "audio_dongle", "TV"].map((kind) => about(device({ kind }), false));
    expect(kinds).toEqual(["phone", "audio dongle", "audio dongle", "TV"]);
  });

  it("of a new kind is called as the service calls it", () => {
    expect(about(device({ kind: "Hologram" }), false)).toBe("Hologram");
  });

  it("tells how it stands", () => {
    expect(about(device({ is_active: true }), true)).toBe("speaker · chosen · active now");
  });

  it("tells why it cannot be chosen", () => {
    const { id: _, ...nameless } = device({});
    expect(about(device({ is_restricted: true }), false)).toBe("speaker · takes no commands from here");
    expect(about(nameless, false)).toBe("speaker · cannot be chosen from here");
  });
});

describe("where to open a track", () => {
  it("is its page, and the app at the second that plays", () => {
    expect(places_of("spotify:track:4uLU6hMCjMI75M1A2tKUQC", 72_900)).toEqual({
      page: "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC",
      app: "spotify:track:4uLU6hMCjMI75M1A2tKUQC#1:12",
      at: "1:12",
    });
  });

  it("goes for episodes too", () => {
    expect(places_of("spotify:episode:512ojhOuo1ktJprKbVcKyQ", 0)?.page).toContain("/episode/512ojhOuo1ktJprKbVcKyQ");
  });

  it("is nowhere for what is not the service's", () => {
    expect(["demo:track:1", "spotify:track:", "spotify:track:a/../b"].map((uri) => places_of(uri, 0))).toEqual([
      null,
      null,
      null,
    ]);
  });
});
