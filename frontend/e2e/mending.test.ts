// A refusal comes with one thing to do about it, and that leads there.

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";

import { directory, launch, type Party, Person, PHONE, serve } from "./support";

let browser: Browser;
let party: Party;
let host: Person;
let gil: Person;
let titles: string[];
const data = directory();

beforeAll(async () => {
  browser = await launch();
  party = await serve(data.path);
  host = await Person.come_in(browser, party.url, "Hanna", PHONE);
  gil = await Person.come_in(browser, party.url, "Gil", { ...PHONE, reducedMotion: "reduce" });
  const answer = await host.page.request.get(`${party.url}/api/v1/search?q=&offset=0`);
  const { tracks } = (await answer.json()) as { tracks: { title: string; explicit: boolean }[] };
  const all = tracks.map(({ title }) => title);
  titles = all.filter((title, index) => !tracks[index]!.explicit && all.every((other) => other === title || !other.includes(title)));
  await host.add(titles.pop()!);
  await gil.add(titles.pop()!);
  await gil.sees(async () => (await gil.titles()).length, 1);
});
afterAll(async () => {
  await party?.process.kill();
  await browser?.close();
  data.remove();
});

let commands = 0;

async function set(settings: object): Promise<void> {
  const command = { type: "settings", settings, id: `mending-${commands++}` };
  const answer = await host.page.request.post(`${party.url}/api/v1/nests/main/commands`, { headers: { origin: party.url }, data: command });
  expect(answer.status()).toBe(200);
}

/** What the page offers about the last refusal. */
async function press(label: string): Promise<void> {
  await gil.page.getByRole("log").getByRole("button", { name: label }).click();
}

it("whoever has too many songs is shown them", async () => {
  await set({ per_person_max: 1 });
  await gil.add(titles.pop()!);
  await press("See my songs");
  const [mine] = await gil.titles();
  await gil.page.waitForFunction((title) => document.activeElement?.closest("article")?.getAttribute("aria-label") === title, mine);
  await set({ per_person_max: 20 });
});

it("whoever finds the queue closed sees who is host", async () => {
  await set({ locked: true });
  await gil.add(titles.pop()!);
  await press("See who is host");
  await gil.page.getByRole("navigation").getByRole("button", { name: "People", pressed: false }).and(gil.page.locator("[aria-current=page]")).waitFor();
  await set({ locked: false });
});

it("whoever chose what is too long for this nest looks for another", async () => {
  await set({ max_duration_ms: 20_000, min_duration_ms: 0 });
  const title = titles.pop()!;
  // What is known to be refused cannot be pressed: it became so after it was found.
  const track = ((await (await gil.page.request.get(`${party.url}/api/v1/search?q=${encodeURIComponent(title)}`)).json()) as { tracks: { uri: string }[] }).tracks[0]!;
  await gil.page.route("**/api/v1/search?*", (route) => route.fulfill({ json: { tracks: [{ ...track, refusal: undefined }] } }));
  await gil.show("Add");
  await gil.page.getByRole("searchbox").fill(title.slice(0, 4));
  await gil.page.getByRole("region", { name: "Add" }).getByRole("button", { name: title }).first().click();
  await gil.show("Queue");
  await press("Find another");
  await gil.page.waitForFunction(() => document.activeElement?.getAttribute("type") === "search");
  expect(gil.complaints).toEqual([]);
});
