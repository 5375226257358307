// A TV across the room: paired by a phone, through a change of songs and the end of the server, and paired anew.

import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

import { parse } from "acorn";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";

import { camera } from "./camera";
import { overflowing, small_targets, violations } from "./measure";
import { has_shown, keep_record } from "./shown";
import { directory, launch, LAPTOP, type Party, Person, PHONE, serve } from "./support";

const DIST = resolve(import.meta.dirname, "../dist");
const HD = { width: 1920, height: 1080 };

let browser: Browser;
let party: Party;
let hanna: Person;
let tv: Page;
let room: BrowserContext;
let code: string;
/** Where the TV asked for anything. */
const asked = new Set<string>();
const complaints: string[] = [];
const data = directory();

beforeAll(async () => {
  browser = await launch();
  party = await serve(data.path);
  hanna = await Person.come_in(browser, party.url, "Hanna", PHONE);
  const nest = await hanna.page.request.get(`${party.url}/api/v1/nests/main`);
  ({ code } = (await nest.json()) as { code: string });
  room = await browser.newContext({ viewport: HD });
  tv = await room.newPage();
  tv.on("request", (request) => asked.add(new URL(request.url()).origin));
  tv.on("pageerror", (error) => complaints.push(error.message));
});
afterAll(async () => {
  await party?.process.kill();
  await browser?.close();
  data.remove();
});

let commands = 0;

async function ask(command: object): Promise<void> {
  const answer = await hanna.page.request.post(`${party.url}/api/v1/nests/main/commands`, {
    headers: { origin: party.url },
    data: { ...command, id: `tv-${commands++}` },
  });
  expect(await answer.json()).toMatchObject({ type: "ok" });
}

interface Found {
  uri: string;
  title: string;
  explicit: boolean;
}

/** Songs that nobody objects to, each by its title. */
async function songs(): Promise<Found[]> {
  const answer = await hanna.page.request.get(`${party.url}/api/v1/search?q=&offset=0`);
  return ((await answer.json()) as { tracks: Found[] }).tracks.filter(({ explicit }) => !explicit);
}

const next = () => tv.locator(".row .name").allInnerTexts();
const title = () => tv.locator(".now .title").innerText();

/** Waits until something about the TV is as wanted. */
async function shows<T>(look: () => Promise<T>, wanted: T): Promise<void> {
  await expect.poll(look).toEqual(wanted);
}

/** Everyone can read it, nothing stands out of it, and there is no cursor. */
async function is_in_order(): Promise<void> {
  await tv.emulateMedia({ reducedMotion: "reduce" });
  const found = [...(await violations(tv)), ...(await overflowing(tv))];
  await tv.emulateMedia({ reducedMotion: null });
  expect(found).toEqual([]);
  const cursors = await tv.evaluate(() => [
    ...new Set([...document.querySelectorAll("html, body, body *")].map((element) => getComputedStyle(element).cursor)),
  ]);
  expect(cursors).toEqual(["none"]);
}

/** Confirms what the TV shows, by the way that its QR code holds. */
async function confirm(): Promise<void> {
  await tv.locator(".pairing .qr").waitFor();
  const way = await camera(tv.locator(".pairing .qr"));
  const shown = (await tv.locator(".code").innerText()).replace(/\s/g, "");
  expect(shown).toMatch(/^[A-HJKMNP-Z2-9]{6}$/);
  expect(way).toBe(`${party.url}/nest/${code}?tv=${shown}`);
  await hanna.page.goto(way);
  const sheet = hanna.page.getByRole("dialog", { name: "Show this nest on the TV?" });
  await sheet.getByText(shown).waitFor();
  const found = [...(await violations(hanna.page)), ...(await small_targets(hanna.page)), ...(await overflowing(hanna.page))];
  expect(found).toEqual([]);
  await sheet.getByRole("button", { name: "Show it" }).click();
  await sheet.getByText("The TV shows this nest in a moment.").waitFor();
  await sheet.getByRole("button", { name: "Close" }).last().click();
  expect(new URL(hanna.page.url()).search).toBe("");
}

