// The page's questions about listening along on one's own Spotify, with the types of their answers.

import { ask } from "./api";

/** How a listener's device and the nest stand. A newer server may know kinds that this page does not. */
export interface ListeningState {
  kind: string;
  /** How far the device is ahead of the nest; behind it where negative. */
  offset_ms?: number;
  /** Until when the service wants to be left alone, in epoch milliseconds. */
  until_ms?: number;
  device?: string;
}

/** How I listen along. */
export interface Listening {
  on: boolean;
  /** Where: in one nest at a time. */
  nest?: { id: string; name: string; code: string | null };
  device?: { id: string; name: string };
  /** How far ahead of the nest I want this device to play. */
  offset_ms: number;
  state: ListeningState;
}

/** One of my devices, as Spotify lists it. Without an id nothing can be played on it. */
export interface Device {
  id?: string;
  name: string;
  kind: string;
  is_active: boolean;
  is_restricted: boolean;
}

export interface Listener {
  person: string;
  name: string;
  state: ListeningState;
}

/** What I want of it, in the nest I am in. With `pause`, stopping also stops the device. */
export type Wish =
  | { action: "listen" | "rejoin" }
  | { action: "stop"; pause: boolean }
  | { action: "choose"; device: string }
  | { action: "offset"; offset_ms: number; device?: string };

const LISTENING = "/api/v1/listening";

export const listening = () => ask<Listening>(LISTENING);
export const wish = (nest: string, wanted: Wish) =>
  ask<Listening>(LISTENING, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...wanted, nest }),
  });
export const devices = async () => (await ask<{ devices: Device[] }>("/api/v1/devices")).devices;
/** How many calls the house may still make to Spotify, for whoever wonders why nothing comes of it. */
export interface CallsLeft {
  left: number;
  max: number;
  window_ms: number;
  /** Until when Spotify wants to be left alone, in epoch milliseconds. */
  until_ms?: number;
}

export const listeners = (nest: string) =>
  ask<{ listeners: Listener[]; calls?: CallsLeft }>(`/api/v1/listeners?nest=${encodeURIComponent(nest)}`);
