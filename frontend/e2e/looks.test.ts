// How the page looks and weighs: for everyone, at every width, under its own strict policy.

import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

import type { Browser, BrowserContext, BrowserContextOptions, Page, Response } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { in_both_themes, overflowing, small_targets, violations } from "./measure";
import { directory, launch, LAPTOP, type Party, Person, PHONE, serve } from "./support";

const TABS = ["Queue", "Add", "People", "Me"] as const;
const NARROW = { width: 320, height: 640 };
/** Script and style of the first load, compressed: from the link to the first vote. */
const WEIGHT_MAX = 60_000;
/** The same, with every tab, a song and its comments opened. */
const WEIGHT_ALL_MAX = 72_000;
/** Names are at most forty characters; these have no place to break. */
const LONG_NAME = "W".repeat(40);
const LONG_COMMENT = `${"long ".repeat(10)}${"W".repeat(150)}`;

let browser: Browser;
let party: Party;
/** The host on a phone, and a guest on a laptop; each has half of the songs. */
let hanna: Person;
let bob: Person;
const data = directory();

beforeAll(async () => {
  browser = await launch();
  party = await serve(data.path);
  hanna = await Person.come_in(browser, party.url, "Hanna", { ...PHONE, reducedMotion: "reduce" });
  bob = await Person.come_in(browser, party.url, LONG_NAME, { ...LAPTOP, reducedMotion: "reduce" });
  await fill();
});
afterAll(async () => {
  await party?.process.kill();
  await browser?.close();
  data.remove();
});

let commands = 0;

async function ask(person: Person, command: object): Promise<void> {
  const answer = await person.page.request.post(`${party.url}/api/v1/nests/main/commands`, {
    headers: { origin: party.url },
    data: { ...command, id: `looks-${commands++}` },
  });
  expect(await answer.json()).toMatchObject({ type: "ok" });
}

/** A dozen entries with all that an entry can have. */
async function fill(): Promise<void> {
  const answer = await hanna.page.request.get(`${party.url}/api/v1/search?q=&offset=0`);
  const { tracks } = (await answer.json()) as { tracks: { uri: string; explicit: boolean }[] };
  const uris = tracks.slice(0, 13).map(({ uri }) => uri);
  await ask(hanna, { type: "add", track: uris[0] });
  // Nothing ends while it is looked at.
  await ask(hanna, { type: "pause" });
  for (const [index, track] of uris.slice(1).entries()) {
    await ask(index % 2 ? hanna : bob, { type: "add", track });
  }
  const state = await hanna.page.request.get(`${party.url}/api/v1/nests/main/state`);
  const { queue, playing } = ((await state.json()) as { state: { queue: Row[]; playing: { entry: Row } } }).state;
  const me = (await (await hanna.page.request.get(`${party.url}/api/v1/me`)).json()) as { you: { id: string } };
  const [mine, other] = [queue.find(({ by }) => by === me.you.id)!, queue.find(({ by }) => by !== me.you.id)!];
  await ask(hanna, { type: "vote", entry: other.id, vote: 1 });
  await ask(bob, { type: "vote", entry: mine.id, vote: -1 });
  for (const person of [hanna, bob]) {
    for (const entry of [mine, other, playing.entry]) {
      await ask(person, { type: "jam", entry: entry.id, on: true });
      await ask(person, { type: "comment", entry: entry.id, text: LONG_COMMENT });
    }
  }
  await ask(hanna, { type: "pin", entry: queue.at(-1)!.id, on: true });
  for (const person of [hanna, bob]) await person.sees(async () => (await person.titles()).length, 12);
}

interface Row {
  id: number;
  by: string;
}

type OpenAll = Record<"playing" | "talk" | "queue" | "send", string>;
const ENGLISH: OpenAll = { playing: "Now playing", talk: "Comment", queue: "Queue", send: "Send" };

/** Opens the talk on what plays, and the first row that has comments. */
async function open_all(page: Page, { playing, talk, queue, send }: OpenAll = ENGLISH): Promise<void> {
  const opener = page.getByRole("region", { name: playing }).getByRole("button", { name: talk });
  if ((await opener.getAttribute("aria-expanded")) === "false") await opener.click();
  const row = page.getByRole("region", { name: queue }).getByRole("article").filter({ hasText: talk }).first();
  const more = row.getByRole("button", { expanded: false });
  if (await more.count()) await more.click();
  await row.getByRole("button", { name: send }).waitFor();
}

