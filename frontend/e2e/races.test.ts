// Two people who do the same at the same moment: both pages end alike, and each is told kindly.

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";

import { directory, launch, LAPTOP, type Party, Person, PHONE, serve } from "./support";

let browser: Browser;
let party: Party;
let hanna: Person;
let bob: Person;
let cem: Person;
let songs: string[];
const data = directory();

beforeAll(async () => {
  browser = await launch();
  party = await serve(data.path, { RATE_LIMITS: "off" });
  hanna = await Person.come_in(browser, party.url, "Hanna", LAPTOP);
  bob = await Person.come_in(browser, party.url, "Bob", PHONE);
  cem = await Person.come_in(browser, party.url, "Cem", PHONE);
  const answer = await hanna.page.request.get(`${party.url}/api/v1/search?q=&offset=0`);
  const { tracks } = (await answer.json()) as { tracks: { title: string; explicit: boolean }[] };
  const plain = tracks.filter(({ title, explicit }) => !explicit && /^[A-Za-z ]+$/.test(title)).map(({ title }) => title);
  songs = plain.filter((title) => plain.filter((other) => other.includes(title)).length === 1);
  for (const title of songs.slice(0, 4)) await hanna.add(title);
  for (const person of [bob, cem]) await person.sees(async () => (await person.titles()).length, 3);
});
afterAll(async () => {
  await browser?.close();
  await party?.process.kill();
  data.remove();
});

async function alike(): Promise<void> {
  await hanna.sees(async () => new Set(await Promise.all([hanna, bob, cem].map(async (person) => (await person.titles()).join()))).size, 1);
  await hanna.sees(async () => new Set(await Promise.all([hanna, bob, cem].map((person) => person.playing()))).size, 1);
}

it("both votes count", async () => {
  const last = (await hanna.titles()).at(-1)!;
  await Promise.all([bob, cem].map((person) => person.row(last).getByRole("button", { name: "Vote up" }).click()));
  for (const person of [hanna, bob, cem]) await person.row(last).getByText("+2 votes").waitFor();
  await alike();
});

it("a song that both add is in once, and the slower one is told where it stands", async () => {
  const title = songs[5]!;
  for (const person of [bob, cem]) {
    await person.show("Add");
    await person.page.getByRole("searchbox").fill(title);
    // Only what has to do with it is left, and stays.
    const found = person.page.getByRole("region", { name: "Add" }).getByRole("listitem");
    await person.sees(async () => (await found.count()) < 10 && (await found.filter({ hasText: title }).count()) > 0, true);
  }
  const press = (person: Person) => person.page.getByRole("region", { name: "Add" }).getByRole("button", { name: title }).first().dispatchEvent("click");
  await Promise.all([press(bob), press(cem)]);
  await hanna.sees(async () => (await hanna.titles()).filter((other) => other === title).length, 1);
  for (const person of [bob, cem]) {
    const known = person.page.getByRole("region", { name: "Add" }).getByText(/in queue, \d/);
    await known.first().waitFor();
    await person.show("Queue");
  }
  await alike();
});

it("a song that both want to skip is skipped once, and the next one plays on", async () => {
  const [playing, [next, after]] = [await hanna.playing(), await hanna.titles()];
  await Promise.all([bob, cem].map((person) => person.now_playing().getByRole("button", { name: "Skip?" }).click()));
  await hanna.sees(async () => (await hanna.playing()) !== playing, true);
  await alike();
  expect([await hanna.playing(), (await hanna.titles())[0]]).toEqual([next, after]);
});

it("one that is taken out while somebody votes for it says so in a sentence, if it is too late", async () => {
  const title = (await hanna.titles()).find((title) => songs.slice(0, 4).includes(title))!;
  await hanna.row(title).getByRole("button", { name: title }).click();
  await Promise.all([
    hanna.row(title).getByRole("button", { name: "Remove" }).dispatchEvent("click"),
    bob.row(title).getByRole("button", { name: "Vote up" }).dispatchEvent("click"),
  ]);
  for (const person of [hanna, bob, cem]) await person.sees(async () => (await person.titles()).includes(title), false);
  await alike();
  expect([...hanna.complaints, ...bob.complaints, ...cem.complaints]).toEqual([]);
});
