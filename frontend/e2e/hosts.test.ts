// A host's evening, in real browsers: a troll, a moderator, airhorns, and nests of one's own.

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { State } from "../src/lib/wire";

import { camera } from "./camera";
import { in_both_themes, overflowing, small_targets, violations } from "./measure";
import { has_shown, keep_record } from "./shown";
import { directory, launch, LAPTOP, type Party, Person, PHONE, serve } from "./support";

let browser: Browser;
let party: Party;
const data = directory();
let hanna: Person;

beforeAll(async () => {
  browser = await launch();
  party = await serve(data.path, { GUEST_NESTS: "on" });
  hanna = await Person.come_in(browser, party.url, "Hanna", LAPTOP);
});
afterAll(async () => {
  await party?.process.kill();
  await browser?.close();
  data.remove();
});

const people = (person: Person) => person.page.getByRole("region", { name: "People" });
const row = (person: Person, name: string) => people(person).getByRole("listitem").filter({ hasText: name });
const alert = (person: Person, text: string) => person.page.getByRole("alert").filter({ hasText: text });

async function deeds(person: Person, name: string): Promise<void> {
  await person.show("People");
  await people(person).getByRole("button", { name: `What can be done with them: ${name}` }).click();
}

/** Presses what asks once more. */
async function surely(person: Person, name: string, sure: string): Promise<void> {
  await person.page.getByRole("button", { name, exact: true }).click();
  await person.page.getByRole("button", { name: sure, exact: true }).click();
}

async function fits(person: Person): Promise<void> {
  // What is looked at has arrived.
  await person.page.emulateMedia({ reducedMotion: "reduce" });
  const found = await in_both_themes(person.page, () => violations(person.page));
  found.push(...(await small_targets(person.page)), ...(await overflowing(person.page)));
  await person.page.emulateMedia({ reducedMotion: null });
  expect(found).toEqual([]);
}

/** Titles that no other title contains, of songs that nobody objects to, and that are found only by who looks for them. */
async function songs(person: Person): Promise<string[]> {
  const answer = await person.page.request.get(`${party.url}/api/v1/search?q=&offset=60`);
  const { tracks } = (await answer.json()) as { tracks: { title: string; explicit: boolean }[] };
  const titles = tracks.filter(({ explicit }) => !explicit).map(({ title }) => title);
  return titles.filter((title) => titles.filter((other) => other.includes(title)).length === 1);
}

/** Writes down on a page every blast that it shows, and whether it was heard: each is there for a moment. */
const note_blasts = (person: Person) =>
  person.page.evaluate(() => {
    const blasts: Record<string, boolean> = {};
    Object.assign(window, { blasts });
    const look = () => {
      for (const { innerText, dataset } of document.querySelectorAll<HTMLElement>("[data-heard]")) {
        blasts[innerText.trim()] ||= dataset.heard === "true";
      }
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true, attributeFilter: ["data-heard"] });
  });
/** Whether a blast was heard on a page; nothing where it was not even seen. */
const was_heard = (person: Person, text: string) =>
  person.page.evaluate((text) => (window as unknown as { blasts: Record<string, boolean> }).blasts[text], text);

