// What a load of the page takes, on its own clock.

import type { Page } from "playwright-core";

import { layout_shift, type Noting } from "../e2e/pace";

/** Without a long task for so long, a page is quiet. */
const QUIET_MS = 2_000;

export interface Load {
  painted_ms: number;
  interactive_ms: number;
  shift: number;
}

/** What a load took, once it is quiet: the first paint, and the end of its last long task after what is waited for came. */
export async function load_of(page: Page, shown: () => Promise<void>): Promise<Load> {
  await shown();
  const times = await page.evaluate(async (quiet_ms) => {
    const { long_ends, shown_ms } = (window as unknown as Noting).notes;
    const last = () => Math.max(shown_ms, ...long_ends);
    const looked_ms = performance.now();
    while (performance.now() - Math.max(looked_ms, last()) < quiet_ms) await new Promise((tick) => setTimeout(tick, 100));
    const painted = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN;
    return { painted_ms: painted, interactive_ms: Math.max(painted, last()) };
  }, QUIET_MS);
  return { ...times, shift: await layout_shift(page) };
}
