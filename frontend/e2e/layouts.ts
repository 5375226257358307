// How a page lies in the moment in which a row is pressed, and in which it tells of another: a page that is asked later
// may have let go of what it held.

import type { Page } from "playwright-core";

/** An order that is kept for longer than this may be let go, whatever is pressed. */
const HELD_MS = 7_000;
/** So often a machine may stand still for that long. */
const STILL_MAX = 5;
let stood_still = 0;

/** How a page lies at one moment. */
export interface Layout {
  titles: string[];
  /** Where the row is that is pressed. */
  top: number;
  glides: number;
  gone: number;
}

/** What a page writes down by itself: how it lay when a row was pressed, and when it then told something, before either is painted over. */
interface Layouts {
  pressed?: Layout;
  told?: Layout;
  /** How long it was pressed by then. */
  held_ms: number;
}

/** From here on, how a page lies when a row is pressed, and when another then shows a text, or that it is gone. */
export const note_layouts = (page: Page, row: string, other: string, text: string) =>
  page.evaluate(
    ([row, other, text, held_ms]) => {
      const layouts: Layouts = { held_ms: 0 };
      Object.assign(window, { layouts });
      const rows = () => [...document.querySelectorAll<HTMLElement>("#queue article")];
      const named = (title: string) => rows().find((row) => row.getAttribute("aria-label") === title);
      const layout = (): Layout => ({
        titles: rows().map((row) => row.getAttribute("aria-label") ?? ""),
        top: Math.round(named(row)?.getBoundingClientRect().top ?? NaN),
        glides: (window as unknown as { moved: string[] }).moved.filter((tag) => tag === "LI").length,
        gone: rows().filter((row) => row.classList.contains("gone")).length,
      });
      const press = () => {
        layouts.pressed = layout();
        const began_ms = performance.now();
        const look = () => {
          const shown = named(other);
          // Where no text is wanted, it is to be gone.
          const is_told = text ? shown?.textContent.includes(text) : shown?.classList.contains("gone");
          layouts.held_ms = performance.now() - began_ms;
          if (is_told || layouts.held_ms >= held_ms) layouts.told = layout();
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      };
      addEventListener("pointerdown", press, { capture: true, once: true });
    },
    [row, other, text, HELD_MS] as const,
  );

/** How the page lay when a row was pressed, and when it told; nothing where it stood still until no order is held any more. */
export async function layouts(page: Page): Promise<{ pressed: Layout; told: Layout } | null> {
  await page.waitForFunction(() => (window as unknown as { layouts: Layouts }).layouts.told);
  const { pressed, told, held_ms } = await page.evaluate(() => (window as unknown as { layouts: Layouts }).layouts);
  if (held_ms < HELD_MS) return { pressed: pressed!, told: told! };
  if (++stood_still > STILL_MAX) throw new Error("the page stood still again and again");
  return null;
}
