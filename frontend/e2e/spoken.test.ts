// What somebody hears who does not see the page: asked of the browser's own tree of what is there.

import type { Browser, BrowserContextOptions, CDPSession } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";

import { overflowing, small_targets, violations } from "./measure";
import { all_shown, has_shown, keep_record } from "./shown";
import { directory, launch, LAPTOP, type Party, Person, PHONE, serve } from "./support";

interface Node {
  nodeId: string;
  ignored: boolean;
  role?: { value: string };
  name?: { value: string };
  properties?: { name: string; value: { value?: unknown } }[];
}

interface Row {
  id: number;
  by: string;
  track: { title: string; artists: string[] };
}

let browser: Browser;
let party: Party;
let hanna: Person;
let bob: Person;
const trees = new Map<Person, CDPSession>();
const data = directory();
let commands = 0;

async function come_in(name: string, options: BrowserContextOptions): Promise<Person> {
  const person = await Person.come_in(browser, party.url, name, options);
  const session = await person.page.context().newCDPSession(person.page);
  await session.send("Accessibility.enable");
  trees.set(person, session);
  await keep_record(person.page);
  return person;
}

async function tree(person: Person): Promise<Node[]> {
  const { nodes } = (await trees.get(person)!.send("Accessibility.getFullAXTree")) as { nodes: Node[] };
  return nodes.filter(({ ignored }) => !ignored);
}

/** Waits until it is said politely, in the one place for it; whether that is for all ears the record knows. */
async function hears(person: Person, text: string | RegExp): Promise<void> {
  await has_shown(person.page, text);
  const log = (await tree(person)).filter(({ role }) => role?.value === "log");
  expect(log.length).toBe(1);
  expect(log[0]!.properties?.find(({ name }) => name === "live")?.value.value).toBe("polite");
}

/** What there is of a role, by name. */
const named = async (person: Person, role: string) =>
  (await tree(person)).filter((node) => node.role?.value === role).map(({ name }) => name?.value ?? "");

async function ask(person: Person, command: object): Promise<void> {
  const answer = await person.page.request.post(`${party.url}/api/v1/nests/main/commands`, {
    headers: { origin: party.url },
    data: { ...command, id: `spoken-${commands++}` },
  });
  expect(await answer.json()).toMatchObject({ type: "ok" });
}

async function queue(): Promise<Row[]> {
  const answer = await hanna.page.request.get(`${party.url}/api/v1/nests/main/state`);
  return ((await answer.json()) as { state: { queue: Row[] } }).state.queue;
}

beforeAll(async () => {
  browser = await launch();
  party = await serve(data.path, { RATE_LIMITS: "off" });
  hanna = await come_in("Hanna", LAPTOP);
  bob = await come_in("Bob", { ...PHONE, reducedMotion: "reduce" });
  const answer = await hanna.page.request.get(`${party.url}/api/v1/search?q=&offset=0`);
  const { tracks } = (await answer.json()) as { tracks: { uri: string }[] };
  const uris = tracks.map(({ uri }) => uri);
  await ask(hanna, { type: "settings", settings: { mode: "votes" } });
  await ask(hanna, { type: "add", track: uris[0] });
  await ask(hanna, { type: "pause" });
  for (const [index, track] of uris.slice(1, 8).entries()) await ask(index % 2 ? bob : hanna, { type: "add", track });
  for (const person of [hanna, bob]) await person.sees(async () => (await person.titles()).length, 7);
});
afterAll(async () => {
  await browser?.close();
  await party?.process.kill();
  data.remove();
});

it("the page has its landmarks, one main heading, and one place that speaks of songs", async () => {
  for (const person of [hanna, bob]) {
    const nodes = await tree(person);
    const roles = (role: string) => nodes.filter((node) => node.role?.value === role).length;
    expect([roles("main"), roles("banner"), roles("log")]).toEqual([1, 1, 1]);
    const headings = nodes.filter((node) => node.role?.value === "heading");
    expect(headings.filter(({ properties }) => properties?.some(({ name, value }) => name === "level" && value.value === 1)).length).toBe(1);
    expect(headings.map(({ name }) => name?.value)).toContain("Queue");
    expect(await named(person, "region")).toEqual(expect.arrayContaining(["Now playing", "Queue"]));
  }
  expect(await named(bob, "navigation")).toEqual(["Parts of the page"]);
});

it("a row is named by its song, and says who added it and why it is there", async () => {
  const [row] = await queue();
  expect(await named(bob, "article")).toContain(row!.track.title);
  const buttons = await named(bob, "button");
  const name = buttons.find((name) => name.startsWith(row!.track.title))!;
  expect(name).toContain(row!.track.artists[0]);
  expect(name).toMatch(/(you|Hanna)\W+most votes first/);
});

it("how far the song is, is told in words", async () => {
  const [progress] = (await tree(bob)).filter(({ role }) => role?.value === "progressbar" || role?.value === "ProgressIndicator");
  const text = await bob.page.getByRole("progressbar").getAttribute("aria-valuetext");
  expect([progress?.name?.value, text]).toEqual(["Progress", expect.stringMatching(/^\d+:\d\d of \d+:\d\d$/)]);
});

