// A room with a past: what its first person finds there, and what was played before anybody looked.

import { join } from "node:path";

import type { Browser, BrowserContextOptions } from "playwright-core";
import { expect } from "vitest";

import { EVENING_ZONE } from "./logs";
import { directory, type Party, Person, serve } from "./support";

export interface Found {
  uri: string;
  title: string;
  artists: string[];
  explicit: boolean;
}

export const NARROW = { width: 320, height: 640 };

export interface Room {
  party: Party;
  /** Whoever came first, and is host. */
  first: Person;
  /** Ends it, and forgets all of it. */
  close: () => Promise<void>;
}

/** As the logs of old name a song. */
export const as_played = ({ uri, title, artists }: Found) => ({ uri, title, artist: artists[0] ?? "" });

/** Opens a room, and writes its past while nobody looks, with songs that nobody objects to or mistakes for others. */
export async function room_with_a_past(
  browser: Browser,
  name: string,
  options: BrowserContextOptions,
  write: (logs: string, songs: Found[]) => void,
): Promise<Room> {
  const data = directory();
  const logs = join(data.path, "play_logs");
  const party = await serve(data.path, { PLAY_LOG_DIR: logs });
  const first = await Person.come_in(browser, party.url, name, { ...options, reducedMotion: "reduce" });
  const tracks: Found[] = [];
  for (let page = 0; page < 2; page++) {
    const answer = await first.page.request.get(`${party.url}/api/v1/search?q=&offset=${tracks.length}`);
    tracks.push(...((await answer.json()) as { tracks: Found[] }).tracks);
  }
  const is_plain = ({ title, explicit }: Found) => !explicit && tracks.every((t) => t.title === title || !t.title.includes(title));
  const answer = await first.page.request.post(`${party.url}/api/v1/nests/main/commands`, {
    headers: { origin: party.url },
    data: { type: "settings", settings: { time_zone: EVENING_ZONE }, id: "zone" },
  });
  expect(await answer.json()).toMatchObject({ type: "ok" });
  // No part of a page is on its way while there is no server.
  await first.page.goto("about:blank");
  await party.process.kill();
  write(logs, tracks.filter(is_plain));
  await party.restart();
  await first.page.goto(party.url);
  await first.now_playing().waitFor();
  const close = async () => {
    await party.process.kill();
    data.remove();
  };
  return { party, first, close };
}