describe("a troll", () => {
  let troll: Person;
  let titles: string[];

  beforeAll(async () => {
    troll = await Person.come_in(browser, party.url, "Troll", PHONE);
    titles = await songs(hanna);
    await hanna.add(titles[0]!);
    // No song ends in the course of this.
    await hanna.now_playing().getByRole("button", { name: "Pause" }).click();
    await hanna.now_playing().getByText("Paused").waitFor();
    await keep_record(troll.page);
    await note_blasts(hanna);
  });
  afterAll(() => troll?.page.context().close());

  it("adds too much, and is limited", async () => {
    const each = hanna.page.getByRole("spinbutton", { name: "Songs each" });
    await each.fill("3");
    await each.blur();
    for (const title of titles.slice(1, 4)) await troll.add(title);
    await hanna.sees(async () => (await hanna.titles()).length, 3);
    await troll.add(titles[4]!);
    await has_shown(troll.page, /^You have 3 songs queued/);
    expect((await hanna.titles()).length).toBe(3);
  });

  it("blows the horn, which everyone hears or sees, and then it rests", async () => {
    const horns = troll.page.getByRole("region", { name: "Airhorn" });
    await horns.getByRole("button", { name: "Airhorn" }).first().click();
    await fits(troll);
    // Both in one breath: the horn rests for a few seconds only.
    await horns.evaluate((horns) => {
      const buttons = [...horns.querySelectorAll("button")];
      for (const name of ["Bicycle horn", "Siren"]) buttons.find(({ innerText }) => innerText.trim() === name)!.click();
    });
    await has_shown(troll.page, /^The horn needs a rest: again in/);
    // Hanna has pressed something before, so that her page may sound. One that stood still until the blast was over
    // hears the next.
    await hanna.sees(async () => {
      const heard = await was_heard(hanna, "Troll: Bicycle horn");
      const is_over = heard === false && (await hanna.page.locator("[data-heard]").count()) === 0;
      if (is_over) await horns.getByRole("button", { name: "Bicycle horn" }).click();
      return heard;
    }, true);
    expect(await was_heard(hanna, "Troll: Siren")).toBe(undefined);
  });

  it("is only seen where somebody has muted the horns", async () => {
    const horns = hanna.page.getByRole("region", { name: "Airhorn" });
    await horns.getByRole("button", { name: "Airhorn" }).first().click();
    await horns.getByRole("button", { name: "Mute airhorns for me" }).click();
    // The horn rests for a while after each time.
    await hanna.sees(async () => {
      await troll.page.getByRole("button", { name: "Foghorn" }).click();
      return (await was_heard(hanna, "Troll: Foghorn")) !== undefined;
    }, true);
    await hanna.page.locator("[data-heard]").waitFor({ state: "detached" });
    expect(await was_heard(hanna, "Troll: Foghorn")).toBe(false);
    await hanna.page.getByRole("checkbox", { name: "No airhorns" }).check();
    await troll.page.getByText("The host has turned airhorns off.").waitFor();
  });

  it("is removed, comes back, and is told both in a sentence", async () => {
    await deeds(hanna, "Troll");
    await fits(hanna);
    await hanna.page.getByRole("checkbox", { name: "Take their songs out, too" }).uncheck();
    await surely(hanna, "Remove", "Really remove?");
    await alert(troll, "removed you from this nest. You may come back in.").waitFor();
    await fits(troll);
    expect((await hanna.titles()).length).toBe(3);
    await troll.page.getByRole("button", { name: "Come back in" }).click();
    await troll.now_playing().waitFor();
  });

  it("is removed for good with all the songs, which come back by one press", async () => {
    await row(hanna, "Troll").getByText("here", { exact: true }).waitFor();
    const before = await hanna.titles();
    await deeds(hanna, "Troll");
    await hanna.page.getByRole("checkbox", { name: "Take their songs out, too" }).check();
    await surely(hanna, "Remove for good", "Really for good?");
    await alert(troll, "you cannot come back in").waitFor();
    await hanna.sees(() => hanna.titles(), []);
    const log = hanna.page.getByRole("log");
    await log.getByText("Removed Troll and 3 songs, for good").waitFor();
    await log.locator("div").filter({ hasText: "Removed Troll" }).getByRole("button", { name: "Undo" }).click();
    await hanna.sees(() => hanna.titles(), before);
  });

  it("reconnects in vain, until a host lets them back in", async () => {
    await troll.page.reload();
    await alert(troll, "you cannot come back in").waitFor();
    await fits(troll);
    await hanna.page.getByText("You removed Troll for good").waitFor();
    await hanna.page.getByRole("button", { name: "Let back in" }).click();
    await hanna.page.getByRole("button", { name: "Let back in" }).waitFor({ state: "detached" });
    await troll.page.reload();
    await troll.now_playing().waitFor();
  });
});

describe("a moderator", () => {
  it("is made by the host, learns of it, and may remove guests", async () => {
    const mona = await Person.come_in(browser, party.url, "Mona", PHONE);
    const cem = await Person.come_in(browser, party.url, "Cem", PHONE);
    await keep_record(mona.page);
    await row(hanna, "Mona").waitFor();
    await deeds(hanna, "Mona");
    await hanna.page.getByRole("button", { name: "Make moderator" }).click();
    await has_shown(mona.page, "You are moderator now");
    await row(hanna, "Mona").getByText("moderator", { exact: true }).waitFor();
    await deeds(mona, "Cem");
    expect(await mona.page.getByRole("button", { name: "Make host" }).count()).toBe(0);
    await fits(mona);
    await surely(mona, "Remove", "Really remove?");
    await cem.page.getByRole("button", { name: "Come back in" }).waitFor();
    for (const person of [mona, cem]) await person.page.context().close();
    expect([...mona.complaints, ...cem.complaints]).toEqual([]);
  });
});

it("a cleared queue comes back by one press, from the list of what was done", async () => {
  const before = await hanna.titles();
  expect(before.length).toBeGreaterThan(1);
  await surely(hanna, "Clear the queue", "Really clear it?");
  await hanna.sees(() => hanna.titles(), []);
  await hanna.page.getByRole("button", { name: "Undo: You cleared the queue" }).click();
  await hanna.sees(() => hanna.titles(), before);
  await hanna.page.getByRole("button", { name: "Undo: You cleared the queue" }).waitFor({ state: "detached" });
});

