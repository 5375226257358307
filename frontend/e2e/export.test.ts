// A night that was played from Spotify is taken along as a playlist there. Spotify is stood in for,
// over real HTTP; everything else is real.

import { join } from "node:path";

import type { Browser, Locator } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";

import { weeks_ago, write_evening } from "./logs";
import { in_both_themes, small_targets, violations } from "./measure";
import { directory, launch, type Party, Person, PHONE, serve, type StandIns, stand_ins } from "./support";

interface Found {
  uri: string;
  title: string;
  artists: string[];
}

let browser: Browser;
let services: StandIns;
let party: Party;
const data = directory();
/** The nights that it has. */
const [NEWER, OLDER] = [weeks_ago(2), weeks_ago(4)];
let ann: Person;
let dialog: Locator;

beforeAll(async () => {
  browser = await launch();
  services = await stand_ins();
  const logs = join(data.path, "play_logs");
  party = await serve(data.path, { ...services.settings, PLAY_LOG_DIR: logs });
  ann = await Person.come_in(browser, party.url, "Ann", { ...PHONE, reducedMotion: "reduce" });
  const answer = await ann.page.request.get(`${party.url}/api/v1/search?q=${encodeURIComponent("The Short Stories")}`);
  const { tracks } = (await answer.json()) as { tracks: Found[] };
  // The room gets its past while nobody looks.
  await ann.page.goto("about:blank");
  await party.process.kill();
  const plays = tracks.slice(0, 3).map(({ uri, title, artists }) => ({ uri, title, artist: artists[0] ?? "" }));
  for (const night of [NEWER, OLDER]) {
    write_evening(logs, night, plays.map((play) => ({ ...play, user: "bea@example.com" })));
  }
  await party.restart();
  await ann.page.goto(party.url);
  await ann.now_playing().waitFor();
  dialog = ann.page.getByRole("dialog", { name: "What played here" });
});
afterAll(async () => {
  await party?.process.kill();
  await services?.process.kill();
  await browser?.close();
  data.remove();
});

it("asks for a consent first, and comes back to the night that was left", async () => {
  await ann.page.getByRole("button", { name: "What played here" }).click();
  // Not the newest night, which is shown where none is chosen.
  await dialog.getByRole("button", { name: "Recap" }).last().click();
  const night = await dialog.getByLabel("Night").inputValue();
  expect(night).toBe(OLDER);
  await dialog.getByRole("link", { name: "Open in Spotify" }).first().waitFor();
  await dialog.getByRole("button", { name: "Export to Spotify" }).click();
  await dialog.getByRole("link", { name: "Connect Spotify" }).click();
  await ann.page.getByRole("button", { name: "Agree as Ada Quill" }).click();
  await dialog.getByRole("button", { name: "Export to Spotify" }).waitFor();
  expect(await dialog.getByLabel("Night").inputValue()).toBe(night);
});

it("makes a playlist, and leads to it", async () => {
  await dialog.getByRole("button", { name: "Export to Spotify" }).click();
  await dialog.getByText(/is in your Spotify, with 3 songs/).waitFor();
  const link = dialog.getByRole("link", { name: "Open the playlist in Spotify" });
  expect(await link.getAttribute("href")).toMatch(/^https:\/\/open\.spotify\.com\/playlist\//);
  const found = await in_both_themes(ann.page, () => violations(ann.page));
  expect([...found, ...(await small_targets(ann.page))]).toEqual([]);
});

it("broke nothing on the page meanwhile", () => {
  expect(ann.complaints).toEqual([]);
});