it("is paired by a host's phone, and invites while nothing plays", async () => {
  await tv.goto(`${party.url}/nest/${code}/tv`);
  await tv.locator(".pairing").waitFor();
  await is_in_order();
  await confirm();
  await tv.getByText("Nothing is playing").waitFor();
  expect(await camera(tv.locator(".join .qr"))).toBe(`${party.url}/nest/${code}`);
  await is_in_order();
});

it("shows what plays, who added it, the next five, and who blows a horn", async () => {
  const all = await songs();
  for (const { uri } of all.slice(0, 7)) await ask({ type: "add", track: uri });
  await shows(title, all[0]!.title);
  await shows(next, all.slice(1, 6).map(({ title }) => title));
  await tv.locator(".now").getByText("Added by Hanna").waitFor();
  await tv.locator(".time").getByText(/^\d+:\d\d left$/).waitFor();
  expect(await camera(tv.locator(".join .qr"))).toBe(`${party.url}/nest/${code}`);
  await is_in_order();
  await keep_record(tv, [".horn"]);
  await ask({ type: "airhorn", sound: "foghorn" });
  await has_shown(tv, "Hanna blows the horn", ".horn");
  await tv.getByText("Hanna blows the horn").waitFor({ state: "hidden" });
  // The cover is whole, and nothing lies on it.
  const on_top = await tv.locator(".now .cover img").evaluate((image) => {
    const { left, top, width, height } = image.getBoundingClientRect();
    const at = [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) => [left + width * x, top + height * y] as const));
    return at.map(([x, y]) => document.elementFromPoint(x, y) === image);
  });
  expect(new Set(on_top)).toEqual(new Set([true]));
});

it("goes through a change of songs: the title slides in, and the next five move up", async () => {
  const before = await next();
  await tv.evaluate(() => {
    const moved: string[] = [];
    Object.assign(window, { moved, is_the_same_page: true });
    document.addEventListener("animationstart", ({ target, animationName }) => {
      moved.push(`${(target as Element).classList.item(0)} ${animationName}`);
    });
  });
  const state = await hanna.page.request.get(`${party.url}/api/v1/nests/main/state`);
  const { playing } = ((await state.json()) as { state: { playing: { entry: { id: number } } } }).state;
  await ask({ type: "skip", entry: playing.entry.id });
  await shows(title, before[0]!);
  await shows(async () => (await next()).slice(0, 4), before.slice(1));
  const moved = () => tv.evaluate(() => (window as unknown as { moved: string[] }).moved);
  await expect.poll(moved).toEqual(expect.arrayContaining(["what rise", "cover appear"]));
});

it("says that it is not connected, and comes back by itself when the server does", async () => {
  const [playing, following] = [await title(), await next()];
  await party.process.kill();
  await tv.getByText("Not connected.").waitFor();
  expect([await title(), await next()]).toEqual([playing, following]);
  await is_in_order();
  await party.restart();
  await tv.getByText("Not connected.").waitFor({ state: "hidden" });
  await ask({ type: "pause" });
  await tv.locator(".time").getByText("Paused").waitFor();
  expect(await tv.evaluate(() => "is_the_same_page" in window)).toBe(true);
  await ask({ type: "resume" });
});

it("goes on trying where a proxy answers in the server's place", async () => {
  let answered = 0;
  await room.route("**/api/v1/tv/events", (route) => {
    answered += 1;
    return route.fulfill({ status: 502, contentType: "text/html", body: "<h1>Bad gateway</h1>" });
  });
  await party.restart();
  await tv.getByText("Not connected.").waitFor();
  await expect.poll(() => answered).toBeGreaterThan(2);
  await room.unroute("**/api/v1/tv/events");
  await tv.getByText("Not connected.").waitFor({ state: "hidden" });
  expect(await tv.evaluate(() => "is_the_same_page" in window)).toBe(true);
});

