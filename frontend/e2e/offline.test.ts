// Without a connection and back: what is said, what is sent, and that nobody has to do anything.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Front } from "./front";
import { directory, launch, type Party, Person, PHONE, serve } from "./support";

const OFFLINE = "You are offline. Votes and songs are sent when you are back.";

let browser: Browser;
let party: Party;
let ann: Person;
const data = directory();

beforeAll(async () => {
  browser = await launch();
  party = await serve(data.path);
  ann = await Person.come_in(browser, party.url, "Ann", { ...PHONE, reducedMotion: "reduce" });
  const answer = await ann.page.request.get(`${party.url}/api/v1/search?q=&offset=0`);
  const { tracks } = (await answer.json()) as { tracks: { uri: string }[] };
  const adds = tracks.slice(0, 4).map(({ uri }) => ({ type: "add", track: uri }));
  // No song ends in the course of this.
  for (const [index, deed] of [...adds, { type: "pause" }].entries()) {
    const command = { ...deed, id: `offline-${index}` };
    await ann.page.request.post(`${party.url}/api/v1/nests/main/commands`, { headers: { origin: party.url }, data: command });
  }
  await ann.sees(async () => (await ann.titles()).length, 3);
});
afterAll(async () => {
  await party?.process.kill();
  await browser?.close();
  data.remove();
});

const state_of = async (person: Person) => {
  const answer = await person.page.request.get(`${party.url}/api/v1/nests/main/state`);
  return ((await answer.json()) as { state: { queue: { track: { title: string }; up: number; down: number; by: string }[] } }).state;
};

/** Waits until the worker of this page keeps all of it. */
function kept(page: Page): Promise<void> {
  return page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) {
      await new Promise((taken) => navigator.serviceWorker.addEventListener("controllerchange", taken, { once: true }));
    }
  });
}

describe("a phone without a connection", () => {
  let bob: Person;
  beforeAll(async () => {
    bob = await Person.come_in(browser, party.url, "Bob", { ...PHONE, reducedMotion: "reduce" });
  });
  afterAll(() => bob?.page.context().close());

  it("says so, sends a vote once when it is back, and comes back by itself", async () => {
    const title = (await bob.titles())[2]!;
    await bob.page.context().setOffline(true);
    await bob.page.getByRole("status").filter({ hasText: OFFLINE }).waitFor();
    await bob.row(title).getByRole("button", { name: "Vote up" }).click();
    await bob.row(title).getByRole("button", { name: "Vote up", pressed: true }).waitFor();
    expect((await state_of(ann)).queue.map(({ up }) => up)).toEqual([0, 0, 0]);
    await bob.page.context().setOffline(false);
    await bob.page.getByText(OFFLINE).waitFor({ state: "detached" });
    await bob.sees(async () => (await state_of(ann)).queue.find(({ track }) => track.title === title)?.up, 1);
    expect(await bob.is_the_same_page()).toBe(true);
  });

  it("is told so where the server is gone, with one thing to do, and a song goes out once when it is there again", async () => {
    await party.process.kill();
    const away = bob.page.getByRole("status").filter({ hasText: "Connection lost" });
    await away.waitFor();
    await away.getByRole("button", { name: "Try now" }).waitFor();
    const title = (await bob.titles())[0]!;
    await bob.row(title).getByRole("button", { name: "Vote down" }).click();
    await party.restart();
    await away.waitFor({ state: "detached" });
    await bob.sees(async () => (await state_of(ann)).queue.find(({ track }) => track.title === title)?.down, 1);
    expect(await bob.is_the_same_page()).toBe(true);
  });

  it("is told that a server restarts", async () => {
    party.process.child.kill("SIGTERM");
    await bob.page.getByText("The server restarts. Back in a moment…").waitFor();
    await party.process.ended;
    await party.restart();
    await bob.page.getByText("The server restarts").waitFor({ state: "detached" });
  });
});

describe("an installed page", () => {
  let context: BrowserContext;
  let page: Page;
  beforeAll(async () => {
    const cem = await Person.come_in(browser, party.url, "Cem", { ...PHONE, reducedMotion: "reduce" });
    page = cem.page;
    context = page.context();
    await kept(page);
  });
  afterAll(() => context?.close());

  it("keeps itself, and nothing of anybody", async () => {
    const held = await page.evaluate(async () => {
      const names = await caches.keys();
      const all = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return { names, paths: all.flat().map(({ url }) => new URL(url).pathname) };
    });
    expect(held.names).toHaveLength(1);
    const built = readdirSync(`${import.meta.dirname}/../dist/assets`)
      // What a TV shows is a page of its own, which needs a connection.
      .filter((name) => !name.startsWith("tv-"))
      .map((name) => `/assets/${name}`);
    expect(held.paths.sort()).toEqual(["/", "/icon.svg", "/theme.js", ...built].sort());
  });

  it("opens without a server, says so, and the party comes by itself", async () => {
    await party.process.kill();
    await page.reload();
    await page.getByRole("status").filter({ hasText: "The server cannot be reached." }).waitFor();
    await page.getByRole("button", { name: "Try again" }).waitFor();
    await party.restart();
    await page.getByRole("region", { name: "Now playing" }).waitFor();
  });

  it("opens at another nest's address without a network, and the party comes with it", async () => {
    await context.setOffline(true);
    await page.goto(`${party.url}/nest/main`);
    await page.getByRole("status").filter({ hasText: "You are offline. The party shows here" }).waitFor();
    await context.setOffline(false);
    await page.getByRole("region", { name: "Now playing" }).waitFor();
  });

  it("loads a part that was never opened before while there is no network", async () => {
    await context.setOffline(true);
    await page.getByRole("button", { name: "Invite people" }).click();
    await page.getByRole("dialog").getByRole("img", { name: /QR code/ }).waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
    await context.setOffline(false);
  });
});

