// From the QR code on a host's screen to the first vote on a guest's phone: three presses and a name.

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";

import { camera } from "./camera";
import { directory, launch, LAPTOP, type Party, Person, PHONE, serve } from "./support";

/** So long a guest has patience, in milliseconds; it is told how long it took, and nothing hangs on it. */
const PATIENCE_MS = 5_000;

let browser: Browser;
let party: Party;
let hanna: Person;
const data = directory();

beforeAll(async () => {
  browser = await launch();
  party = await serve(data.path);
  hanna = await Person.come_in(browser, party.url, "Hanna", LAPTOP);
  const answer = await hanna.page.request.get(`${party.url}/api/v1/search?q=&offset=0`);
  const { tracks } = (await answer.json()) as { tracks: { uri: string; explicit: boolean }[] };
  for (const { uri } of tracks.filter(({ explicit }) => !explicit).slice(0, 3)) {
    const headers = { origin: party.url };
    const sent = { headers, data: { type: "add", track: uri, id: uri } };
    expect((await hanna.page.request.post(`${party.url}/api/v1/nests/main/commands`, sent)).status()).toBe(200);
  }
});
afterAll(async () => {
  await party?.process.kill();
  await browser?.close();
  data.remove();
});

it("whoever scans the code has voted after a name and three presses", async () => {
  await hanna.page.getByRole("button", { name: "Invite people" }).first().click();
  const way = await camera(hanna.page.getByRole("dialog").getByRole("img", { name: "QR code" }));
  expect(way.startsWith(party.url)).toBe(true);

  const began_ms = performance.now();
  const guest = new Person(await (await browser.newContext(PHONE)).newPage());
  await guest.page.goto(way);
  // The first press: the phone's own, on what the camera found. The keyboard stands in the only field.
  await guest.page.getByLabel("Your name").waitFor();
  expect(await guest.page.evaluate(() => document.activeElement?.id)).toBe("name");
  await guest.page.keyboard.type("Gus");
  await guest.page.keyboard.press("Enter");
  const [first] = await hanna.titles();
  await guest.row(first!).getByRole("button", { name: "Vote up" }).click();
  await guest.row(first!).getByRole("button", { name: "Vote up", pressed: true }).waitFor();
  const took_ms = performance.now() - began_ms;

  await hanna.sees(() => hanna.row(first!).innerText().then((text) => text.includes("+1 vote")), true);
  // Nothing sounds before it is asked for, and nobody was asked for more than a name.
  expect(await guest.page.evaluate(() => [...document.querySelectorAll("audio, video")].length)).toBe(0);
  expect(guest.complaints).toEqual([]);
  process.stdout.write(`From the code to a vote that everyone sees: ${Math.round(took_ms)} ms, of a guest's ${PATIENCE_MS}.\n`);
});
