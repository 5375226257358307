// Rows glide, and nothing jumps: not under a finger, not under a mouse, not while somebody reads.

import type { Browser, CDPSession, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { layouts, note_layouts } from "./layouts";
import { has_shown, keep_record } from "./shown";
import { directory, launch, LAPTOP, type Party, Person, PHONE, serve } from "./support";

/** Rows in the queue: more than a screen of them. */
const ROWS = 16;

interface Row {
  id: number;
  by: string;
  votes: number;
  track: { title: string };
}

let browser: Browser;
let party: Party;
/** The host on a laptop, and a guest on a phone; each has half of the songs. */
let hanna: Person;
let bob: Person;
let finger: CDPSession;
const data = directory();
let commands = 0;

async function ask(person: Person, command: object): Promise<void> {
  const answer = await person.page.request.post(`${party.url}/api/v1/nests/main/commands`, {
    headers: { origin: party.url },
    data: { ...command, id: `still-${commands++}` },
  });
  expect(await answer.json()).toMatchObject({ type: "ok" });
}

async function queue(): Promise<Row[]> {
  const answer = await hanna.page.request.get(`${party.url}/api/v1/nests/main/state`);
  return ((await answer.json()) as { state: { queue: Row[] } }).state.queue;
}

/** Counts what is set in motion from here on, by what it is. */
const count_motion = (page: Page) =>
  page.evaluate(() => {
    const moved: string[] = [];
    Object.assign(window, { moved });
    const animate = Element.prototype.animate;
    Element.prototype.animate = function (this: Element, ...how: Parameters<Element["animate"]>) {
      moved.push(this.tagName);
      return animate.apply(this, how);
    };
  });
const motion = (page: Page) => page.evaluate(() => (window as unknown as { moved: string[] }).moved.splice(0));
/** Until a row is where it belongs: on its way there it is somewhere else each frame. */
const at_rest = (row: Locator) =>
  row.evaluate(async (row) => {
    const motions = row.closest("li")?.getAnimations() ?? [];
    await Promise.allSettled(motions.map(({ finished }) => finished));
  });
async function top(row: Locator): Promise<number> {
  await at_rest(row);
  return row.evaluate((row) => Math.round(row.getBoundingClientRect().top));
}

/** Until both pages show the order that the server knows. */
async function in_order(): Promise<void> {
  const titles = (await queue()).map(({ track }) => track.title);
  for (const person of [hanna, bob]) await person.sees(() => person.titles(), titles);
}

beforeAll(async () => {
  browser = await launch();
  party = await serve(data.path, { RATE_LIMITS: "off" });
  hanna = await Person.come_in(browser, party.url, "Hanna", LAPTOP);
  bob = await Person.come_in(browser, party.url, "Bob", PHONE);
  finger = await bob.page.context().newCDPSession(bob.page);
  const tracks: { uri: string; title: string; explicit: boolean }[] = [];
  for (let page = 0; page < 2; page++) {
    const answer = await hanna.page.request.get(`${party.url}/api/v1/search?q=&offset=${tracks.length}`);
    tracks.push(...((await answer.json()) as { tracks: typeof tracks }).tracks);
  }
  const is_plain = ({ title }: { title: string }) => tracks.filter((other) => other.title.includes(title)).length === 1;
  const uris = tracks.filter(is_plain).map(({ uri }) => uri);
  await ask(hanna, { type: "settings", settings: { mode: "votes" } });
  await ask(hanna, { type: "add", track: uris[0] });
  // Nothing ends while it is looked at.
  await ask(hanna, { type: "pause" });
  for (const [index, track] of uris.slice(1, ROWS + 1).entries()) await ask(index % 2 ? hanna : bob, { type: "add", track });
  for (const person of [hanna, bob]) {
    await person.sees(async () => (await person.titles()).length, ROWS);
    await count_motion(person.page);
  }
  await in_order();
  await keep_record(hanna.page);
});
afterAll(async () => {
  await browser?.close();
  await party?.process.kill();
  data.remove();
});

/** The last song of all goes far up by the vote of whoever did not add it. */
async function lift(): Promise<string> {
  const last = (await queue()).at(-1)!;
  const me = (await (await hanna.page.request.get(`${party.url}/api/v1/me`)).json()) as { you: { id: string } };
  await ask(last.by === me.you.id ? bob : hanna, { type: "vote", entry: last.id, vote: 1 });
  return last.track.title;
}

async function touch(type: "touchStart" | "touchEnd", row?: Locator): Promise<void> {
  await row?.evaluate((row) => row.scrollIntoView({ block: "center", behavior: "instant" }));
  const box = row && (await row.boundingBox())!;
  const touchPoints = box ? [{ x: box.x + box.width / 2, y: box.y + 20 }] : [];
  await finger.send("Input.dispatchTouchEvent", { type, touchPoints });
}

describe("under a finger", () => {
  it("every row stays until it is lifted, says what is new, and then glides", async () => {
    for (let seen = null; !seen; ) {
      await in_order();
      const before = await bob.titles();
      const row = bob.row(before[1]!);
      await at_rest(row);
      await motion(bob.page);
      await note_layouts(bob.page, before[1]!, before.at(-1)!, "+1 vote");
      await touch("touchStart", row);
      const lifted = await lift();
      expect(lifted).toBe(before.at(-1));
      await hanna.sees(async () => (await hanna.titles())[0], lifted);
      // Told, and not moved.
      seen = await layouts(bob.page);
      if (seen) expect(seen.told).toEqual({ ...seen.pressed, titles: before, glides: 0 });
      await touch("touchEnd");
      await bob.sees(async () => (await bob.titles())[0], lifted);
      await bob.sees(async () => (await motion(bob.page)).includes("LI"), true);
    }
  });

  it("one that was taken out is still there to be missed", async () => {
    for (let seen = null; !seen; ) {
      await in_order();
      const before = await bob.titles();
      const row = bob.row(before[3]!);
      await at_rest(row);
      await note_layouts(bob.page, before[3]!, before[2]!, "");
      await touch("touchStart", row);
      const gone = (await queue()).find(({ track }) => track.title === before[2])!;
      await ask(hanna, { type: "remove", entry: gone.id });
      seen = await layouts(bob.page);
      if (seen) expect([seen.told.titles, seen.told.gone]).toEqual([before, 1]);
      await touch("touchEnd");
      await bob.sees(async () => (await bob.titles()).includes(before[2]!), false);
      await ask(hanna, { type: "restore", entry: gone.id });
      await bob.sees(async () => (await bob.titles()).length, ROWS);
    }
  });

  it("of somebody else nothing waits", async () => {
    const before = await bob.titles();
    const lifted = await lift();
    await bob.sees(async () => (await bob.titles()).indexOf(lifted) < before.indexOf(lifted), true);
  });
});

it("a row stays on which a mouse is pressed, too", async () => {
  for (let seen = null; !seen; ) {
    await in_order();
    const before = await hanna.titles();
    await at_rest(hanna.row(before[2]!));
    const box = (await hanna.row(before[2]!).boundingBox())!;
    await note_layouts(hanna.page, before[2]!, before.at(-1)!, "+1 vote");
    await hanna.page.mouse.move(box.x + 100, box.y + 20);
    await hanna.page.mouse.down();
    const lifted = await lift();
    await bob.sees(async () => (await bob.titles()).indexOf(lifted) < before.indexOf(lifted), true);
    seen = await layouts(hanna.page);
    if (seen) expect([seen.told.titles, seen.told.top]).toEqual([before, seen.pressed.top]);
    // Let go elsewhere, so that nothing is pressed.
    await hanna.page.mouse.move(2, 2);
    await hanna.page.mouse.up();
    await in_order();
  }
});

describe("whoever has the keyboard on a row", () => {
  it("keeps it when that row goes elsewhere", async () => {
    await in_order();
    const last = (await bob.titles()).at(-1)!;
    await bob.row(last).getByRole("button", { name: last }).focus();
    await lift();
    await bob.sees(async () => (await bob.titles()).at(-1) !== last, true);
    await bob.sees(() => bob.page.evaluate(() => document.activeElement?.closest("article")?.getAttribute("aria-label")), last);
  });

  it("goes on with the next one when it is taken out", async () => {
    const titles = await bob.titles();
    await bob.row(titles[2]!).getByRole("button", { name: titles[2]! }).focus();
    const gone = (await queue()).find(({ track }) => track.title === titles[2])!;
    await ask(hanna, { type: "remove", entry: gone.id });
    await bob.sees(() => bob.page.evaluate(() => document.activeElement?.closest("article")?.getAttribute("aria-label")), titles[3]!);
    await ask(hanna, { type: "restore", entry: gone.id });
    await bob.sees(async () => (await bob.titles()).length, ROWS);
  });
});

describe("whoever reads further down", () => {
  it("goes on reading when rows above come and go", async () => {
    const titles = await bob.titles();
    const row = bob.row(titles[ROWS - 8]!);
    await row.evaluate((row) => {
      (document.activeElement as HTMLElement).blur();
      row.scrollIntoView({ block: "center", behavior: "instant" });
    });
    const at = await top(row);
    const rows = await queue();
    const gone = rows.slice(0, 2);
    for (const { id } of gone) await ask(hanna, { type: "remove", entry: id });
    await bob.sees(async () => (await bob.titles()).length, ROWS - 2);
    await bob.sees(async () => Math.abs((await top(row)) - at) <= 2, true);
    for (const { id } of gone) await ask(hanna, { type: "restore", entry: id });
    await bob.sees(async () => (await bob.titles()).length, ROWS);
    // Places are told in whole pixels.
    await bob.sees(async () => Math.abs((await top(row)) - at) <= 4, true);
  });

  it("sees a new first row come, who stands at the beginning", async () => {
    await bob.page.evaluate(() => scrollTo({ top: 0, behavior: "instant" }));
    const lifted = await lift();
    await bob.sees(async () => (await bob.titles()).indexOf(lifted) < ROWS - 1, true);
    expect(await bob.page.evaluate(() => scrollY)).toBe(0);
  });
});

it("nothing glides for whoever wants stillness, also when they say so meanwhile", async () => {
  await bob.page.emulateMedia({ reducedMotion: "reduce" });
  const to_end = () => bob.page.evaluate(() => document.querySelector("#queue li:last-child")?.scrollIntoView({ block: "center", behavior: "instant" }));
  await to_end();
  await motion(bob.page);
  const lifted = await lift();
  await bob.sees(async () => (await bob.titles()).indexOf(lifted) < ROWS - 1, true);
  expect(await motion(bob.page)).toEqual([]);
  await bob.page.emulateMedia({ reducedMotion: null });
  await to_end();
  await lift();
  await bob.sees(async () => (await motion(bob.page)).includes("LI"), true);
});

it("the next song slides up to where it plays", async () => {
  await bob.page.evaluate(() => scrollTo({ top: 0, behavior: "instant" }));
  await in_order();
  const [next] = await bob.titles();
  await motion(bob.page);
  const playing = await hanna.playing();
  await hanna.now_playing().getByRole("button", { name: "Skip" }).click();
  await bob.sees(async () => (await bob.playing()) !== playing, true);
  expect(await bob.playing()).toBe(next);
  await bob.sees(async () => (await motion(bob.page)).includes("DIV"), true);
});

describe("dragging", () => {
  /** Whose songs are meant: those without votes, which stand as their turns do. */
  let [hannas, bobs] = [new Set<string>(), new Set<string>()];
  const mine = async (person: Person, songs: Set<string>) => (await person.titles()).filter((title) => songs.has(title));
  beforeAll(async () => {
    await ask(hanna, { type: "settings", settings: { mode: "fair" } });
    const me = (await (await hanna.page.request.get(`${party.url}/api/v1/me`)).json()) as { you: { id: string } };
    const plain = (await queue()).filter(({ votes }) => votes === 0);
    const titles = (is_mine: boolean) => new Set(plain.filter(({ by }) => (by === me.you.id) === is_mine).map(({ track }) => track.title));
    [hannas, bobs] = [titles(true), titles(false)];
    await in_order();
  });

  const middle = async (row: Locator) => {
    await at_rest(row);
    const { x, y, width, height } = (await row.boundingBox())!;
    return [x + width / 2, y + height / 2] as const;
  };
  const show = (person: Person, title: string) =>
    person.row(title).evaluate((row) => row.scrollIntoView({ block: "center", behavior: "instant" }));
  const grip = (person: Person, title: string) => person.row(title).locator("[data-grip]");

  it("a song by a mouse takes the turn where it is let go, for everyone", async () => {
    const [first, , third] = await mine(hanna, hannas);
    await show(hanna, first!);
    await hanna.page.mouse.move(...(await middle(grip(hanna, third!))));
    await hanna.page.mouse.down();
    const [x, y] = await middle(hanna.row(first!));
    await hanna.sees(async () => {
      await hanna.page.mouse.move(x, y - 10);
      await hanna.page.mouse.move(x, y - 12);
      return hanna.page.locator("li.above").count();
    }, 1);
    await hanna.page.mouse.up();
    await bob.sees(async () => (await mine(bob, hannas))[0], third!);
    await hanna.sees(async () => (await mine(hanna, hannas))[0], third!);
    expect(await hanna.page.locator("li.above, li.dragged").count()).toBe(0);
  });

  it("is taken back by Escape", async () => {
    const before = await hanna.titles();
    const [first, second] = await mine(hanna, hannas);
    await show(hanna, first!);
    await hanna.page.mouse.move(...(await middle(grip(hanna, second!))));
    await hanna.page.mouse.down();
    const [x, y] = await middle(hanna.row(first!));
    await hanna.sees(async () => {
      await hanna.page.mouse.move(x, y - 10);
      await hanna.page.mouse.move(x, y - 12);
      return hanna.page.locator("li.dragged").count();
    }, 1);
    await hanna.page.keyboard.press("Escape");
    await hanna.page.locator("li.dragged").waitFor({ state: "detached" });
    await hanna.page.mouse.up();
    expect(await hanna.titles()).toEqual(before);
  });

  it("to where no turn of its person is changes nothing, and says why", async () => {
    const before = await hanna.titles();
    const rows = await queue();
    const [other, own] = rows.flatMap((row, at) => (hannas.has(row.track.title) && at > 0 && rows[at - 1]!.by !== row.by ? [[rows[at - 1]!, row]] : []))[0]!;
    await show(hanna, own!.track.title);
    await hanna.page.mouse.move(...(await middle(grip(hanna, own!.track.title))));
    await hanna.page.mouse.down();
    const above = other!.track.title;
    const [x, y] = await middle(hanna.row(above));
    await hanna.sees(async () => {
      await hanna.page.mouse.move(x, y - 4);
      await hanna.page.mouse.move(x, y - 5);
      return hanna.page.locator("li.dragged").count();
    }, 1);
    await hanna.page.mouse.up();
    await has_shown(hanna.page, /^It stays where it is/);
    expect(await hanna.titles()).toEqual(before);
  });

  it("by a finger does not scroll, and moves the song", async () => {
    // Two that are near each other, so that both are on the screen.
    const [all, own] = [await bob.titles(), await mine(bob, bobs)];
    const gap = (at: number) => all.indexOf(own[at + 1]!) - all.indexOf(own[at]!);
    const at = own.slice(1).map((_, at) => at).sort((a, b) => gap(a) - gap(b))[0]!;
    const [first, second] = [own[at], own[at + 1]];
    await show(bob, second!);
    const scrolled = await bob.page.evaluate(() => scrollY);
    const [x, y] = await middle(grip(bob, second!));
    await finger.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x, y }] });
    const [, to] = await middle(bob.row(first!));
    await bob.sees(async () => {
      for (const at of [to, to - 6]) await finger.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: [{ x, y: at }] });
      return bob.page.locator("li.above").count();
    }, 1);
    expect(await bob.page.evaluate(() => scrollY)).toBe(scrolled);
    await finger.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    await hanna.sees(async () => (await mine(hanna, bobs))[at], second!);
  });
});

it("nobody saw a complaint", () => {
  expect([...hanna.complaints, ...bob.complaints]).toEqual([]);
});
