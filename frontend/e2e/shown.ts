// What a page shows for a while only, written down by the page itself: whoever looks late still knows.

import type { Page } from "playwright-core";

/** Where a page tells songs and answers. */
export const LOG = "[role=log]";

interface Book {
  places: string[];
  /** Every text that a place showed, by the place. */
  shown: Record<string, string[]>;
}

/** From here on, and after every reload, the page writes down what these places show. */
export async function keep_record(page: Page, places: string[] = [LOG]): Promise<void> {
  await page.addInitScript(write_down, places);
  await page.evaluate(write_down, places);
}

/** Waits until a place showed a text, whether or not it still does. */
export async function has_shown(page: Page, text: string | RegExp, place = LOG): Promise<void> {
  const wanted = typeof text === "string" ? { exactly: text } : { like: text.source, flags: text.flags };
  const is_there = page.waitForFunction(
    ([place, { exactly, like, flags }]) => {
      const texts = (window as unknown as { book: Book }).book.shown[place] ?? [];
      return texts.some((shown) => (like === undefined ? shown === exactly : new RegExp(like, flags).test(shown)));
    },
    [place, wanted] as [string, { exactly?: string; like?: string; flags?: string }],
  );
  await is_there.catch(async (error: unknown) => {
    throw new Error(`${place} never showed ${text}, only ${(await all_shown(page, place)).join(" | ")}`, { cause: error });
  });
}

/** All that a place ever showed. */
export function all_shown(page: Page, place = LOG): Promise<string[]> {
  return page.evaluate((place) => (window as unknown as { book: Book }).book.shown[place] ?? [], place);
}

/** In the page. */
function write_down(places: string[]): void {
  const own = window as unknown as { book?: Book };
  if (own.book) return;
  const book: Book = (own.book = { places, shown: {} });
  const read = (place: string, element: Element) => {
    for (const part of [element, ...element.querySelectorAll("*")]) {
      const says = [...part.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
      // What is kept from everyone was not told.
      if (!says || part.closest("[aria-hidden=true], [inert]") || !part.checkVisibility({ visibilityProperty: true })) continue;
      const texts = (book.shown[place] ??= []);
      const text = part.textContent!.trim();
      if (!texts.includes(text)) texts.push(text);
    }
  };
  const look = (changed: Node) => {
    const element = changed instanceof Element ? changed : changed.parentElement;
    for (const place of places) {
      const around = element?.closest(place);
      for (const found of around ? [around] : (element?.querySelectorAll(place) ?? [])) read(place, found);
    }
  };
  if (document.body) look(document.body);
  new MutationObserver((changes) => {
    for (const changed of new Set(changes.map(({ target }) => target))) look(changed);
  }).observe(document, { subtree: true, childList: true, characterData: true });
}
