// What the page takes on a weak phone, as a table in Markdown: `bench/run page`. Times are medians, with the best in
// brackets, as whatever else runs on the machine only ever adds to them.

import { writeFileSync } from "node:fs";

import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";

import { a_long_queue, Evening, YOU } from "../e2e/long_queue";
import { at_share, busy_ms, held, layout_shift, live_through, median, take_notes } from "../e2e/pace";
import { directory, launch, type Party, Person, PHONE, serve } from "../e2e/support";
import { Stage } from "../e2e/stage";
import { type Load, load_of } from "./load";

/** How much slower than this machine a weak phone is taken to be. */
const SLOW_DOWN = 4;
const LOADS = Number(process.env.LOADS ?? 9);
const COMMITS = Number(process.env.COMMITS ?? 80);
const QUEUED = 12;

const rows: string[][] = [["what", "found", "goal"]];
const row = (what: string, found: string, goal = "–") => rows.push([what, found, goal]);
const ms = (numbers: number[]) => `${median(numbers).toFixed(0)} (${Math.min(...numbers).toFixed(0)}) ms`;

let browser: Browser;
const data = directory();
beforeAll(async () => {
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  data.remove();
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
  const lines = rows.map((cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`);
  lines.splice(1, 0, `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`);
  const table = `${lines.join("\n")}\n`;
  if (process.env.TABLE) writeFileSync(process.env.TABLE, table);
  else process.stdout.write(`\n${table}`);
});

/** Whoever has been here before, with nothing kept but who they are. */
async function somebody(party: Party): Promise<NonNullable<BrowserContextOptions["storageState"]>> {
  const { page } = await Person.come_in(browser, party.url, "Hanna", PHONE);
  const answer = await page.request.get(`${party.url}/api/v1/search?q=&offset=0`);
  const { tracks } = (await answer.json()) as { tracks: { uri: string }[] };
  for (const [index, { uri }] of tracks.slice(0, QUEUED + 1).entries()) {
    const command = { type: "add", track: uri, id: `bench-${index}` };
    await page.request.post(`${party.url}/api/v1/nests/main/commands`, { headers: { origin: party.url }, data: command });
  }
  const state = await page.context().storageState();
  await page.context().close();
  return state;
}

it("measures loading", async () => {
  const party = await serve(data.path);
  const known = await somebody(party);
  for (const [who, locale, storageState] of [
    ["a guest, in English", "en-GB", known],
    ["a guest, in German", "de-DE", known],
    ["somebody new", "en-GB", undefined],
  ] as const) {
    const loads: Load[] = [];
    const [answers, busy]: [number[], number[]] = [[], []];
    for (let load = 0; load < LOADS; load++) {
      const context = await browser.newContext({ ...PHONE, locale, ...(storageState && { storageState }) });
      const page = await context.newPage();
      await take_notes(page);
      const session = await context.newCDPSession(page);
      await session.send("Emulation.setCPUThrottlingRate", { rate: SLOW_DOWN });
      await busy_ms(session);
      await page.goto(party.url, { waitUntil: "commit" });
      const shown = storageState ? page.locator("article").first() : page.locator("form").first();
      loads.push(await load_of(page, () => shown.waitFor()));
      busy.push((await busy_ms(session)) / SLOW_DOWN);
      if (storageState) answers.push(await answered_ms(page));
      await context.close();
    }
    row(`${who}: first contentful paint`, ms(loads.map(({ painted_ms }) => painted_ms)), "1,000 ms");
    row(`${who}: interactive`, ms(loads.map(({ interactive_ms }) => interactive_ms)), "1,500 ms");
    row(`${who}: the main thread's own time, were it not slowed`, ms(busy));
    if (answers.length > 0) row(`${who}: a press is seen after`, ms(answers));
    row(`${who}: layout shift, the worst`, Math.max(...loads.map(({ shift }) => shift)).toFixed(4), "0.02");
  }
  await party.process.kill();
});

/** From a press on a button until what it does is painted. */
async function answered_ms(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const button = document.querySelector<HTMLElement>("nav button:nth-child(3)")!;
    const pressed = performance.now();
    button.click();
    while (button.getAttribute("aria-current") !== "page") await Promise.resolve();
    await new Promise((frame) => requestAnimationFrame(frame));
    await new Promise((painted) => setTimeout(painted));
    return performance.now() - pressed;
  });
}

it("measures commits", async () => {
  for (const [length, goal] of [
    [200, "16 ms"],
    [1_000, "50 ms"],
  ] as const) {
    for (const rate of [1, SLOW_DOWN]) {
      const stage = await Stage.open(YOU, a_long_queue(length, Date.now()));
      const context = await browser.newContext(PHONE);
      const page = await context.newPage();
      await take_notes(page);
      await page.goto(stage.url);
      await page.locator("article").nth(length - 1).waitFor();
      const session = await context.newCDPSession(page);
      await session.send("Emulation.setCPUThrottlingRate", { rate });
      const evening = new Evening(length);
      await live_through(page, stage, evening, 10);
      const before = await busy_ms(session);
      const costs = await live_through(page, stage, evening, COMMITS);
      const busy = ((await busy_ms(session)) - before) / COMMITS;
      const how = rate === 1 ? "" : `, ${rate} times slower`;
      row(
        `a commit folded and painted, ${length.toLocaleString("en")} queued${how}: median · p90 · main thread`,
        `${median(costs).toFixed(1)} · ${at_share(costs, 0.9).toFixed(1)} · ${busy.toFixed(1)} ms`,
        rate === 1 ? goal : "–",
      );
      const shift = (await layout_shift(page)).toFixed(4);
      if (rate === 1) row(`layout shift in that storm, ${length.toLocaleString("en")} queued`, shift, "0.02");
      await context.close();
      await stage.close();
    }
  }
});

it("measures memory", async () => {
  const stage = await Stage.open(YOU, a_long_queue(200, Date.now()));
  const context = await browser.newContext(PHONE);
  const page = await context.newPage();
  await take_notes(page);
  await page.goto(stage.url);
  await page.locator("article").nth(199).waitFor();
  const session = await context.newCDPSession(page);
  const evening = new Evening(200);
  let sum = 0;
  for (const commits of [2_000, 10_000]) {
    await live_through(page, stage, evening, commits - sum, 20);
    sum = commits;
    const { heap_mb, nodes, listeners } = await held(page, session);
    const found = `${heap_mb.toFixed(1)} MB · ${nodes.toLocaleString("en")} · ${listeners}`;
    const when = `after ${commits.toLocaleString("en")} commits`;
    row(`${when}, 200 queued: heap · DOM nodes · listeners`, found, commits > 2_000 ? "as before" : "–");
  }
  await context.close();
  await stage.close();
  expect(rows.length).toBeGreaterThan(1);
});