describe("the door", () => {
  let context: BrowserContext;
  let page: Page;

  async function knock(options: BrowserContextOptions): Promise<void> {
    context = await browser.newContext({ ...options, reducedMotion: "reduce" });
    page = await context.newPage();
    await page.goto(party.url);
    await page.getByLabel("Your name").waitFor();
  }

  it.each([
    ["a phone", PHONE],
    ["a laptop", LAPTOP],
  ])("is open to everyone on %s", async (_, options) => {
    await knock(options);
    const empty = await in_both_themes(page, () => violations(page));
    await page.getByLabel("Your name").fill("Cem");
    const filled = await in_both_themes(page, () => violations(page));
    await context.close();
    expect([...empty, ...filled]).toEqual([]);
  });

  it("fits a narrow phone and a finger", async () => {
    await knock({ ...PHONE, viewport: NARROW });
    const found = [...(await overflowing(page)), ...(await small_targets(page))];
    await context.close();
    expect(found).toEqual([]);
  });
});

describe("the party on a phone", () => {
  it.each(TABS)("is for everyone: %s", async (tab) => {
    await hanna.show(tab);
    if (tab === "Queue") await open_all(hanna.page);
    expect(await in_both_themes(hanna.page, () => violations(hanna.page))).toEqual([]);
  });

  it.each(TABS)("has nothing too small for a finger: %s", async (tab) => {
    await hanna.show(tab);
    if (tab === "Queue") await open_all(hanna.page);
    expect(await small_targets(hanna.page)).toEqual([]);
  });

  it.each(TABS)("does not scroll sideways when it is narrow: %s", async (tab) => {
    await hanna.page.setViewportSize(NARROW);
    await hanna.show(tab);
    if (tab === "Queue") await open_all(hanna.page);
    const found = await overflowing(hanna.page);
    await hanna.page.setViewportSize(PHONE.viewport!);
    expect(found).toEqual([]);
  });

  it("can be listened to by everyone, with any finger, on a narrow screen", async () => {
    await hanna.show("Queue");
    await hanna.page.setViewportSize(NARROW);
    await hanna.page.getByRole("button", { name: "Listen here" }).click();
    await hanna.page.getByRole("slider", { name: "Volume" }).waitFor();
    const found = [...(await overflowing(hanna.page)), ...(await small_targets(hanna.page))];
    found.push(...(await in_both_themes(hanna.page, () => violations(hanna.page))));
    await hanna.page.getByRole("button", { name: "Listening" }).click();
    await hanna.page.setViewportSize(PHONE.viewport!);
    expect(found).toEqual([]);
  });

  it("shows a notice that fits a finger and a narrow screen, to everyone", async () => {
    await hanna.show("Queue");
    await hanna.page.setViewportSize(NARROW);
    const undo = hanna.page.getByRole("log").getByRole("button", { name: "Undo" });
    // It goes by itself: what was looked at is a notice only if it is there afterwards.
    for (let was_there = false; !was_there; ) {
      await open_all(hanna.page);
      await hanna.page.getByRole("button", { name: "Remove", exact: true }).first().click();
      await undo.waitFor();
      const found = [...(await overflowing(hanna.page)), ...(await small_targets(hanna.page))];
      found.push(...(await violations(hanna.page)));
      was_there = (await undo.count()) === 1;
      expect(found).toEqual([]);
      await hanna.show("People");
      await hanna.page.getByRole("button", { name: /^Undo: You removed/ }).click();
      await hanna.show("Queue");
      await hanna.sees(async () => (await hanna.titles()).length, 12);
    }
    await hanna.page.setViewportSize(PHONE.viewport!);
  });
});

describe("the party on a laptop", () => {
  it("is for everyone", async () => {
    await open_all(bob.page);
    // What the mouse is on has another ground.
    await bob.page.getByRole("article").nth(2).getByRole("button").first().hover();
    expect(await in_both_themes(bob.page, () => violations(bob.page))).toEqual([]);
  });

  it("does not scroll sideways", async () => {
    expect(await overflowing(bob.page)).toEqual([]);
  });
});

describe("long words", () => {
  const TITLES = ["Donaudampfschifffahrt".repeat(8), "A title that goes on and on ".repeat(8).trim()];
  let page: Page;

  beforeAll(async () => {
    // The catalogue has no such titles, so they are put in on the way.
    const lengthen = <T>(found: T): T => {
      let count = 0;
      const text = JSON.stringify(found, (key, value: unknown) => {
        if (key === "title") return TITLES[count++ % TITLES.length];
        if (key === "album") return TITLES[0];
        return key === "artists" ? TITLES : value;
      });
      return JSON.parse(text) as T;
    };
    const context = await browser.newContext({
      ...PHONE,
      viewport: NARROW,
      reducedMotion: "reduce",
      storageState: await hanna.page.context().storageState(),
    });
    page = await context.newPage();
    await page.routeWebSocket(/\/socket\//, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((message) => socket.send(JSON.stringify(lengthen(JSON.parse(String(message))))));
    });
    await page.route(/\/api\/v1\/search/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: lengthen((await response.json()) as object) });
    });
    await page.goto(party.url);
    await page.getByRole("region", { name: "Now playing" }).getByRole("heading", { name: /^(Donau|A title)/ }).waitFor();
  });
  afterAll(() => page?.context().close());

  it.each(TABS)("do not break out of a narrow page: %s", async (tab) => {
    await page.getByRole("navigation").getByRole("button", { name: tab, exact: true }).click();
    if (tab === "Queue") await open_all(page);
    if (tab === "Add") await page.getByText(TITLES[1]!).locator("visible=true").first().waitFor();
    expect(await overflowing(page)).toEqual([]);
  });

  it("leave every target its size", async () => {
    await page.getByRole("navigation").getByRole("button", { name: "Queue", exact: true }).click();
    await open_all(page);
    expect(await small_targets(page)).toEqual([]);
  });
});