it("does not care what its own clock says", async () => {
  const left = async () => (await tv.locator(".time").innerText()).split(" ")[0]!;
  const seconds = (time: string) => time.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  const other = await room.newPage();
  await other.clock.install({ time: Date.now() + 2 * 3_600_000 });
  await other.clock.resume();
  await other.goto(`${party.url}/nest/${code}/tv`);
  await other.locator(".time").getByText(/left/).waitFor();
  const theirs = (await other.locator(".time").innerText()).split(" ")[0]!;
  // As much as the two looks are apart, and what rounding makes of it.
  expect(Math.abs(seconds(theirs) - seconds(await left()))).toBeLessThan(10);
  await other.close();
});

it("is ended by a host, shows a code again, and is paired anew", async () => {
  await hanna.show("Me");
  await hanna.page.getByText("Show on a TV").click();
  const listed = hanna.page.getByRole("list", { name: "TVs that show this nest" }).getByRole("listitem");
  await listed.getByText("Paired by Hanna").waitFor();
  await listed.getByRole("button", { name: "End" }).click();
  await listed.getByRole("button", { name: "Really end it?" }).click();
  await hanna.page.getByText("No TV shows this nest yet.").waitFor();
  await tv.locator(".pairing .code").waitFor();
  expect(await tv.locator(".party").count()).toBe(0);
  // This time the code is typed, and mistyped first.
  const field = hanna.page.getByLabel("Code on the TV");
  await field.fill("ZZZ ZZZ");
  await hanna.page.getByRole("button", { name: "Show it" }).click();
  await hanna.page.getByText("No TV shows this code for this nest.").waitFor();
  expect([...(await violations(hanna.page)), ...(await small_targets(hanna.page))]).toEqual([]);
  await field.fill((await tv.locator(".code").innerText()).toLowerCase());
  await hanna.page.getByRole("button", { name: "Show it" }).click();
  await tv.locator(".now .title").waitFor();
});

it("keeps the screen on, and takes that back when it is seen again", async () => {
  const other = await browser.newContext({ viewport: HD });
  const page = await other.newPage();
  await page.addInitScript(() => {
    const held: string[] = [];
    const lock = { addEventListener: () => {} };
    const wakeLock = { request: (what: string) => (held.push(what), Promise.resolve(lock)) };
    Object.defineProperty(navigator, "wakeLock", { value: wakeLock });
    Object.assign(window, { held });
  });
  await page.goto(`${party.url}/nest/${code}/tv`);
  const held = () => page.evaluate(() => (window as unknown as { held: string[] }).held);
  await expect.poll(held).toEqual(["screen"]);
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await expect.poll(held).toEqual(["screen", "screen"]);
  await other.close();
});

it("loads a newer page when the next song begins, and not before", async () => {
  const mark = () => tv.evaluate(() => Object.assign(window, { is_the_same_page: true }));
  const is_same = () => tv.evaluate(() => "is_the_same_page" in window);
  await mark();
  // A song that has been playing for a while.
  await expect.poll(async () => tv.locator(".done").evaluate((bar) => new DOMMatrix(getComputedStyle(bar).transform).a)).toBeGreaterThan(0.02);
  let asked_newer = 0;
  await room.route("**/api/v1/site", (route) => {
    asked_newer += 1;
    return route.fulfill({ json: { version: "next", commit: "newer" } });
  });
  await party.restart();
  await expect.poll(() => asked_newer).toBeGreaterThan(0);
  await tv.getByText("Not connected.").waitFor({ state: "hidden" });
  // Several looks at how far the song is go by.
  const time = () => tv.locator(".time").innerText();
  const before = await time();
  await expect.poll(time).not.toBe(before);
  expect(await is_same()).toBe(true);
  const state = await hanna.page.request.get(`${party.url}/api/v1/nests/main/state`);
  const { playing } = ((await state.json()) as { state: { playing: { entry: { id: number } } } }).state;
  await ask({ type: "skip", entry: playing.entry.id });
  await expect.poll(is_same).toBe(false);
  await room.unroute("**/api/v1/site");
  await tv.locator(".now .title").waitFor();
});

