// An evening of people with accounts: signing in with Google, connecting Spotify, and music from there.
// Both services are stood in for, over real HTTP; everything else is real.

import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { has_shown, keep_record } from "./shown";
import { directory, launch, LAPTOP, type Party, Person, PHONE, serve, type StandIns, stand_ins } from "./support";

/** Songs longer than this do not end in the course of it. */
const LONG_MS = 130_000;
/** An artist whose songs all play for twenty seconds. */
const SHORT = "The Short Stories";

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

/** Signs in with Google as somebody who is known there. */
async function sign_in(name: string, options: BrowserContextOptions): Promise<Person> {
  const context = await browser.newContext(options);
  const person = new Person(await context.newPage());
  await person.page.goto(party.url);
  await person.page.getByRole("link", { name: "Sign in with Google" }).click();
  await person.page.getByRole("button", { name: `Continue as ${name}` }).click();
  await person.page.getByRole("region", { name: "Now playing" }).waitFor();
  return person;
}

async function connect(person: Person, name: string): Promise<void> {
  await person.show("Me");
  await person.page.getByRole("link", { name: "Connect Spotify" }).click();
  await person.page.getByRole("button", { name: `Agree as ${name}` }).click();
  await person.page.getByText(`Connected as ${name}`).waitFor();
}

interface Found {
  uri: string;
  title: string;
  duration_ms: number;
}

async function found(person: Person, query: string): Promise<Found[]> {
  const answer = await person.page.request.get(`${party.url}/api/v1/search?q=${encodeURIComponent(query)}`);
  return ((await answer.json()) as { tracks: Found[] }).tracks;
}

/** Long songs of which each is the only one that is found by its title. */
async function long_songs(person: Person, count: number): Promise<Found[]> {
  const answer = await fetch(`${services.spotify}/_control/spotify/tracks?trait=plain`);
  const { tracks } = (await answer.json()) as { tracks: { uri: string; name: string; length_ms: number }[] };
  const songs: Found[] = [];
  for (const { uri, name } of tracks.filter(({ length_ms }) => length_ms > LONG_MS && length_ms < 600_000)) {
    const alike = (await found(person, name)).filter(({ title }) => title.includes(name));
    if (alike.length === 1 && alike[0]!.uri === uri) songs.push(alike[0]!);
    if (songs.length === count) break;
  }
  return songs;
}

