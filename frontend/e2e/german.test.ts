// Somebody whose browser speaks German comes to an English evening, and changes their mind about the language.

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";

import { in_both_themes, overflowing, small_targets, violations } from "./measure";
import { has_shown, keep_record } from "./shown";
import { directory, launch, LAPTOP, type Party, Person, PHONE, serve } from "./support";

let browser: Browser;
let party: Party;
let hanna: Person;
let jonas: Person;
const data = directory();
let songs: string[];
const TABS = ["Songs", "Wünschen", "Leute", "Ich"];

const lang = (page: Page) => page.evaluate(() => document.documentElement.lang);
const tab = (name: string) => jonas.page.getByRole("navigation").getByRole("button", { name, exact: true });
/** Searches in German, and takes what is found first. */
async function choose(title: string): Promise<void> {
  await tab("Wünschen").click();
  await jonas.page.getByRole("searchbox").fill(title);
  await jonas.page.getByRole("region", { name: "Wünschen" }).getByRole("button", { name: title }).first().click();
}
const faults = async () => [
  ...(await violations(jonas.page)),
  ...(await overflowing(jonas.page)),
  ...(await small_targets(jonas.page)),
];

beforeAll(async () => {
  browser = await launch();
  party = await serve(data.path);
  hanna = await Person.come_in(browser, party.url, "Hanna", LAPTOP);
  const context = await browser.newContext({ ...PHONE, locale: "de-DE" });
  // Everything that was ever readable on the page, from its first paint on.
  await context.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    new MutationObserver(() => seen.push(document.body?.innerText ?? "")).observe(document, { childList: true, subtree: true });
  });
  jonas = new Person(await context.newPage());
});
afterAll(async () => {
  await browser.close();
  await party.process.kill();
  data.remove();
});

it("a German browser never shows English at the door", async () => {
  await jonas.page.goto(party.url);
  await jonas.page.getByRole("button", { name: "Zur Party" }).waitFor();
  const seen = await jonas.page.evaluate(() => (window as unknown as { seen: string[] }).seen.join("\n"));
  expect(seen).toContain("Komm rein");
  expect(seen).not.toMatch(/Come in|Your name|Join the party/);
  expect(await lang(jonas.page)).toBe("de");
  expect(await in_both_themes(jonas.page, faults)).toEqual([]);
});

it("whoever speaks German comes in, adds and votes", async () => {
  await jonas.page.getByLabel("Dein Name").fill("Jonas");
  await jonas.page.getByRole("button", { name: "Zur Party" }).click();
  await jonas.page.getByRole("region", { name: "Läuft gerade" }).waitFor();
  await jonas.page.evaluate(() => Object.assign(window, { is_the_same_page: true }));
  await keep_record(jonas.page);
  await jonas.page.getByText("2 da").waitFor();
  const answer = await hanna.page.request.get(`${party.url}/api/v1/search?q=`);
  const { tracks } = (await answer.json()) as { tracks: { title: string; explicit: boolean }[] };
  songs = tracks.filter(({ explicit }) => !explicit).map(({ title }) => title);
  await hanna.add(songs[0]!);
  await hanna.sees(() => hanna.playing(), songs[0]!);
  await choose(songs[1]!);
  await has_shown(jonas.page, /ist auf Platz 1, etwa um \d\d:\d\d$/);
  await hanna.add(songs[2]!);
  await tab("Songs").click();
  await jonas.row(songs[2]!).getByRole("button", { name: "Dafür" }).click();
  await jonas.page.getByText("+1 Stimme").waitFor();
  await jonas.page.getByText(/deine nächste Runde/).waitFor();
  // What is queued stays there while it is looked at.
  await hanna.now_playing().getByRole("button", { name: "Pause" }).click();
});

it("what is refused is told in German, and in English where English is spoken", async () => {
  await hanna.page.getByRole("checkbox", { name: "Queue closed" }).check();
  await choose(songs[3]!);
  await has_shown(jonas.page, /^Der Host nimmt gerade keine Wünsche an\./);
  await tab("Ich").click();
  await jonas.page.getByText("Gerade nimmt der Host keine Wünsche an.").first().waitFor();
  await hanna.page.getByRole("checkbox", { name: "Queue closed" }).uncheck();
});

it.each(TABS)("everyone can use the German page: %s", async (name) => {
  await tab(name).click();
  expect(await in_both_themes(jonas.page, faults)).toEqual([]);
});

it("another language needs no reload, no new connection, and loses nothing", async () => {
  const sockets: string[] = [];
  jonas.page.on("websocket", (socket) => sockets.push(socket.url()));
  await tab("Wünschen").click();
  await jonas.page.getByRole("searchbox").fill("half a wo");
  await tab("Ich").click();
  await jonas.page.getByRole("group", { name: "Sprache" }).getByRole("button", { name: "English" }).click();
  await tab("Me").waitFor();
  await jonas.page.getByRole("group", { name: "Language" }).getByRole("button", { name: "English", pressed: true }).waitFor();
  expect(await lang(jonas.page)).toBe("en");
  await tab("Queue").click();
  await jonas.page.getByText("+1 vote").waitFor();
  await jonas.page.getByText("2 here").waitFor();
  await tab("Add").click();
  expect(await jonas.page.getByRole("searchbox").inputValue()).toBe("half a wo");
  expect([await jonas.is_the_same_page(), sockets]).toEqual([true, []]);
  await tab("Me").click();
  expect(await in_both_themes(jonas.page, faults)).toEqual([]);
});

it("the device remembers the language that was chosen on it", async () => {
  await jonas.page.reload();
  await tab("Me").click();
  await jonas.page.getByRole("group", { name: "Language" }).getByRole("button", { name: "Deutsch" }).click();
  await tab("Ich").waitFor();
  await jonas.page.reload();
  await tab("Ich").waitFor();
  expect(await lang(jonas.page)).toBe("de");
});

it("nobody saw a complaint", () => {
  // That nobody was signed in yet is found out by asking.
  expect([...hanna.complaints, ...jonas.complaints]).toEqual([]);
});