it("a guest who scans the code is told whom to ask", async () => {
  const other = await browser.newContext({ viewport: HD });
  const page = await other.newPage();
  await page.goto(`${party.url}/nest/${code}/tv`);
  const way = await camera(page.locator(".pairing .qr"));
  const bob = await Person.come_in(browser, party.url, "Bob", LAPTOP);
  await bob.page.goto(way);
  await bob.page.getByText("Only hosts and moderators can put this nest on a TV.").waitFor();
  await Promise.all([other.close(), bob.page.context().close()]);
});

it("speaks German where its browser does, and is light where its address says so", async () => {
  const other = await browser.newContext({ viewport: { width: 1280, height: 720 }, locale: "de-AT" });
  const page = await other.newPage();
  await page.goto(`${party.url}/nest/${code}/tv?theme=light`);
  await page.getByText("Scanne den Code mit deinem Handy").waitFor();
  expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset.theme])).toEqual(["de", "light"]);
  expect([...(await violations(page)), ...(await overflowing(page))]).toEqual([]);
  await other.close();
});

it("says that a nest is not here where its address leads nowhere", async () => {
  const other = await browser.newContext({ viewport: HD });
  const page = await other.newPage();
  await page.goto(`${party.url}/nest/nowhere/tv`);
  await page.getByText("This nest is not here").waitFor();
  expect(await violations(page)).toEqual([]);
  await other.close();
});

it.each([
  [1280, 720],
  [1920, 1080],
  [3840, 2160],
])("fills a screen of %i by %i", async (width, height) => {
  await tv.setViewportSize({ width, height });
  const shares = await tv.evaluate(() => {
    const { height } = document.querySelector(".now .cover")!.getBoundingClientRect();
    const last = [...document.querySelectorAll(".row")].map((row) => row.getBoundingClientRect().bottom);
    const time = document.querySelector(".now .progress")!.getBoundingClientRect().bottom;
    const label = document.querySelector(".next")!.getBoundingClientRect().top;
    return { cover: height / innerHeight, last: Math.max(...last) / innerHeight, is_apart: time <= label };
  });
  expect(shares.cover).toBeGreaterThan(0.6);
  expect(shares.last).toBeLessThan(1);
  expect(shares.is_apart).toBe(true);
});

it("asks nobody but its own house, and complains of nothing", () => {
  expect([...asked]).toEqual([party.url]);
  expect(complaints).toEqual([]);
});

it("is shipped in words that browsers of 2018 know", () => {
  const page = readFileSync(resolve(DIST, "tv.html"), "utf8");
  const parts = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, part]) => part!);
  const scripts = parts.filter((part) => part.endsWith(".js"));
  const styles = parts.filter((part) => part.endsWith(".css"));
  expect([scripts.length, styles.length]).toEqual([1, 1]);
  // No further part of it is fetched later.
  expect(readdirSync(resolve(DIST, "assets")).filter((name) => name.startsWith("tv-")).length).toBe(2);
  const script = readFileSync(resolve(DIST, scripts[0]!), "utf8");
  // Chrome 63 knows the language of 2018.
  parse(script, { ecmaVersion: 2018, sourceType: "module" });
  for (const later of [".at(", ".flatMap(", ".flat(", ".replaceAll(", "Object.fromEntries", "Object.hasOwn", "structuredClone", "queueMicrotask", "globalThis", "AbortController", ".replaceChildren(", "ResizeObserver"]) {
    expect(script.includes(later), later).toBe(false);
  }
  const style = readFileSync(resolve(DIST, styles[0]!), "utf8");
  for (const later of [":has(", ":is(", ":where(", "{aspect-ratio:", ";aspect-ratio:", "inset:", "clamp(", "min(", "max(", "dvh", "&", "@layer", "@container", "color-mix(", "gap:"]) {
    expect(style.includes(later), later).toBe(false);
  }
  expect(script.length + style.length).toBeLessThan(60_000);
});