describe("a phone that slept", () => {
  it("is right within a moment after an hour", async () => {
    const dora = await Person.come_in(browser, party.url, "Dora", { ...PHONE, reducedMotion: "reduce" });
    const cdp = await dora.page.context().newCDPSession(dora.page);
    await cdp.send("Page.setWebLifecycleState", { state: "frozen" });
    const before = (await ann.titles()).length;
    const answer = await ann.page.request.get(`${party.url}/api/v1/search?q=&offset=10`);
    const { tracks } = (await answer.json()) as { tracks: { uri: string; explicit: boolean }[] };
    const track = tracks.find(({ explicit }) => !explicit)!.uri;
    const headers = { origin: party.url };
    await ann.page.request.post(`${party.url}/api/v1/nests/main/commands`, { headers, data: { type: "add", track, id: "slept" } });
    // The server lost patience meanwhile.
    await party.restart();
    await cdp.send("Page.setWebLifecycleState", { state: "active" });
    await dora.sees(async () => (await dora.titles()).length, before + 1);
    expect(await dora.is_the_same_page()).toBe(true);
    await dora.page.context().close();
  });
});

describe("another build of the page", () => {
  let front: Front;
  const home = directory();
  beforeAll(async () => {
    front = await Front.open(home.path);
  });
  afterAll(async () => {
    await front?.close();
    home.remove();
  });

  const come_in = (name: string, options = {}) =>
    Person.come_in(browser, front.url, name, { ...PHONE, reducedMotion: "reduce", ...options });
  const reloaded = (person: Person) => person.page.waitForFunction(() => !("is_the_same_page" in window));

  it("is offered when the server comes back with it, and loads when it is wanted", async () => {
    const eve = await come_in("Eve", { serviceWorkers: "block" });
    front.update();
    await front.party.restart();
    const notices = eve.page.getByRole("log");
    await notices.getByText("A newer page is there.").waitFor();
    expect(await eve.is_the_same_page()).toBe(true);
    await notices.getByRole("button", { name: "Load it" }).click();
    await reloaded(eve);
    await eve.page.getByRole("region", { name: "Now playing" }).waitFor();
    await eve.page.context().close();
  });

  it("is offered to whoever has the page installed, and is what is kept then", async () => {
    const han = await come_in("Han");
    await kept(han.page);
    front.update();
    await front.party.restart();
    await han.page.getByRole("log").getByRole("button", { name: "Load it" }).click();
    await reloaded(han);
    await han.page.getByRole("region", { name: "Now playing" }).waitFor();
    const shown = await han.page.evaluate(() => document.querySelector<HTMLScriptElement>("script[type=module]")!.src);
    expect(readFileSync(join(front.page, "index.html"), "utf8")).toContain(new URL(shown).pathname);
    await han.page.waitForFunction((src) => caches.match(src).then(Boolean), shown);
    await han.page.context().close();
  });

  it("says where a part is gone, and loads the page again", async () => {
    const fay = await come_in("Fay", { serviceWorkers: "block" });
    const part = readdirSync(join(front.page, "assets")).find((name) => /^Share-.*\.js$/.test(name))!;
    const put_back = front.without(`assets/${part}`);
    await fay.page.getByRole("button", { name: "Invite people" }).click();
    await fay.page.getByRole("alert").filter({ hasText: "This part could not be loaded." }).waitFor();
    put_back();
    await fay.page.getByRole("button", { name: "Load the page again" }).click();
    await reloaded(fay);
    await fay.page.getByRole("button", { name: "Invite people" }).click();
    await fay.page.getByRole("dialog").waitFor();
    await fay.page.context().close();
  });

  it("loads a part that could not come as soon as there is a connection", async () => {
    const ida = await come_in("Ida", { serviceWorkers: "block" });
    await ida.page.context().setOffline(true);
    await ida.page.getByRole("button", { name: "Invite people" }).click();
    const failed = ida.page.getByRole("alert").filter({ hasText: "This part could not be loaded." });
    await failed.waitFor();
    await ida.page.context().setOffline(false);
    await ida.page.getByRole("dialog").getByRole("img", { name: "QR code" }).waitFor();
    expect([await failed.count(), await ida.is_the_same_page()]).toEqual([0, true]);
    await ida.page.context().close();
  });

  it("takes the worker away where the server has none any more", async () => {
    const gus = await come_in("Gus");
    await kept(gus.page);
    const put_back = front.without("sw.js");
    await gus.page.reload();
    await gus.page.getByRole("region", { name: "Now playing" }).waitFor();
    await gus.page.waitForFunction(async () => (await caches.keys()).length + (await navigator.serviceWorker.getRegistrations()).length === 0);
    put_back();
    await gus.page.context().close();
  });
});
