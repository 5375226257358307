// An evening without a mouse: everything by keys, and the keyboard always somewhere.

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";

import { in_both_themes, overflowing, small_targets, violations } from "./measure";
import { has_shown, keep_record } from "./shown";
import { directory, launch, LAPTOP, type Party, Person, PHONE, serve } from "./support";

/** Presses of the tab key from anywhere to anywhere. */
const TABS_MAX = 150;

let browser: Browser;
let party: Party;
let hanna: Person;
let page: Page;
let bob: Person;
let songs: string[];
const data = directory();

beforeAll(async () => {
  browser = await launch();
  party = await serve(data.path);
  const context = await browser.newContext(LAPTOP);
  page = await context.newPage();
  hanna = new Person(page);
});
afterAll(async () => {
  await browser?.close();
  await party?.process.kill();
  data.remove();
});

/** What has the keyboard, by its name: a label, what a label says, or its own words. */
const focused = () =>
  page.evaluate(() => {
    const at = document.activeElement;
    if (!(at instanceof HTMLElement) || at === document.body) return "nothing";
    const labels = at instanceof HTMLInputElement ? [...(at.labels ?? [])].map(({ innerText }) => innerText) : [];
    const name = at.getAttribute("aria-label") ?? (labels.length > 0 ? labels.join(" ") : at.innerText);
    return name.trim().split("\n")[0] ?? "";
  });
const is_on = (name: string) => hanna.sees(focused, name);
/** In which row the keyboard is. */
const row = () => page.evaluate(() => document.activeElement?.closest("article")?.getAttribute("aria-label") ?? null);
const press = (key: string) => page.keyboard.press(key);

async function tab_to(name: string, key = "Tab"): Promise<void> {
  const met: string[] = [];
  for (let count = 0; count < TABS_MAX; count++) {
    await press(key);
    met.push(await focused());
    if (met.at(-1) === name) return;
  }
  throw new Error(`${name} cannot be reached, only ${[...new Set(met)].join(", ")}`);
}

let commands = 0;
/** What is done as if somebody else had done it. */
async function ask(command: object): Promise<void> {
  const data = { ...command, id: `keyboard-${commands++}` };
  const answer = await page.request.post(`${party.url}/api/v1/nests/main/commands`, { headers: { origin: party.url }, data });
  expect(await answer.json()).toMatchObject({ type: "ok" });
}
const order = (mode: string) => ask({ type: "settings", settings: { mode } });

/** Steps down the queue, from its first row, to one that is wanted. */
async function step_to(is_wanted: (title: string) => boolean): Promise<string> {
  await press("Home");
  for (const _ of await hanna.titles()) {
    const title = (await row()) ?? "";
    if (is_wanted(title)) return title;
    await press("ArrowDown");
  }
  throw new Error(`it is not in ${(await hanna.titles()).join(", ")}`);
}

/** Searches by `/`, and adds what is found first. */
async function add(title: string): Promise<void> {
  await press("/");
  await is_on("Search for a song, or paste a link");
  await page.keyboard.type(title);
  const found = page.getByRole("region", { name: "Add" }).getByRole("listitem");
  // Everything that is found now has to do with it.
  await hanna.sees(async () => {
    const texts = await found.allInnerTexts();
    return texts.length > 0 && texts.length < 10 && texts.some((text) => text.startsWith(title));
  }, true);
  for (const _ of await found.all()) {
    await press("ArrowDown");
    if ((await focused()) === title) break;
  }
  expect(await focused()).toBe(title);
  await press("Enter");
  await has_shown(page, new RegExp(`“${title}”`));
}

it("comes in", async () => {
  await page.goto(party.url);
  await page.getByLabel("Your name").waitFor();
  if ((await focused()) !== "Your name") await tab_to("Your name");
  await page.keyboard.type("Hanna");
  await press("Enter");
  await hanna.now_playing().waitFor();
  await keep_record(page);
  bob = await Person.come_in(browser, party.url, "Bob", PHONE);
  const answer = await page.request.get(`${party.url}/api/v1/search?q=&offset=0`);
  const { tracks } = (await answer.json()) as { tracks: { title: string; explicit: boolean; duration_ms: number }[] };
  const all = tracks.filter(({ explicit }) => !explicit).map(({ title }) => title);
  songs = all.filter((title) => /^[A-Za-z ]+$/.test(title) && all.filter((other) => other.includes(title)).length === 1);
});