describe("an evening with accounts", () => {
  let ada: Person;
  let bo: Person;
  let short: Found[];
  let long: Found[];

  it("signs two people in, each by their own name, and makes the named one host", async () => {
    ada = await sign_in("Ada Quill", LAPTOP);
    bo = await sign_in("Bo Lindqvist", PHONE);
    await ada.page.getByRole("heading", { name: "Ada Quill host" }).waitFor();
    await bo.show("Me");
    await bo.page.getByRole("heading", { name: "Bo Lindqvist guest" }).waitFor();
    expect([ada.page.url(), bo.page.url()]).toEqual([`${party.url}/`, `${party.url}/`]);
  });

  it("connects their Spotify", async () => {
    await connect(ada, "Ada Quill");
    await connect(bo, "Bo Lindqvist");
  });

  it("finds a track by typing, and plays it", async () => {
    short = (await found(ada, SHORT)).filter(({ title }) => / [2-9]$/.test(title));
    long = await long_songs(ada, 2);
    await ada.add(long[0]!.title);
    await bo.show("Queue");
    await bo.sees(() => bo.playing(), long[0]!.title);
    await bo.now_playing().getByRole("link", { name: "Open in Spotify" }).first().waitFor();
  });

  it("finds a track by a pasted link, and queues it", async () => {
    await bo.show("Add");
    const id = short[0]!.uri.split(":").at(-1)!;
    await bo.page.getByRole("searchbox").fill(`https://open.spotify.com/intl-de/track/${id}?si=4f1c`);
    await bo.page.getByRole("region", { name: "Add" }).getByRole("button", { name: short[0]!.title }).first().click();
    await bo.show("Queue");
    await ada.sees(() => ada.titles(), [short[0]!.title]);
  });

  it("plays through to the next", async () => {
    await ada.add(long[1]!.title);
    await ada.sees(() => ada.titles(), [short[0]!.title, long[1]!.title]);
    for (const { page } of [ada, bo]) await keep_record(page);
    await ada.now_playing().getByRole("button", { name: "Skip" }).click();
    for (const { page } of [ada, bo]) await has_shown(page, `Now playing: “${short[0]!.title}” by ${SHORT}`);
    // That one ends by itself. Each of the two waits is for half of it.
    const at = () => ada.page.getByRole("progressbar", { name: "Progress" }).evaluate((bar) => (bar as HTMLProgressElement).value);
    await ada.sees(async () => (await ada.playing()) === short[0]!.title && (await at()) < short[0]!.duration_ms / 2, false);
    for (const person of [ada, bo]) await person.sees(() => person.playing(), long[1]!.title);
    expect(await ada.titles()).toEqual([]);
    // What is queued from here on stays there.
    await ada.now_playing().getByRole("button", { name: "Pause" }).click();
    await bo.now_playing().getByText("Paused").waitFor();
  });

  it("shows one's own playlists after consent, and adds from them", async () => {
    await bo.show("Add");
    await bo.page.getByRole("button", { name: "My playlists" }).click();
    await bo.page.getByRole("link", { name: "Show my playlists" }).click();
    await bo.page.getByRole("button", { name: "Agree as Bo Lindqvist" }).click();
    await bo.page.getByRole("region", { name: "Now playing" }).waitFor();
    await bo.show("Add");
    await bo.page.getByRole("button", { name: "My playlists" }).click();
    const lists = bo.page.getByRole("region", { name: "Add" }).getByRole("list").getByRole("button");
    await lists.first().click();
    await bo.page.getByRole("button", { name: "Back" }).waitFor();
    const first = bo.page.getByRole("region", { name: "Add" }).getByRole("listitem").getByRole("button").first();
    await first.waitFor();
  });

  it("keeps a guest who signs in who they were", async () => {
    const cleo = await Person.come_in(browser, party.url, "Cleo the Guest", PHONE);
    await cleo.add(short[1]!.title);
    await cleo.row(short[1]!.title).getByText("you").first().waitFor();
    await cleo.show("Me");
    await cleo.page.getByRole("link", { name: "Sign in with Google" }).click();
    await cleo.page.getByRole("button", { name: "Continue as Cléo Márquez" }).click();
    await cleo.page.getByRole("region", { name: "Now playing" }).waitFor();
    await cleo.show("Me");
    await cleo.page.getByRole("heading", { name: "Cleo the Guest guest" }).waitFor();
    await cleo.show("Queue");
    await cleo.row(short[1]!.title).getByText("you").first().waitFor();
    await cleo.page.context().close();
  });

  it("lets go of Spotify, and says so", async () => {
    await bo.show("Me");
    await bo.page.getByRole("button", { name: "Disconnect" }).click();
    await bo.page.getByRole("button", { name: "Really disconnect?" }).click();
    await bo.page.getByText("Not connected.").waitFor();
  });

  it("signs out everywhere at once", async () => {
    const other = await sign_in("Bo Lindqvist", LAPTOP);
    await bo.show("Me");
    await bo.page.getByRole("button", { name: "Sign out everywhere" }).click();
    await bo.page.getByRole("button", { name: "Really sign out on all devices?" }).click();
    for (const device of [bo, other]) await device.page.getByLabel("Your name").waitFor();
    await ada.page.getByText("1 here").waitFor();
    await other.page.context().close();
  });

  it("broke nothing on the page meanwhile", () => {
    expect([...ada.complaints, ...bo.complaints]).toEqual([]);
  });
});