describe("a nest of one's own", () => {
  let ann: Person;
  let bob: Person;
  let code: string;

  beforeAll(async () => {
    ann = await Person.come_in(browser, party.url, "Ann", LAPTOP);
    bob = await Person.come_in(browser, party.url, "Bob", PHONE);
    await keep_record(ann.page);
  });
  afterAll(async () => {
    await ann?.page.context().close();
    await bob?.page.context().close();
  });

  it("is opened by name", async () => {
    await ann.page.getByRole("button", { name: "Nests" }).click();
    const nests = ann.page.getByRole("dialog", { name: "Nests" });
    await nests.getByText("Open a nest of your own").click();
    await nests.getByLabel("Name", { exact: true }).fill("Roof");
    await nests.getByLabel("Short address (optional)").fill("the-roof");
    await fits(ann);
    await nests.getByRole("button", { name: "Open it" }).click();
    await ann.page.getByRole("heading", { name: "Roof" }).waitFor();
    code = new URL(ann.page.url()).pathname.split("/").at(-1)!;
    expect(code).toMatch(/^[A-Z2-9]{5}$/);
  });

  it("is joined by its code, and both see the same queue, which is not that of the main nest", async () => {
    await bob.page.getByRole("button", { name: "Nests" }).click();
    const nests = bob.page.getByRole("dialog", { name: "Nests" });
    await nests.getByLabel("Code of a nest").fill(code.toLowerCase());
    await fits(bob);
    await nests.getByRole("button", { name: "Go there" }).click();
    await bob.page.getByRole("heading", { name: "Roof" }).waitFor();
    await ann.page.locator("summary", { hasText: "Bender" }).click();
    await ann.page.getByRole("slider", { name: "Bender keeps queued" }).fill("0");
    const state = async () => (await (await ann.page.request.get(`${party.url}/api/v1/nests/${code}/state`)).json()).state as State;
    await ann.sees(async () => (await state()).nest.settings.bender_depth, 0);
    // What Bender picked until then is there already, and it picks nothing more.
    const { queue, playing } = await state();
    const picked = [...queue, ...(playing ? [playing.entry] : [])].map(({ track }) => track.title);
    const titles = (await songs(ann)).filter((title) => !picked.includes(title));
    const is_here = async (person: Person, title: string) =>
      (await person.playing()) === title || (await person.titles()).includes(title);
    // What plays in the main nest is not queued here.
    await bob.add(titles[0]!);
    await ann.sees(() => is_here(ann, titles[0]!), true);
    await ann.add(titles[1]!);
    await bob.sees(() => is_here(bob, titles[1]!), true);
    await bob.page.getByRole("button", { name: "What played here" }).click();
    await bob.page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  });

  it("is by invitation only: whoever has no code knocks, and is let in", async () => {
    await ann.page.getByText("This nest", { exact: true }).click();
    await ann.page.getByRole("checkbox", { name: "By invitation only" }).check();
    await fits(ann);
    const cem = await Person.come_in(browser, party.url, "Cem", PHONE);
    await cem.page.goto(`${party.url}/nest/the-roof`);
    await cem.page.getByRole("button", { name: "Ask to be let in" }).click();
    await cem.page.getByText("You have asked.").waitFor();
    await fits(cem);
    await has_shown(ann.page, "Cem asks to come in");
    await fits(ann);
    await people(ann).getByRole("button", { name: "Let in" }).click();
    await cem.page.getByRole("heading", { name: "Roof" }).waitFor();
    await cem.page.context().close();
  });

  it("is shown to those who are in it, and they switch", async () => {
    await bob.page.getByRole("button", { name: "Nests" }).click();
    await bob.page.getByRole("dialog").getByRole("link", { name: /^Go: (?!Roof)/ }).first().click();
    await bob.page.getByRole("heading", { name: "Roof" }).waitFor({ state: "detached" });
    await bob.now_playing().waitFor();
    await bob.page.getByRole("button", { name: "Nests" }).click();
    await bob.page.getByRole("dialog").getByRole("link", { name: "Go: Roof" }).click();
    await bob.page.getByRole("heading", { name: "Roof" }).waitFor();
  });

  it("has another code when its host wants, and everyone in it learns it", async () => {
    const shown = () => ann.page.getByRole("region", { name: "Invite people" }).locator("strong").innerText();
    const before = await shown();
    await surely(ann, "Change the code", "Really change it? The old one leads nowhere then.");
    await ann.sees(async () => (await shown()) !== before, true);
    await bob.page.getByRole("button", { name: "Nests" }).click();
    const dialog = bob.page.getByRole("dialog");
    const seen = () => dialog.getByRole("region", { name: "Invite people" }).locator("strong").innerText();
    await bob.sees(seen, await shown());
    const square = dialog.getByRole("img", { name: "QR code" });
    await bob.sees(() => camera(square), `${party.url}/nest/${await shown()}`);
    await fits(bob);
    await dialog.getByRole("button", { name: "Close" }).click();
  });

  it("ends for everyone, and leads back to the main nest", async () => {
    await surely(ann, "End this nest", "Really end it, for everyone?");
    for (const person of [ann, bob]) {
      await person.page.getByRole("heading", { name: "This nest is over" }).waitFor();
      await fits(person);
      await person.page.getByRole("link", { name: "Go to the main nest" }).click();
      await person.now_playing().waitFor();
    }
  });

  it("broke nothing on the page meanwhile", () => {
    expect([...hanna.complaints, ...ann.complaints, ...bob.complaints]).toEqual([]);
  });
});
