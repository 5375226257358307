// Two people who listen along, each on a device of their own at Spotify's stand-in, and one of them in two
// nests: what the devices really do is asked there, and what their people see is read on the page.

import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { directory, launch, LAPTOP, type Party, Person, PHONE, serve, type StandIns, stand_ins } from "./support";

/** Farther from the nest than this nobody is left alone, in milliseconds. */
const AWAY_MAX_MS = 2_500;
/** Two looks at one player, with one at the other between them, are no farther apart. */
const LOOKS_MAX_MS = 500;

interface Track {
  uri: string;
  title: string;
  duration_ms: number;
}

interface Player {
  is_playing: boolean;
  current: string | null;
  progress_ms: number;
}

let browser: Browser;
let services: StandIns;
let party: Party;
const data = directory();

beforeAll(async () => {
  browser = await launch();
  services = await stand_ins();
  party = await serve(data.path, { ...services.settings, HOST_EMAILS: "ada@party.example" });
});
afterAll(async () => {
  await party?.process.kill();
  await services?.process.kill();
  await browser?.close();
  data.remove();
});

async function control(path: string, body?: object): Promise<unknown> {
  const answer = await fetch(`${services.spotify}/_control${path}`, {
    ...(body && { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  return answer.json().catch(() => undefined);
}

/** What somebody's player really does. */
async function player(id: string): Promise<Player> {
  return (await control(`/spotify/people/${id}/player`)) as Player;
}

async function come_in(name: string, options: BrowserContextOptions, at_spotify = name): Promise<Person> {
  const person = new Person(await (await browser.newContext(options)).newPage());
  await person.page.goto(party.url);
  await person.page.getByRole("link", { name: "Sign in with Google" }).click();
  await person.page.getByRole("button", { name: `Continue as ${name}` }).click();
  await person.page.getByRole("region", { name: "Now playing" }).waitFor();
  await along(person).getByRole("link", { name: "Listen on my Spotify" }).click();
  await person.page.getByRole("button", { name: `Agree as ${at_spotify}` }).click();
  await along(person).getByRole("button", { name: "Listen on my Spotify" }).waitFor();
  return person;
}

function along(person: Person) {
  return person.page.getByRole("region", { name: "Listen along" });
}

/** Somebody else in the list of people. */
function row_of(person: Person, name: string) {
  return person.page.getByRole("list", { name: "People" }).getByRole("listitem").filter({ hasText: name });
}

async function choose(person: Person, device: string): Promise<void> {
  await along(person).getByText("Device and timing").click();
  await along(person).getByRole("button", { name: device }).click();
}

async function found(person: Person, query: string): Promise<Track[]> {
  const answer = await person.page.request.get(`${party.url}/api/v1/search?q=${query}`);
  return ((await answer.json()) as { tracks: Track[] }).tracks;
}

/** Songs that play for longer than this takes, and are not too long for a party. */
async function long_songs(): Promise<Track[]> {
  const { tracks } = (await control("/spotify/tracks?trait=plain")) as { tracks: { uri: string; name: string; length_ms: number }[] };
  const long = tracks.filter(({ length_ms }) => length_ms > 130_000 && length_ms < 600_000);
  return long.map(({ uri, name, length_ms }) => ({ uri, title: name, duration_ms: length_ms }));
}

/** Whether both play a song, and near each other. */
async function are_together({ uri }: Track): Promise<boolean> {
  const [before, other, after] = [await player("ada"), await player("bo"), await player("ada")];
  if ([before, other, after].some(({ current }) => current !== uri)) return false;
  // Looks that are far from each other say nothing: somebody who measures may stand still, too.
  if (after.progress_ms - before.progress_ms > LOOKS_MAX_MS) return false;
  return [before, after].every(({ progress_ms }) => Math.abs(progress_ms - other.progress_ms) < AWAY_MAX_MS);
}

/** How often somebody's player was told to play. */
async function told(id: string): Promise<number> {
  return ((await control(`/calls?path=/v1/me/player/play&person=${id}`)) as { count: number }).count;
}

async function add(person: Person, track: Track): Promise<void> {
  const answer = await person.page.request.post(`${party.url}/api/v1/nests/main/commands`, {
    headers: { origin: party.url },
    data: { type: "add", track: track.uri, id: track.uri },
  });
  expect(await answer.json()).toMatchObject({ type: "ok" });
}

describe("two people who listen along", () => {
  let ada: Person;
  let bo: Person;
  let tracks: Track[];

  beforeAll(async () => {
    ada = await come_in("Ada Quill", LAPTOP);
    bo = await come_in("Bo Lindqvist", PHONE);
    // The first ones are for the two nests.
    tracks = (await long_songs()).slice(3);
  });

  it("hear nothing before they ask for it", async () => {
    await add(ada, tracks[0]!);
    await ada.sees(() => ada.playing(), tracks[0]!.title);
    expect([(await player("ada")).is_playing, (await player("bo")).is_playing]).toEqual([false, false]);
  });

  it("hear what plays, in the middle of it, once they did", async () => {
    for (const person of [ada, bo]) await along(person).getByRole("button", { name: "Listen on my Spotify" }).click();
    await choose(ada, "Ada's computer");
    await choose(bo, "Bo's computer");
    for (const id of ["ada", "bo"]) await ada.sees(async () => (await player(id)).is_playing, true);
    for (const person of [ada, bo]) await along(person).getByText("In time").first().waitFor();
  });

  it("see of each other how they keep time", async () => {
    await bo.page.getByRole("navigation").getByRole("button", { name: "People" }).click();
    await row_of(bo, "Ada Quill").getByText("in time").waitFor();
    await row_of(ada, "Bo Lindqvist").getByText("in time").waitFor();
    await bo.page.getByRole("navigation").getByRole("button", { name: "Queue" }).click();
  });

  it("hear the next song when the nest plays it", async () => {
    // A short one, which ends by itself.
    const short = (await found(ada, "The Short Stories")).find(({ title }) => / [2-9]$/.test(title))!;
    await add(bo, short);
    await add(bo, tracks[1]!);
    await ada.now_playing().getByRole("button", { name: "Skip" }).click();
    await ada.sees(async () => (await ada.playing()) === tracks[0]!.title, false);
    const at = () => ada.page.getByRole("progressbar", { name: "Progress" }).evaluate((bar) => (bar as HTMLProgressElement).value);
    // Each of the two waits is for half of it.
    await ada.sees(async () => (await ada.playing()) === short.title && (await at()) < short.duration_ms / 2, false);
    await ada.sees(() => ada.playing(), tracks[1]!.title);
    await ada.sees(() => are_together(tracks[1]!), true);
  });

  it("are left alone when they take over, and come back when they want", async () => {
    const own = tracks[2]!;
    await control("/spotify/people/bo/takeover", { device: "Bo's phone", uris: [own.uri], position_ms: 0 });
    await along(bo).getByText("You took over.").waitFor();
    await row_of(ada, "Bo Lindqvist").getByText("took over").waitFor();
    await add(ada, tracks[3]!);
    await ada.now_playing().getByRole("button", { name: "Skip" }).click();
    await ada.sees(async () => (await player("ada")).current, tracks[3]!.uri);
    expect((await player("bo")).current).toBe(own.uri);
    await along(bo).getByRole("button", { name: "Rejoin" }).click();
    await bo.sees(async () => (await player("bo")).current, tracks[3]!.uri);
    await along(bo).getByText("In time").first().waitFor();
  });

  it("are put right when their device lags behind", async () => {
    const long = (await found(ada, "Drizzle")).find(({ duration_ms }) => duration_ms > 90_000)!;
    await add(ada, long);
    // One command of Ada's computer takes effect four seconds late; those after it do at once.
    await control("/spotify/people/ada/devices", { name: "Ada's computer", effect_ms: 4_000 });
    const before = await told("ada");
    await ada.now_playing().getByRole("button", { name: "Skip" }).click();
    await ada.sees(() => ada.playing(), long.title);
    await ada.sees(async () => (await told("ada")) > before, true);
    await control("/spotify/people/ada/devices", { name: "Ada's computer", effect_ms: 0 });
    await ada.sees(async () => (await told("ada")) > before + 1, true);
    await along(ada).getByText("In time").first().waitFor();
    await ada.sees(() => are_together(long), true);
  });

  it("hear no more once they stop", async () => {
    await along(ada).getByRole("button", { name: "Stop listening" }).click();
    await ada.sees(async () => (await player("ada")).is_playing, false);
  });

  it("broke nothing on the page meanwhile", () => {
    expect([...ada.complaints, ...bo.complaints]).toEqual([]);
  });
});

describe("somebody in two nests", () => {
  let cleo: Person;
  let in_kitchen: Person;
  let home: string;
  let songs: Track[];

  beforeAll(async () => {
    cleo = await come_in("Cléo Márquez", LAPTOP, "Emil Straub");
    songs = await long_songs();
    home = await cleo.page.getByRole("heading", { level: 1 }).innerText();
    const opened = await cleo.page.request.post(`${party.url}/api/v1/nests`, {
      headers: { origin: party.url },
      data: { name: "Kitchen", bender_depth: 0 },
    });
    const { code } = (await opened.json()) as { code: string };
    in_kitchen = new Person(await cleo.page.context().newPage());
    await in_kitchen.page.goto(`${party.url}/nest/${code}`);
    await in_kitchen.now_playing().waitFor();
    const answer = await cleo.page.request.post(`${party.url}/api/v1/nests/${code}/commands`, {
      headers: { origin: party.url },
      data: { type: "add", track: songs[1]!.uri, id: "kitchen" },
    });
    expect(await answer.json()).toMatchObject({ type: "ok" });
    await add(cleo, songs[2]!);
  });

  it("listens in the nest where they pressed", async () => {
    await along(in_kitchen).getByRole("button", { name: "Listen on my Spotify" }).click();
    await choose(in_kitchen, "Emil's computer");
    await along(in_kitchen).getByText("In time").first().waitFor();
    expect((await player("emil")).current).toBe(songs[1]!.uri);
  });

  it("is told in the other where that is, and changes over by one press", async () => {
    await cleo.page.reload();
    await along(cleo).getByText("You listen in Kitchen.").waitFor();
    expect(await along(cleo).getByText("Device and timing").count()).toBe(0);
    await along(cleo).getByRole("button", { name: "Listen here instead" }).click();
    await along(cleo).getByText("In time").first().waitFor();
    await cleo.sees(async () => (await player("emil")).current === songs[1]!.uri, false);
    await along(in_kitchen).getByText(`You listen in ${home}.`).waitFor();
  });

  it("listens no more where the nest is over", async () => {
    await along(in_kitchen).getByRole("button", { name: "Listen here instead" }).click();
    await along(in_kitchen).getByText("In time").first().waitFor();
    const { id } = (await (await cleo.page.request.get(`${party.url}/api/v1/listening`)).json()).nest as { id: string };
    await cleo.page.request.delete(`${party.url}/api/v1/nests/${id}`, { headers: { origin: party.url } });
    await along(cleo).getByRole("button", { name: "Stop listening" }).waitFor({ state: "detached" });
    await along(cleo).getByRole("button", { name: "Listen on my Spotify" }).waitFor();
  });

  it("broke nothing on either page", () => {
    expect([...cleo.complaints, ...in_kitchen.complaints]).toEqual([]);
  });
});
