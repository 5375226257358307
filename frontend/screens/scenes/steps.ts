// What is done on the page before a scene is looked at, by where things are and not by what they are called: it does in
// every language.

import type { Page } from "playwright-core";

const TABS = { queue: 0, add: 1, people: 2, me: 3 };

/** On a phone, the part of the page that is shown. */
export async function show(page: Page, tab: keyof typeof TABS): Promise<void> {
  const button = page.locator("nav button").nth(TABS[tab]);
  if (await button.isVisible()) await button.click();
}

export const showing = (tab: keyof typeof TABS) => (page: Page) => show(page, tab);

/** Opens the nth row of the queue. */
export const open_row = (nth: number) => (page: Page) => page.locator(".queue li article .what").nth(nth).click();

/** Under a tab, opens the nth fold of what matches. */
export async function unfold(page: Page, within: string, nth: number): Promise<void> {
  await page.locator(`${within} details > summary`).nth(nth).click();
}

/** Presses the nth of what matches. */
export async function press(page: Page, selector: string, nth = 0): Promise<void> {
  await page.locator(selector).locator("visible=true").nth(nth).click();
}

/** Lets a part that is loaded later come. */
export async function settled(page: Page, selector: string): Promise<void> {
  await page.locator(selector).locator("visible=true").first().waitFor();
}
