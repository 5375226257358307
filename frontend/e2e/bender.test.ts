// A room with a past: Bender brings its songs back, and people keep, swap, queue and reject them.

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { weeks_ago, write_evening } from "./logs";
import { in_both_themes, overflowing, small_targets, violations } from "./measure";
import { as_played, type Found, NARROW, type Room, room_with_a_past } from "./room";
import { has_shown, keep_record } from "./shown";
import { launch, LAPTOP, type Party, Person, PHONE } from "./support";

/** How many songs the room remembers. */
const REMEMBERED = 12;
/** What Bender keeps queued. */
const DEPTH = 2;

let browser: Browser;
let room: Room;
let party: Party;
/** The host on a laptop, and a guest on a phone. */
let hanna: Person;
let bob: Person;
let remembered: Found[];
let fresh: Found;

let commands = 0;

async function ask(person: Person, command: object): Promise<void> {
  const answer = await person.page.request.post(`${party.url}/api/v1/nests/main/commands`, {
    headers: { origin: party.url },
    data: { ...command, id: `bender-${commands++}` },
  });
  expect(await answer.json()).toMatchObject({ type: "ok" });
}

const pick = (person: Person) => person.page.getByRole("group", { name: "Bender’s next pick" });
const is_remembered = (title: string) => remembered.some((found) => found.title === title);

async function picked(person: Person): Promise<string> {
  return (await pick(person).getByRole("paragraph").nth(1).innerText()).trim();
}

/** Waits until the queue is full enough for Bender, which then changes its mind no more. */
async function settled(person: Person): Promise<string> {
  await person.sees(async () => (await person.titles()).length >= DEPTH, true);
  await pick(person).waitFor();
  return picked(person);
}

/** Rows that Bender queued, in order, read at one moment. */
async function of_bender(person: Person): Promise<string[]> {
  const rows = person.page.getByRole("region", { name: "Queue" }).getByRole("article");
  // Not by the word alone, which a title may have, too.
  const keep = person.page.getByRole("button", { name: "Keep", exact: true });
  return rows.filter({ has: keep }).evaluateAll((rows) => rows.map((row) => row.getAttribute("aria-label") ?? ""));
}

beforeAll(async () => {
  browser = await launch();
  room = await room_with_a_past(browser, "Hanna", LAPTOP, (logs, songs) => {
    [fresh, ...remembered] = [songs[0]!, ...songs.slice(1, REMEMBERED + 1)];
    const old = remembered.map((song) => ({ ...as_played(song), user: "ann@example.com" }));
    write_evening(logs, weeks_ago(104), old.slice(0, REMEMBERED / 2));
    write_evening(logs, weeks_ago(52), old.slice(REMEMBERED / 2));
  });
  ({ party, first: hanna } = room);
  bob = await Person.come_in(browser, party.url, "Bob", { ...PHONE, reducedMotion: "reduce" });
  await keep_record(bob.page);
});
afterAll(async () => {
  await room?.close();
  await browser?.close();
});

describe("a queue that runs dry", () => {
  it("is Bender's only once a host wants it", async () => {
    await hanna.add(fresh.title);
    await bob.sees(() => bob.playing(), fresh.title);
    expect(await pick(bob).count()).toBe(0);
    const nothing = { genre: 0, artist: 0, discography: 0, album: 0 };
    await ask(hanna, { type: "settings", settings: { bender_weights: { throwback: 100, ...nothing } } });
    await hanna.page.locator("summary", { hasText: "Bender" }).click();
    await hanna.page.getByRole("slider", { name: "Bender keeps queued" }).fill(String(DEPTH));
    await bob.sees(async () => (await of_bender(bob)).length, DEPTH);
  });

  it("goes on with what the room played on this weekday", async () => {
    await hanna.now_playing().getByRole("button", { name: "Skip" }).click();
    await hanna.sees(async () => is_remembered(await hanna.playing()), true);
    await hanna.page.getByRole("button", { name: "Pause" }).click();
    await bob.now_playing().getByText("Paused").waitFor();
    await bob.now_playing().getByText(/ann queued it first, .*\d{4}/i).waitFor();
    await bob.sees(async () => (await of_bender(bob)).length, DEPTH);
    const rows = await of_bender(bob);
    expect(rows.filter((title) => !is_remembered(title))).toEqual([]);
    for (const title of rows) await bob.row(title).getByText(/Throwback: ann queued it first/i).waitFor();
  });

  it("says what comes after that", async () => {
    const title = await settled(bob);
    expect(is_remembered(title)).toBe(true);
    expect(await of_bender(bob)).not.toContain(title);
    await hanna.sees(() => picked(hanna), title);
  });

  it("is for everyone, with any finger, at every width", async () => {
    const found = await in_both_themes(bob.page, () => violations(bob.page));
    found.push(...(await small_targets(bob.page)));
    await bob.page.setViewportSize(NARROW);
    found.push(...(await overflowing(bob.page)));
    await bob.page.setViewportSize(PHONE.viewport!);
    expect(found).toEqual([]);
  });
});

