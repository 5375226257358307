// Listening in the page, in two browsers: recorded sample by sample at the loudspeaker's end, with
// the browser's own word for when each sample is heard.

import type { Browser, Request } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { compose } from "../src/lib/sound/compose";
import { contexts, dealt_ahead, forget, in_step, lag, listen_in, loudness, notes_heard, prepare, recording, silence } from "./recorder";
import { directory, launch, LAPTOP, type Party, Person, PHONE, serve } from "./support";

/** The most that two listeners may be apart. */
const APART_MAX_MS = 30;
/** How far apart they are looked for. */
const LOOK_MS = 150;

interface Found {
  uri: string;
  title: string;
  duration_ms: number;
}

let browser: Browser;
let party: Party;
let hanna: Person;
let bob: Person;
/** The two that are played: as far from each other as two keys can be. */
let songs: [Found, Found];
const data = directory();
const sent: string[] = [];

async function come_in(name: string, hours_off: number): Promise<Person> {
  const context = await browser.newContext({ ...(name === "Hanna" ? LAPTOP : PHONE), bypassCSP: true });
  const page = await context.newPage();
  await prepare(page);
  await page.addInitScript((off_ms) => {
    const { now } = Date;
    Date.now = () => now() + off_ms;
  }, hours_off * 3_600_000);
  page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => name === "Bob" && sent.push(String(payload))));
  const person = new Person(page);
  await page.goto(party.url);
  await page.getByLabel("Your name").fill(name);
  await page.getByRole("button", { name: "Join the party" }).click();
  await person.now_playing().waitFor();
  return person;
}

let commands = 0;
async function ask(command: object): Promise<void> {
  const answer = await hanna.page.request.post(`${party.url}/api/v1/nests/main/commands`, {
    headers: { origin: party.url },
    data: { ...command, id: `sound-${commands++}` },
  });
  expect(await answer.json()).toMatchObject({ type: "ok" });
}

/** Two tracks that share as few notes as there are in the catalogue's beginning. */
async function choose(): Promise<[Found, Found]> {
  const answer = await hanna.page.request.get(`${party.url}/api/v1/search?q=&offset=0`);
  const { tracks } = (await answer.json()) as { tracks: Found[] };
  const long = tracks.filter(({ duration_ms }) => duration_ms > 150_000);
  const scale = ({ uri, duration_ms }: Found) => compose(uri, duration_ms).scale;
  const shared = (a: Found, b: Found) => scale(a).filter((note) => scale(b).includes(note)).length;
  const pairs = long.slice(1).map((other): [Found, Found] => [long[0]!, other]);
  return pairs.toSorted((a, b) => shared(...a) - shared(...b))[0]!;
}

const listen = (person: Person) => person.page.getByRole("button", { name: "Listen here" });

beforeAll(async () => {
  browser = await launch();
  party = await serve(data.path);
  hanna = await come_in("Hanna", 0);
  // His device does not know what time it is.
  bob = await come_in("Bob", -7);
  songs = await choose();
  for (const { uri } of songs) await ask({ type: "add", track: uri });
  await bob.sees(() => bob.playing(), songs[0].title);
});
afterAll(async () => {
  await party?.process.kill();
  await browser?.close();
  data.remove();
});

