// The page stays as fast as it is: what a long queue costs against a shorter one, what an evening leaves in memory, and
// that nothing jumps. No time is asserted here, as that depends on the machine: `bench/run page` measures those.

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { a_long_queue, Evening, YOU } from "./long_queue";
import { held_always, layout_shift, live_through, median, take_notes } from "./pace";
import { launch, PHONE } from "./support";
import { Stage } from "./stage";

/** What web.dev calls good is five times as much. */
const SHIFT_MAX = 0.02;

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

interface Room {
  stage: Stage;
  page: Page;
  evening: Evening;
  close: () => Promise<void>;
}

/** A phone that looks at a queue of this length. */
async function room(length: number, at = browser): Promise<Room> {
  const stage = await Stage.open(YOU, a_long_queue(length, Date.now()));
  const context = await at.newContext(PHONE);
  const page = await context.newPage();
  await take_notes(page);
  await page.goto(stage.url);
  await page.getByRole("region", { name: "Queue" }).getByRole("article").nth(length - 1).waitFor();
  const close = async () => {
    await context.close();
    await stage.close();
  };
  return { stage, page, evening: new Evening(length), close };
}

describe("a commit", () => {
  it("costs with five times as long a queue at most six times as much", async () => {
    const rooms = [await room(200), await room(1_000)];
    const costs: number[][] = rooms.map(() => []);
    // In turns, so that whatever else runs on the machine meets both.
    for (let turn = 0; turn < 4; turn++) {
      for (const [index, { page, stage, evening }] of rooms.entries()) {
        await page.bringToFront();
        costs[index]!.push(...(await live_through(page, stage, evening, 15)));
      }
    }
    for (const { close } of rooms) await close();
    expect(median(costs[1]!) / median(costs[0]!)).toBeLessThan(6);
  });

  it("draws no row anew that it says nothing of", async () => {
    const { page, stage, close } = await room(200);
    const drawn = await page.evaluate(() => {
      const changed = new Set<string>();
      const watch = new MutationObserver((records) => {
        for (const { target } of records) {
          const element = target instanceof Element ? target : target.parentElement;
          const row = element?.closest("[aria-label=Queue] article");
          if (row) changed.add(row.getAttribute("aria-label") ?? "");
        }
      });
      watch.observe(document.body, { subtree: true, childList: true, characterData: true });
      return Object.assign(window, { drawn: changed }) && changed.size;
    });
    expect(drawn).toBe(0);
    stage.commit([{ type: "voted", entry: 50, by: "person-1", vote: 1, up: 3, down: 0, ranks: [] }]);
    await page.getByRole("article", { name: "Song number 50", exact: true }).getByText("+3 votes").waitFor();
    const rows = await page.evaluate(() => [...(window as unknown as { drawn: Set<string> }).drawn]);
    await close();
    expect(rows).toEqual(["Song number 50"]);
  });
});

describe("nothing jumps", () => {
  /** Until all rows have arrived. */
  const at_rest = (page: Page) =>
    page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));

  it("while the page loads, and in a storm of votes", async () => {
    const { page, stage, evening, close } = await room(60);
    const loading = await layout_shift(page);
    await live_through(page, stage, evening, 60);
    await at_rest(page);
    const storm = await layout_shift(page);
    await close();
    expect(loading).toBeLessThanOrEqual(SHIFT_MAX);
    expect(storm).toBeLessThanOrEqual(SHIFT_MAX);
  });

  it("when the next track begins", async () => {
    const { page, stage, close } = await room(60);
    for (let id = 2; id < 5; id++) {
      stage.commit(
        [
          { type: "ended", entry: id - 1, at_ms: stage.now_ms(), reason: "finished" },
          { type: "started", entry: id, at_ms: stage.now_ms(), position_ms: 0, paused: false },
        ],
        "player",
      );
      await page.getByRole("heading", { name: `Song number ${id}`, exact: true }).waitFor();
      await page.getByRole("article", { name: `Song number ${id}`, exact: true }).waitFor({ state: "detached" });
      await at_rest(page);
    }
    const change = await layout_shift(page);
    await close();
    expect(change).toBeLessThanOrEqual(SHIFT_MAX);
  });
});

describe("an evening of ten thousand commits", () => {
  it("leaves no more in memory than one of two thousand", async () => {
    // Machine code that a browser makes of what runs often is memory, too, and more the longer it runs.
    const interpreting = await launch("--js-flags=--no-opt --no-maglev --no-sparkplug");
    const { page, stage, evening, close } = await room(50, interpreting);
    const session = await page.context().newCDPSession(page);
    await live_through(page, stage, evening, 2_000, 20);
    const early = await held_always(page, stage, evening, session);
    await live_through(page, stage, evening, 8_000, 20);
    const late = await held_always(page, stage, evening, session);
    await close();
    await interpreting.close();
    expect(late.heap_mb / early.heap_mb).toBeLessThan(1.05);
    expect(late.nodes / early.nodes).toBeLessThan(1.05);
    expect(late.listeners).toBeLessThanOrEqual(early.listeners + 10);
  });
});