/** What somebody presses on the way to their first vote, by language. */
const FIRST_STEPS = {
  en: { name: "Your name", join: "Join the party", queue: "Queue", tabs: TABS, up: "Vote up", talk: "Comment", send: "Send", playing: "Now playing" },
  de: {
    name: "Dein Name",
    join: "Zur Party",
    queue: "Songs",
    tabs: ["Songs", "Wünschen", "Leute", "Ich"],
    up: "Dafür",
    talk: "Kommentar",
    send: "Senden",
    playing: "Läuft gerade",
  },
} as const;

describe.each(["en", "de"] as const)("the first load: %s", (locale) => {
  const steps = FIRST_STEPS[locale];
  let parts: { path: string; encoding: string | null }[];
  /** How many of them the first vote took. */
  let first: number;
  let asked: string[];
  let complaints: string[];

  beforeAll(async () => {
    const context = await browser.newContext({ ...PHONE, locale });
    // Before the page's own script runs, so that nothing is missed.
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile }) => {
        console.error(`violates ${violatedDirective}: ${blockedURI} in ${sourceFile}`);
      });
    });
    const page = await context.newPage();
    const loaded: Response[] = [];
    [asked, complaints] = [[], []];
    page.on("response", (response) => loaded.push(response));
    page.on("request", (request) => asked.push(request.url()));
    page.on("websocket", (socket) => asked.push(socket.url()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      // That nobody is signed in yet is found out by asking.
      const is_asking = message.location().url.endsWith("/api/v1/me");
      if (["error", "warning"].includes(message.type()) && !is_asking) complaints.push(message.text());
    });
    await page.goto(party.url);
    await page.getByLabel(steps.name).fill("Dora");
    await page.getByRole("button", { name: steps.join }).click();
    await page.getByRole("region", { name: steps.queue }).getByRole("article").nth(11).waitFor();
    await page.getByRole("button", { name: steps.up }).first().click();
    await page.getByRole("button", { name: steps.up, pressed: true }).first().waitFor();
    const weighty = () => loaded.filter((response) => ["script", "stylesheet"].includes(response.request().resourceType()));
    await page.waitForLoadState("networkidle");
    first = weighty().length;
    for (const tab of steps.tabs) {
      await page.getByRole("navigation").getByRole("button", { name: tab, exact: true }).click();
      // All of it has come.
      await page.waitForLoadState("networkidle");
    }
    await page.getByRole("navigation").getByRole("button", { name: steps.queue, exact: true }).click();
    await open_all(page, steps);
    parts = await Promise.all(
      weighty().map(async (response) => ({
        path: new URL(response.url()).pathname,
        encoding: await response.headerValue("content-encoding"),
      })),
    );
    await context.close();
  });

  const weight = (some: typeof parts) => {
    const weights = some.map(({ path }) => gzipSync(readFileSync(`${import.meta.dirname}/../dist${path}`)).length);
    return weights.reduce((sum, weight) => sum + weight, 0);
  };

  it("weighs less than 60 kB of script and style", () => {
    expect(first).toBeGreaterThan(1);
    expect(weight(parts.slice(0, first))).toBeLessThan(WEIGHT_MAX);
  });

  it("and little more with every part of the page that everyone uses", () => {
    expect(parts.length).toBeGreaterThan(first);
    expect(weight(parts)).toBeLessThan(WEIGHT_ALL_MAX);
    process.stdout.write(`${locale}: ${weight(parts.slice(0, first))} bytes to the first vote, ${weight(parts)} with every tab.\n`);
  });

  it("is sent compressed", () => {
    expect(parts.filter(({ encoding }) => encoding === null)).toEqual([]);
  });

  it("asks nobody but the party's own server", () => {
    const { host } = new URL(party.url);
    expect(asked.length).toBeGreaterThan(4);
    expect(asked.filter((url) => new URL(url).host !== host)).toEqual([]);
  });

  it("breaks no policy and complains of nothing", () => {
    expect(complaints).toEqual([]);
  });
});

it("whoever looked saw no complaint", () => {
  expect([...hanna.complaints, ...bob.complaints]).toEqual([]);
});
