// A room looks back: song by song, night by night, and on what it played on this day.

import type { Browser, Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { History } from "../src/lib/wire";

import { weeks_ago, write_evening } from "./logs";
import { in_both_themes, overflowing, small_targets, violations } from "./measure";
import { as_played, type Found, NARROW, type Room, room_with_a_past } from "./room";
import { launch, type Person, PHONE } from "./support";

let browser: Browser;
let room: Room;
let ann: Person;
let dialog: Locator;
/** What was played a year ago, in this order. */
let old: Found[];
let fresh: Found;

/** A day as the browser writes it. */
function day(text: string): Promise<string> {
  const form = { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" } as const;
  return ann.page.evaluate(([text, form]) => new Intl.DateTimeFormat(undefined, form).format(Date.parse(text)), [text, form] as const);
}

/** Ends what plays last. */
async function skip(): Promise<void> {
  await ann.show("Queue");
  await ann.now_playing().getByRole("button", { name: "Skip" }).click();
  await ann.page.getByText("Nothing is playing").waitFor();
}

/** Whether the server knows that a song has played. */
const is_kept = (song: Found) => async () => {
  const answer = await ann.page.request.get(`${room.party.url}/api/v1/nests/main/history`);
  return ((await answer.json()) as History).plays.some(({ uri }) => uri === song.uri);
};

beforeAll(async () => {
  browser = await launch();
  room = await room_with_a_past(browser, "Ann", PHONE, (logs, songs) => {
    [fresh, ...old] = [songs[0]!, ...songs.slice(1, 4)];
    const [first, second, third] = old.map(as_played);
    write_evening(logs, weeks_ago(52), [
      { ...first!, user: "bea@example.com" },
      { ...second!, user: "cem@example.com", jams: ["bea@example.com", "dora@example.com"] },
      { ...third!, user: "cem@example.com", played_s: 72 },
    ]);
  });
  ann = room.first;
  dialog = ann.page.getByRole("dialog", { name: "What played here" });
});
afterAll(async () => {
  await room?.close();
  await browser?.close();
});

describe("this day", () => {
  it("is remembered, and its songs are added by one tap", async () => {
    await ann.show("Add");
    await ann.page.getByRole("button", { name: "On this day" }).click();
    const memory = ann.page.getByRole("region", { name: "Add" }).getByRole("button", { name: old[1]!.title });
    await memory.getByText(/cem, .*\d{4}/i).waitFor();
    await memory.click();
    await ann.sees(() => ann.playing(), old[1]!.title);
    await memory.getByText("playing").waitFor();
    // No song ends before it is wanted.
    await ann.show("Queue");
    await ann.now_playing().getByRole("button", { name: "Pause" }).click();
    await ann.now_playing().getByText("Paused").waitFor();
    await ann.show("Add");
    await memory.waitFor();
  });

  it("is for everyone, with any finger", async () => {
    const found = await in_both_themes(ann.page, () => violations(ann.page));
    expect([...found, ...(await small_targets(ann.page)), ...(await overflowing(ann.page))]).toEqual([]);
  });
});

describe("what played here", () => {
  it("is listed song by song, with whose it was and how it ended", async () => {
    await skip();
    await ann.show("Add");
    await ann.page.getByRole("button", { name: "Search", exact: true }).click();
    await ann.add(fresh.title);
    await ann.sees(() => ann.playing(), fresh.title);
    await skip();
    // The list is asked for once, when it is opened.
    await ann.sees(is_kept(fresh), true);
    await ann.page.getByRole("button", { name: "What played here" }).click();
    const then = dialog.getByRole("region", { name: await day(weeks_ago(52)) });
    await then.getByRole("listitem").filter({ hasText: old[0]!.title }).getByText(/bea/i).waitFor();
    await then.getByRole("listitem").filter({ hasText: old[1]!.title }).getByText(/2 jams: bea, dora/i).waitFor();
    const today = dialog.getByRole("listitem").filter({ hasText: fresh.title });
    await today.getByText(/you|Ann/).waitFor();
  });

  it("is looked back on night by night", async () => {
    const then = dialog.getByRole("region", { name: await day(weeks_ago(52)) });
    await then.getByRole("button", { name: "Recap" }).click();
    await dialog.getByText(/^bea opened the floor/i).waitFor();
    const most = dialog.getByRole("region", { name: "Most jams" }).getByRole("listitem").first();
    await most.filter({ hasText: old[1]!.title }).getByText("2 jams").waitFor();
    const songs = dialog.getByRole("region", { name: "All songs, in order" }).getByRole("listitem");
    await ann.sees(() => songs.count(), 3);
    const other = await dialog.getByLabel("Night").locator("option").first().innerText();
    await dialog.getByLabel("Night").selectOption({ label: other });
    await songs.filter({ hasText: fresh.title }).waitFor();
  });

  it("is taken along as text", async () => {
    await dialog.getByRole("button", { name: "Copy as text" }).click();
    await dialog.getByText(/^(Copied|It is selected)/).waitFor();
    // As without HTTPS, where a browser lets no page write there, and where it does not know the old way either.
    await ann.page.evaluate(() => {
      Object.defineProperty(navigator, "clipboard", { value: undefined });
      document.execCommand = () => false;
    });
    await dialog.getByRole("button", { name: "Copy as text" }).click();
    const field = dialog.getByRole("textbox", { name: "The night as text" });
    expect(await field.inputValue()).toContain(fresh.title);
    const selected = await field.evaluate((field: HTMLTextAreaElement) => field.selectionEnd - field.selectionStart);
    expect(selected).toBeGreaterThan(fresh.title.length);
  });

  it("is for everyone, with any finger, at every width", async () => {
    for (const part of ["Song by song", "Night by night"]) {
      await dialog.getByRole("button", { name: part }).click();
      await dialog.getByText(fresh.title).first().waitFor();
      const found = await in_both_themes(ann.page, () => violations(ann.page));
      found.push(...(await small_targets(ann.page)));
      await ann.page.setViewportSize(NARROW);
      found.push(...(await overflowing(ann.page)));
      await ann.page.setViewportSize(PHONE.viewport!);
      expect(found).toEqual([]);
    }
  });

  it("is left by a press, back to where it was opened", async () => {
    await ann.page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await ann.page.getByRole("button", { name: "What played here" }).click();
    await dialog.getByRole("button", { name: "Close" }).click();
    await dialog.waitFor({ state: "detached" });
  });
});

it("somebody can be left out of throwbacks, and stays so", async () => {
  await ann.show("Me");
  await ann.page.getByText("Throwbacks", { exact: true }).click();
  const saved = ann.page.waitForResponse((response) => response.request().method() === "PUT" && response.ok());
  await ann.page.getByRole("checkbox", { name: "Leave me out of throwbacks" }).check();
  await saved;
  await ann.page.reload();
  await ann.now_playing().waitFor();
  await ann.show("Me");
  await ann.page.getByText("Throwbacks", { exact: true }).click();
  await ann.page.getByRole("checkbox", { name: "Leave me out of throwbacks", checked: true }).waitFor();
  expect(ann.complaints).toEqual([]);
});