it("is shown the way to the queue first", async () => {
  await press("Tab");
  await is_on("To the queue");
  expect(await page.getByRole("link", { name: "To the queue" }).evaluate((link) => link.getBoundingClientRect().top)).toBeGreaterThanOrEqual(0);
  await press("Enter");
  await hanna.sees(() => page.evaluate(() => document.activeElement?.id), "queue");
});

it("searches, steps through what is found, and adds", async () => {
  await add(songs[0]!);
  await hanna.sees(() => hanna.playing(), songs[0]!);
  // The queue moves on by nothing but keys.
  await ask({ type: "pause" });
  // What was pressed is still there, and says what became of it.
  await is_on(songs[0]!);
  await press("ArrowUp");
  await is_on("Search for a song, or paste a link");
  await press("ArrowDown");
  for (const title of songs.slice(1, 4)) await add(title);
  for (const title of songs.slice(4, 7)) await bob.add(title);
  await hanna.sees(async () => (await hanna.titles()).length, 6);
});

it("steps through the queue by arrows, and past it by one press", async () => {
  const titles = await hanna.titles();
  await press("q");
  await hanna.sees(row, titles[0]!);
  await press("ArrowDown");
  await hanna.sees(row, titles[1]!);
  await press("End");
  await hanna.sees(row, titles.at(-1)!);
  await press("ArrowDown");
  await hanna.sees(row, titles.at(-1)!);
  await press("Home");
  await hanna.sees(row, titles[0]!);
  // One row's buttons, and then the queue is over.
  for (let count = 0; count < 4 && (await row()) !== null; count++) await press("Tab");
  expect(await row()).toBeNull();
  await press("Shift+Tab");
  await hanna.sees(row, titles[0]!);
});

it("votes and jams, and stays with the song that moves", async () => {
  // So that one vote goes past everything.
  await order("votes");
  const before = await hanna.titles();
  const last = before.findLast((title) => songs.slice(4, 7).includes(title))!;
  await press("q");
  await step_to((title) => title === last);
  await press("u");
  await hanna.row(last).getByText("+1 vote").waitFor();
  await hanna.row(last).getByRole("button", { name: "Vote up", pressed: true }).waitFor();
  await hanna.sees(async () => (await hanna.titles()).indexOf(last) < before.indexOf(last), true);
  await hanna.sees(row, last);
  await is_on(last);
  await press("j");
  await hanna.row(last).getByText(/Jam\s*1/).first().waitFor();
  await press("d");
  await hanna.row(last).getByText("−1 vote").waitFor();
  await press("d");
  await hanna.row(last).getByText("−1 vote").waitFor({ state: "detached" });
  await hanna.sees(row, last);
  await order("fair");
});

it("cannot vote for a song of its own, and is told so", async () => {
  const mine = (await hanna.titles()).find((title) => songs.slice(1, 4).includes(title))!;
  await step_to((title) => title === mine);
  await press("u");
  await has_shown(page, "You cannot vote on your own song.");
  await hanna.sees(row, mine);
});

it("opens a song, comments, and closes it", async () => {
  const title = (await row())!;
  await press("Enter");
  await tab_to("Say something about this song");
  await page.keyboard.type("u d j / ? mine");
  await press("Enter");
  await hanna.row(title).getByText("u d j / ? mine").waitFor();
  await is_on("Say something about this song");
  await press("Escape");
  await is_on(title);
  await hanna.row(title).getByRole("button", { name: title, expanded: false }).waitFor();
});

it("moves its own song, and is told where it is", async () => {
  const mine = async () => (await hanna.titles()).filter((title) => songs.slice(1, 4).includes(title));
  const [first, second] = await mine();
  await step_to((title) => title === second);
  await press("Alt+ArrowUp");
  await hanna.sees(async () => (await mine()).slice(0, 2), [second!, first!]);
  await hanna.sees(row, second!);
  await has_shown(page, new RegExp(`Your “${second!}” is now \\d`));
  await press("Alt+ArrowUp");
  await has_shown(page, "It is there already.");
  await press("Alt+ArrowDown");
  await hanna.sees(async () => (await mine()).slice(0, 2), [first!, second!]);
});