describe("listening", () => {
  it("begins with nobody's device making a sound", async () => {
    expect(await Promise.all([contexts(hanna.page), contexts(bob.page)])).toEqual([0, 0]);
  });

  it("is music once it is pressed, and costs the server nothing but questions for the time", async () => {
    const requests: Request[] = [];
    bob.page.on("request", (request) => requests.push(request));
    sent.length = 0;
    for (const { page } of [hanna, bob]) {
      await page.getByRole("button", { name: "Listen here" }).click();
      await page.getByRole("button", { name: "Listening", pressed: true }).waitFor();
      await page.getByText(/^In time, ±\d+ ms$/).waitFor();
      await listen_in(page);
    }
    const heard = await Promise.all([recording(hanna.page, 3), recording(bob.page, 3)]);
    for (const each of heard) expect(loudness(each)).toBeGreaterThan(0.01);
    expect(new Set(sent.map((text) => (JSON.parse(text) as { type: string }).type))).toEqual(new Set(["ping"]));
    expect(sent.length).toBeLessThan(12);
    const paths = requests.map((request) => new URL(request.url()).pathname);
    expect(paths.filter((path) => path.startsWith("/api/"))).toEqual([]);
  });

  it("is the same bar at the same moment in both", async () => {
    await together();
  });

  it("goes on in a page that is hidden, and woken once in a long while", async () => {
    await bob.page.evaluate(() => {
      Object.defineProperty(document, "visibilityState", { configurable: true, get: () => "hidden" });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await dealt_ahead(bob.page, 2.5);
    const stands_still = () =>
      bob.page.evaluate(() => {
        // No timer runs meanwhile.
        for (const end = performance.now() + 2_200; performance.now() < end; );
      });
    await together(2.1, stands_still);
    await bob.page.evaluate(() => {
      Reflect.deleteProperty(document, "visibilityState");
      document.dispatchEvent(new Event("visibilitychange"));
    });
  });

  it("is silent while the nest is paused, and goes on in time", async () => {
    await ask({ type: "pause" });
    await Promise.all([silence(hanna.page), silence(bob.page)]);
    await ask({ type: "resume" });
    await Promise.all([hanna, bob].map(settled));
    await together();
  });

  it("is another piece after a skip", async () => {
    const scales = songs.map(({ uri, duration_ms }) => compose(uri, duration_ms).scale);
    const only = scales.map((scale, index) => scale.filter((note) => !scales[1 - index]!.includes(note)));
    const share = async (index: number) => {
      const heard = notes_heard(await recording(bob.page, 6));
      const sum = (notes: number[]) => notes.reduce((sum, note) => sum + heard[note]!, 0);
      return sum(only[index]!) / (sum(only[0]!) + sum(only[1]!));
    };
    await forget(bob.page);
    expect(await share(0)).toBeGreaterThan(0.8);
    await ask({ type: "skip", entry: await playing_entry() });
    await bob.sees(() => bob.playing(), songs[1].title);
    await settled(bob);
    expect(await share(1)).toBeGreaterThan(0.8);
  });

  it("breaks no policy of the page", async () => {
    const cem = await Person.come_in(browser, party.url, "Cem", PHONE);
    await listen(cem).click();
    await cem.page.getByText(/^In time/).waitFor();
    await cem.page.context().close();
    expect(cem.complaints).toEqual([]);
  });

  it("stops when it is pressed again", async () => {
    await hanna.page.getByRole("button", { name: "Listening", pressed: true }).click();
    await listen(hanna).waitFor();
    await hanna.page.waitForFunction(() => {
      const { contexts } = (window as unknown as { ear: { contexts: AudioContext[] } }).ear;
      return contexts.every(({ state }) => state === "closed");
    });
  });

  it("is asked for again after a reload, as loud as it was", async () => {
    await bob.page.getByRole("slider", { name: "Volume" }).fill("0.35");
    await bob.page.reload();
    await listen(bob).waitFor();
    expect(await contexts(bob.page)).toBe(0);
    await listen(bob).click();
    await bob.page.getByRole("slider", { name: "Volume" }).waitFor();
    expect(await bob.page.getByRole("slider", { name: "Volume" }).inputValue()).toBe("0.35");
  });

  it("can be muted", async () => {
    await bob.page.getByText(/^In time/).waitFor();
    await listen_in(bob.page);
    expect(loudness(await recording(bob.page, 2))).toBeGreaterThan(0.002);
    await bob.page.getByRole("button", { name: "Mute" }).click();
    await silence(bob.page);
  });

  it("broke nothing on the page meanwhile", () => {
    expect([...hanna.complaints, ...bob.complaints]).toEqual([]);
  });
});

async function playing_entry(): Promise<number> {
  const answer = await hanna.page.request.get(`${party.url}/api/v1/nests/main/state`);
  return ((await answer.json()) as { state: { playing: { entry: { id: number } } } }).state.playing.entry.id;
}

/**
 * What was cut has rung out, and notes that were entered in their middle are over: from now on only
 * whole ones are written down.
 */
async function settled(person: Person): Promise<void> {
  await forget(person.page);
  await recording(person.page, 3);
  await forget(person.page);
}

/** Both are heard to play the same at the same moment. */
async function together(seconds = 5, meanwhile: () => Promise<void> = async () => {}): Promise<void> {
  const pages = [hanna.page, bob.page];
  const [a, b] = await in_step(pages, seconds, async () => {
    // A page that stood still has to catch up before it can be compared.
    for (const page of pages) await page.getByText(/^In time, ±\d+ ms$/).waitFor();
    await Promise.all(pages.map(forget));
    await meanwhile();
  });
  const { lag_ms, likeness } = lag(a!, b!, LOOK_MS);
  expect(likeness).toBeGreaterThan(0.75);
  expect(Math.abs(lag_ms)).toBeLessThan(APART_MAX_MS);
}