describe("what Bender queued", () => {
  it("becomes the song of whoever keeps it, and still says where it came from", async () => {
    const [title] = await of_bender(bob);
    await bob.row(title!).getByRole("button", { name: "Keep", exact: true }).focus();
    await bob.page.keyboard.press("Enter");
    await bob.row(title!).getByText("your next turn").waitFor();
    // The button is gone, and whoever goes by keyboard is still where they were.
    const is_held = () => bob.row(title!).evaluate((row) => row.contains(document.activeElement));
    await bob.sees(is_held, true);
    await bob.row(title!).getByText(/ann queued it first/i).waitFor();
    await hanna.row(title!).getByText("Bob").waitFor();
    await hanna.row(title!).getByRole("button", { name: "Keep", exact: true }).waitFor({ state: "detached" });
  });

  it("is swapped for another song by the host at once", async () => {
    await hanna.sees(async () => (await of_bender(hanna)).length > 0, true);
    const [title] = await of_bender(hanna);
    await hanna.row(title!).getByRole("button", { name: "Swap" }).click();
    await bob.sees(async () => (await bob.titles()).includes(title!), false);
    await bob.sees(async () => (await of_bender(bob)).length > 0, true);
  });

  it("is swapped for another song when two people want it", async () => {
    const [title] = await of_bender(bob);
    await bob.row(title!).getByRole("button", { name: "Swap?" }).click();
    await bob.row(title!).getByRole("button", { name: "Swap? 1", disabled: true }).waitFor();
    const cem = await Person.come_in(browser, party.url, "Cem", PHONE);
    await cem.row(title!).getByRole("button", { name: "Swap? 1" }).click();
    await bob.sees(async () => (await bob.titles()).includes(title!), false);
    await cem.page.context().close();
  });
});

describe("Bender's next pick", () => {
  it("is queued by a press, as the song of whoever pressed, with their jam", async () => {
    const title = await settled(bob);
    await pick(bob).getByRole("button", { name: "Queue it" }).click();
    await bob.row(title).getByText("your 2nd turn").waitFor();
    await hanna.row(title).getByText("Bob").waitFor();
    await hanna.row(title).getByText("Jam 1").waitFor();
  });

  it("is sent away by a press, and another one comes", async () => {
    const title = await settled(bob);
    await pick(bob).getByRole("button", { name: "Not this" }).click();
    await has_shown(bob.page, `Bender leaves “${title}” alone for 7 days`);
    await bob.sees(async () => (await pick(bob).count()) === 0 || (await picked(bob)) !== title, true);
    await hanna.sees(async () => (await pick(hanna).count()) === 0 || (await picked(hanna)) !== title, true);
  });

  it("is nobody's any more once the host turns Bender off", async () => {
    await hanna.page.getByRole("slider", { name: "Bender keeps queued" }).fill("0");
    await bob.sees(() => pick(bob).count(), 0);
  });
});

it("nothing broke on the page meanwhile", () => {
  expect([...hanna.complaints, ...bob.complaints]).toEqual([]);
});
