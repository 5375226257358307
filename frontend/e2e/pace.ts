// How fast and how calm a page is: what moves, what a commit costs, and what stays in memory.

import type { CDPSession, Page } from "playwright-core";

import type { Evening } from "./long_queue";
import type { Stage } from "./stage";

interface Notes {
  shifts: { at: number; value: number }[];
  /** When a row of the queue was there, or somebody was asked for their name. */
  shown_ms: number;
  /** The ends of tasks of more than 50 ms. */
  long_ends: number[];
  /** What each commit took: until it is folded, and from its frame's begin until that is painted. */
  costs: number[];
  socket?: WebSocket;
}
/** A page that notes. */
export type Noting = Window & { notes: Notes; commit_painted: () => void };

/** Notes what happens on a page from its very first moment. */
export async function take_notes(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const notes: Notes = { shifts: [], shown_ms: NaN, long_ends: [], costs: [] };
    const noting = window as unknown as Noting;
    noting.notes = notes;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
        // What somebody's own finger moves is no surprise to them.
        if (!entry.hadRecentInput) notes.shifts.push({ at: entry.startTime, value: entry.value });
      }
    }).observe({ type: "layout-shift", buffered: true });
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) notes.long_ends.push(startTime + duration);
    }).observe({ type: "longtask", buffered: true });
    const watch = new MutationObserver(() => {
      if (!document.querySelector("article, form")) return;
      watch.disconnect();
      notes.shown_ms = performance.now();
    });
    watch.observe(document, { childList: true, subtree: true });
    // A message to oneself is heard when all that was due before it is done.
    const after = (then: () => void) => {
      const { port1, port2 } = new MessageChannel();
      port2.onmessage = () => (port2.close(), then());
      port1.postMessage(null);
    };
    window.WebSocket = class extends WebSocket {
      constructor(url: string | URL) {
        super(url);
        this.addEventListener("message", ({ data }) => {
          if (!String(data).includes('"type":"commit"')) return;
          const heard = performance.now();
          let folded = 0;
          after(() => (folded = performance.now() - heard));
          requestAnimationFrame(() => {
            const begun = performance.now();
            after(() => {
              notes.costs.push(folded + performance.now() - begun);
              noting.commit_painted?.();
            });
          });
        });
      }
    };
  });
}

/** The worst five seconds of shifting, of bursts less than a second apart, as the measure is defined (web.dev/cls). */
export function layout_shift(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { shifts } = (window as unknown as Noting).notes;
    let [worst, sum, first, last] = [0, 0, -Infinity, -Infinity];
    for (const { at, value } of shifts) {
      if (at - last > 1_000 || at - first > 5_000) [sum, first] = [0, at];
      [sum, last] = [sum + value, at];
      worst = Math.max(worst, sum);
    }
    return worst;
  });
}

/** Lets so many commits happen, each when one before is painted, and so many at once; gives back what each cost. */
export async function live_through(
  page: Page,
  stage: Stage,
  evening: Evening,
  commits: number,
  at_once = 1,
): Promise<number[]> {
  let over = () => {};
  const all = new Promise<void>((is_over) => (over = is_over));
  let left = commits;
  // Named anew each time, as a page remembers what it was given.
  const name = `painted_${stages++}`;
  await page.exposeFunction(name, () => (left-- > 0 ? stage.commit(evening.events()) : over()));
  const begin = { name, at_once };
  await page.evaluate(({ name, at_once }) => {
    const noting = window as unknown as Noting & Record<string, () => void>;
    noting.notes.costs.length = 0;
    noting.commit_painted = noting[name]!;
    for (let count = 0; count < at_once; count++) noting[name]!();
  }, begin);
  await all;
  return page.evaluate(() => (window as unknown as Noting).notes.costs.slice());
}
let stages = 0;

/** The processor time of the main thread so far: what it waits for while others run is not counted. */
export async function busy_ms(session: CDPSession): Promise<number> {
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const { metrics } = await session.send("Performance.getMetrics");
  return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? NaN) * 1_000;
}

export interface Held {
  heap_mb: number;
  nodes: number;
  listeners: number;
}

/** What a page holds when everything that can be forgotten is, and what was noted of it. */
export async function held(page: Page, session: CDPSession): Promise<Held> {
  await page.evaluate(async () => {
    // What is still on its way is held for that.
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
    const { notes } = window as unknown as Noting;
    for (const all of [notes.shifts, notes.long_ends, notes.costs]) all.length = 0;
  });
  await session.send("Performance.enable");
  await session.send("HeapProfiler.enable");
  for (let round = 0; round < 3; round++) await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await session.send("Performance.getMetrics");
  const of = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? NaN;
  return { heap_mb: of("JSHeapUsedSize") / 1e6, nodes: of("Nodes"), listeners: of("JSEventListeners") };
}

const LOOKS = 5;

/** What a page holds at every one of some looks: what a frame or a song that just went is held for is not at all of them. */
export async function held_always(page: Page, stage: Stage, evening: Evening, session: CDPSession): Promise<Held> {
  const looks = [await held(page, session)];
  while (looks.length < LOOKS) {
    await live_through(page, stage, evening, 50, 5);
    looks.push(await held(page, session));
  }
  const least = (key: keyof Held) => Math.min(...looks.map((look) => look[key]));
  return { heap_mb: least("heap_mb"), nodes: least("nodes"), listeners: least("listeners") };
}

export function median(numbers: number[]): number {
  return at_share(numbers, 0.5);
}

/** The number that so great a share of them does not exceed. */
export function at_share(numbers: number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