it("goes on to the next row when its own is taken out", async () => {
  const title = await step_to((title) => songs.slice(4, 7).includes(title));
  await bob.row(title).getByRole("button", { name: title }).click();
  await bob.row(title).getByRole("button", { name: "Remove" }).click();
  await hanna.sees(async () => (await hanna.titles()).includes(title), false);
  await hanna.sees(async () => (await hanna.titles()).includes((await row()) ?? ""), true);
});

it("changes a setting", async () => {
  await tab_to("Songs each");
  await press("ArrowDown");
  await press("Tab");
  await hanna.sees(async () => (await (await page.request.get(`${party.url}/api/v1/nests/main/state`)).text()).includes('"per_person_max":19'), true);
  await tab_to("Queue closed", "Shift+Tab");
  await press("Space");
  await page.getByText("The queue is closed for now.").first().waitFor();
  await is_on("Queue closed");
  await press("Space");
  await page.getByText("The queue is closed for now.").first().waitFor({ state: "detached" });
});

it("removes somebody, and the keyboard stays among the people", async () => {
  await tab_to("What can be done with them: Bob", "Shift+Tab");
  await press("Enter");
  await page.getByRole("button", { name: "Remove", exact: true }).waitFor();
  await tab_to("Remove");
  await press("Enter");
  await is_on("Really remove?");
  await press("Enter");
  await page.getByRole("log").getByText("Removed Bob").waitFor();
  await is_on("People");
});

it("undoes it, and goes back to where it was", async () => {
  await tab_to("Undo");
  await press("Enter");
  await page.getByRole("log").getByText("Removed Bob").waitFor({ state: "detached" });
  await hanna.sees(async () => (await focused()) !== "nothing", true);
  await hanna.sees(async () => (await hanna.titles()).length, 5);
});

it("is told the keys, in both themes, and comes back from them", async () => {
  await press("q");
  const before = await focused();
  await press("?");
  const sheet = page.getByRole("dialog", { name: "Keys" });
  await sheet.getByText("Search for a song").waitFor();
  await is_on("Close the keys");
  await page.emulateMedia({ reducedMotion: "reduce" });
  const found = await in_both_themes(page, async () => [...(await violations(page)), ...(await overflowing(page)), ...(await small_targets(page))]);
  expect(found).toEqual([]);
  // Letters are the sheet's while it is there.
  await press("/");
  await is_on("Close the keys");
  await press("Escape");
  await sheet.waitFor({ state: "detached" });
  await is_on(before);
});

it("opens the keys again in the very moment after they closed", async () => {
  await press("?");
  await is_on("Close the keys");
  // A browser says that a sheet has closed in a task of its own, which must not close what a key opened before it.
  await page.evaluate(async () => {
    document.querySelector<HTMLButtonElement>("dialog .head button")!.click();
    await Promise.resolve();
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "?", bubbles: true, cancelable: true }));
    // Every task that was due by then is done after two frames.
    await new Promise((frame) => requestAnimationFrame(() => requestAnimationFrame(frame)));
  });
  await page.getByRole("dialog", { name: "Keys" }).getByText("Search for a song").waitFor();
  await press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
});

it("turns letters off, and on again where there is a button for it", async () => {
  await press("?");
  await is_on("Close the keys");
  await tab_to("Letters and signs are keys");
  await press("Space");
  await press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  const before = await focused();
  await press("/");
  await press("?");
  expect([await focused(), await page.getByRole("dialog").count()]).toEqual([before, 0]);
  await tab_to("Keys");
  await press("Enter");
  await is_on("Close the keys");
  await tab_to("Letters and signs are keys");
  await press("Space");
  await press("Escape");
  await is_on("Keys");
  await press("/");
  await is_on("Search for a song, or paste a link");
});

it("pauses by space, but not where space presses something", async () => {
  await ask({ type: "resume" });
  await page.reload();
  await hanna.now_playing().getByRole("button", { name: "Pause" }).waitFor();
  await press("Space");
  await hanna.now_playing().getByRole("button", { name: "Resume" }).waitFor();
  await press("Space");
  await hanna.now_playing().getByRole("button", { name: "Pause" }).waitFor();
  await press("q");
  const title = (await row())!;
  await press("Space");
  await hanna.row(title).getByRole("button", { name: title, expanded: true }).waitFor();
  expect(await hanna.now_playing().getByRole("button", { name: "Pause" }).count()).toBe(1);
});

it("saw no complaint", () => {
  expect(hanna.complaints.filter((complaint) => !complaint.includes("401"))).toEqual([]);
});
