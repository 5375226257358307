// An evening of two people in two browsers: add, vote, reorder, skip, tracks that end, and a server
// that is killed and comes back.

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { all_shown, has_shown, keep_record, LOG } from "./shown";
import { directory, launch, LAPTOP, type Party, Person, PHONE, serve } from "./support";

interface Found {
  title: string;
  duration_ms: number;
  explicit: boolean;
}

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** Titles of the catalogue that no other title begins with, the longest tracks first. */
async function titles(person: Person): Promise<string[]> {
  const all: Found[] = [];
  for (let offset: number | undefined = 0; offset !== undefined; ) {
    const answer = await person.page.request.get(`${new URL(person.page.url()).origin}/api/v1/search?q=&offset=${offset}`);
    const found = (await answer.json()) as { tracks: Found[]; next_offset?: number };
    all.push(...found.tracks);
    offset = found.next_offset;
  }
  const plain = all.filter(({ title, explicit }) => /^[A-Za-z ]+$/.test(title) && !explicit);
  plain.sort((a, b) => b.duration_ms - a.duration_ms);
  return plain.map(({ title }) => title).filter((title) => all.filter((t) => t.title.startsWith(title)).length === 1);
}

describe("a party", () => {
  const data = directory();
  let party: Party;
  let hanna: Person;
  let bob: Person;
  let songs: string[];

  beforeAll(async () => {
    party = await serve(data.path);
    hanna = await Person.come_in(browser, party.url, "Hanna", LAPTOP);
    bob = await Person.come_in(browser, party.url, "Bob", PHONE);
    songs = await titles(hanna);
  });
  afterAll(async () => {
    await party.process.kill();
    data.remove();
  });

  it("calls a guest what they want to be called, in every tab", async () => {
    const other = new Person(await bob.page.context().newPage());
    await other.page.goto(party.url);
    await other.now_playing().waitFor();
    await bob.show("Me");
    await bob.page.getByText("Your name", { exact: true }).first().click();
    await bob.page.getByRole("textbox", { name: "Your name" }).fill("Bobby");
    await bob.page.getByRole("button", { name: "Go by this name" }).click();
    const seen = hanna.page.getByRole("list", { name: "People" });
    await seen.getByText("Bobby", { exact: true }).waitFor();
    // Whatever is said from the other tab is said by the same name.
    await other.add(songs[5]!);
    await hanna.sees(() => hanna.now_playing().innerText().then((text) => text.includes("Bobby")), true);
    await hanna.now_playing().getByRole("button", { name: "Skip" }).click();
    expect(await seen.getByText("Bob", { exact: true }).count()).toBe(0);
    await other.page.close();
    await bob.show("Queue");
  });

  it("shows both what either adds", async () => {
    await hanna.add(songs[0]!);
    await bob.sees(() => bob.playing(), songs[0]!);
    await hanna.add(songs[1]!);
    await hanna.add(songs[2]!);
    await bob.add(songs[3]!);
    await hanna.sees(() => hanna.titles(), [songs[3]!, songs[1]!, songs[2]!]);
    await bob.sees(() => bob.titles(), [songs[3]!, songs[1]!, songs[2]!]);
  });

  it("says whose turn it is", async () => {
    await bob.row(songs[3]!).getByText("your next turn").waitFor();
    await hanna.row(songs[2]!).getByText("your 2nd turn").waitFor();
  });

  it("moves a row when somebody votes", async () => {
    await bob.row(songs[2]!).getByRole("button", { name: "Vote up" }).click();
    await hanna.row(songs[2]!).getByText("+1 vote").waitFor();
    await hanna.row(songs[3]!).getByRole("button", { name: "Vote down" }).click();
    await bob.row(songs[3]!).getByText("−1 vote").waitFor();
    // The rows wait a moment for whoever has just pressed one.
    await hanna.sees(async () => (await hanna.titles()).join() === (await bob.titles()).join(), true);
  });

  it("lets people reorder their own songs", async () => {
    const before = await hanna.titles();
    const mine = before.filter((title) => title !== songs[3]);
    await hanna.row(mine[1]!).getByRole("button", { name: mine[1]! }).click();
    await hanna.row(mine[1]!).getByRole("button", { name: "Earlier" }).click();
    const turned = async () => (await bob.titles()).filter((title) => title !== songs[3]);
    await bob.sees(turned, [mine[1]!, mine[0]!]);
  });

  it("carries jams and comments, as text", async () => {
    await bob.row(songs[1]!).getByRole("button", { name: songs[1]! }).click();
    await bob.row(songs[1]!).getByRole("button", { name: "Jam" }).click();
    await bob.row(songs[1]!).getByLabel("Say something about this song").fill("<i>this</i> one");
    await bob.row(songs[1]!).getByRole("button", { name: "Send" }).click();
    await hanna.row(songs[1]!).getByRole("button", { name: songs[1]! }).click();
    await hanna.row(songs[1]!).getByText("<i>this</i> one").waitFor();
    await hanna.row(songs[1]!).getByText("Jam: Bob").waitFor();
  });

  it("takes a removed song back", async () => {
    const before = await bob.titles();
    const remove = hanna.row(songs[1]!).getByRole("button", { name: "Remove" });
    // At once, where it is offered first.
    await remove.click();
    const notice = hanna.page.getByRole("log").locator("div").filter({ hasText: `Removed “${songs[1]!}”` });
    await notice.getByRole("button", { name: "Undo" }).click();
    await hanna.page.getByText(`You brought back “${songs[1]!}”`).first().waitFor();
    await hanna.page.locator("article.gone").waitFor({ state: "detached" });
    // And later, when others have seen it.
    await remove.click();
    await bob.sees(async () => (await bob.titles()).includes(songs[1]!), false);
    // Where it is offered for longest.
    await hanna.page.getByRole("button", { name: /^Undo: You removed/ }).click();
    await bob.sees(() => bob.titles(), before);
  });

  it("goes on when the server is killed and comes back", async () => {
    const before = await hanna.titles();
    await party.process.kill();
    await bob.page.getByText("Connection lost").waitFor();
    // Pressed while nobody hears it; sent when somebody does.
    await bob.row(songs[1]!).getByRole("button", { name: "Vote up" }).click();
    await party.restart();
    await hanna.row(songs[1]!).getByText("vote").waitFor();
    await bob.page.getByText("Connection lost").waitFor({ state: "detached" });
    await hanna.sees(async () => (await hanna.titles()).toSorted(), before.toSorted());
    await bob.sees(() => bob.titles(), await hanna.titles());
    expect(await Promise.all([hanna.is_the_same_page(), bob.is_the_same_page()])).toEqual([true, true]);
  });

  it("skips when enough people want it", async () => {
    const playing = await hanna.playing();
    const cem = await Person.come_in(browser, party.url, "Cem", PHONE);
    await hanna.page.getByText("3 here").waitFor();
    await bob.now_playing().getByRole("button", { name: "Skip?" }).click();
    await cem.now_playing().getByRole("button", { name: "Skip? 1" }).click();
    await hanna.sees(async () => (await hanna.playing()) !== playing, true);
    await cem.page.context().close();
  });

  it("refuses in a sentence", async () => {
    const before = await bob.titles();
    await keep_record(bob.page);
    await hanna.page.getByRole("checkbox", { name: "Queue closed" }).check();
    await bob.add(songs[8]!);
    await has_shown(bob.page, "The host has closed the queue for now.");
    expect(await bob.titles()).toEqual(before);
    await hanna.page.getByRole("checkbox", { name: "Queue closed" }).uncheck();
    await bob.add(songs[8]!);
    await hanna.sees(async () => (await hanna.titles()).includes(songs[8]!), true);
  });

  it("broke nothing on the page meanwhile", () => {
    expect([...hanna.complaints, ...bob.complaints]).toEqual([]);
  });
});

const PLAYING = "[aria-label='Now playing'] h2";

describe("a party with short songs", () => {
  it("ends a track and begins the next, and the bar moves on", async () => {
    const data = directory();
    const party = await serve(data.path, { DEMO_SPEED: "30" });
    try {
      const ann = await Person.come_in(browser, party.url, "Ann", PHONE);
      const [first, second] = await titles(ann);
      // What plays is there for seconds only.
      await keep_record(ann.page, [LOG, PLAYING]);
      await ann.add(first!);
      const bar = ann.page.getByRole("progressbar", { name: "Progress" });
      const at = () => bar.evaluate((bar) => (bar as HTMLProgressElement).value);
      await ann.sees(async () => (await at()) >= 1_000, true);
      await ann.add(second!);
      await has_shown(ann.page, second!, PLAYING);
      await has_shown(ann.page, "The music has ended");
      await ann.page.getByText("Nothing is playing").waitFor();
      const played = (await all_shown(ann.page, PLAYING)).filter((title) => [first, second].includes(title));
      expect(played).toEqual([first, second]);
      expect(ann.complaints).toEqual([]);
    } finally {
      await party.process.kill();
      data.remove();
    }
  });
});