it("somebody whose song is voted up hears where it stands now, and nobody else does", async () => {
  const me = (await (await bob.page.request.get(`${party.url}/api/v1/me`)).json()) as { you: { id: string } };
  const mine = (await queue()).findLast(({ by }) => by === me.you.id)!;
  await ask(hanna, { type: "vote", entry: mine.id, vote: 1 });
  await hears(bob, `Your “${mine.track.title}” is now 1st`);
  expect((await all_shown(hanna.page)).join()).not.toContain(mine.track.title);
});

it("a vote by a key is told when it counts", async () => {
  const me = (await (await hanna.page.request.get(`${party.url}/api/v1/me`)).json()) as { you: { id: string } };
  const other = (await queue()).findLast(({ by }) => by !== me.you.id)!;
  await hanna.row(other.track.title).getByRole("button", { name: other.track.title }).focus();
  await hanna.page.keyboard.press("u");
  await hears(hanna, `You voted up “${other.track.title}”: +1 vote`);
  await hanna.page.keyboard.press("j");
  await hears(hanna, `Jam on “${other.track.title}”`);
});

it("the song that plays now is told to everyone", async () => {
  const [next] = await queue();
  await ask(hanna, { type: "skip", entry: (await playing()).id });
  const said = `Now playing: “${next!.track.title}” by ${next!.track.artists.join(", ")}`;
  await Promise.all([hears(hanna, said), hears(bob, said)]);
});

async function playing(): Promise<Row> {
  const answer = await hanna.page.request.get(`${party.url}/api/v1/nests/main/state`);
  return ((await answer.json()) as { state: { playing: { entry: Row } } }).state.playing.entry;
}

it("what is refused is told, too", async () => {
  await ask(hanna, { type: "settings", settings: { locked: true } });
  await bob.show("Add");
  const add = bob.page.getByRole("region", { name: "Add" }).getByRole("listitem").getByRole("button", { disabled: false });
  await add.first().click();
  await hears(bob, "The host has closed the queue for now.");
  await ask(hanna, { type: "settings", settings: { locked: false } });
});

it("another part of the page takes the focus, and is announced by its name", async () => {
  const focus = () => bob.page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.id);
  for (const [tab, at] of [["People", "People"], ["Me", "Me"], ["Queue", "Queue"], ["Add", "search"]] as const) {
    await bob.show(tab);
    await bob.sees(focus, at);
    expect(await bob.page.locator("nav [aria-current=page]").innerText()).toBe(tab);
  }
});

it("a part of the page is as far down as it was left", async () => {
  await bob.show("Queue");
  await bob.page.evaluate(() => scrollTo({ top: 200, behavior: "instant" }));
  await bob.show("People");
  await bob.sees(() => bob.page.evaluate(() => scrollY), 0);
  await bob.show("Queue");
  await bob.sees(() => bob.page.evaluate(() => scrollY), 200);
});

it("a sheet is a dialog with a name, and gives the focus back", async () => {
  const opener = bob.page.getByRole("button", { name: "What played here" });
  await opener.press("Enter");
  await bob.page.getByRole("dialog").waitFor();
  const dialogs = (await tree(bob)).filter(({ role }) => role?.value === "dialog");
  expect(dialogs.map(({ name, properties }) => [name?.value !== "", properties?.find(({ name }) => name === "modal")?.value.value])).toEqual([[true, true]]);
  await bob.page.keyboard.press("Escape");
  await bob.page.getByRole("dialog").waitFor({ state: "detached" });
  await bob.sees(() => opener.evaluate((button) => button === document.activeElement), true);
});

it("everything is said in German where German is spoken", async () => {
  const jonas = await come_in_german();
  const [next] = await queue();
  await ask(hanna, { type: "skip", entry: (await playing()).id });
  await hears(jonas, `Jetzt läuft: „${next!.track.title}“ von ${next!.track.artists.join(", ")}`);
  expect(await jonas.page.getByRole("progressbar").getAttribute("aria-valuetext")).toMatch(/^\d+:\d\d von \d+:\d\d$/);
  await jonas.page.keyboard.press("?");
  await jonas.page.getByRole("dialog", { name: "Tasten" }).getByText("Leertaste").waitFor();
  await jonas.page.emulateMedia({ reducedMotion: "reduce" });
  for (const width of [1280, 320]) {
    await jonas.page.setViewportSize({ width, height: 800 });
    expect([...(await violations(jonas.page)), ...(await overflowing(jonas.page)), ...(await small_targets(jonas.page))]).toEqual([]);
  }
  await jonas.page.context().close();
});

async function come_in_german(): Promise<Person> {
  const context = await browser.newContext({ ...LAPTOP, locale: "de-DE" });
  const jonas = new Person(await context.newPage());
  await jonas.page.goto(party.url);
  await jonas.page.getByLabel("Dein Name").fill("Jonas");
  await jonas.page.getByRole("button", { name: "Zur Party" }).click();
  await jonas.page.getByRole("region", { name: "Läuft gerade" }).waitFor();
  const session = await context.newCDPSession(jonas.page);
  await session.send("Accessibility.enable");
  trees.set(jonas, session);
  await keep_record(jonas.page);
  return jonas;
}
