// What of a page can be measured: whether everyone can use it, with any finger, at every width.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];
const THEMES = ["light", "dark"] as const;
/** The smallest target, in CSS pixels. */
const TARGET = 44;

/** Until what was on its way to another colour or place is there: halfway between two themes nothing can be read. */
function at_rest(page: Page): Promise<void> {
  return page.evaluate(async () => {
    // Only transitions: an animation may go on for ever. One that is overtaken by the next is rejected.
    const transitions = document.getAnimations().filter((motion) => motion instanceof CSSTransition);
    await Promise.allSettled(transitions.map(({ finished }) => finished));
  });
}

/** What axe finds, in one line each, when everything has come to rest; of one rule alone, where it is named. */
export async function violations(page: Page, rule?: string): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  await at_rest(page);
  const found = await page.evaluate(
    async ([tags, rule]) => {
      const { axe } = window as unknown as { axe: typeof import("axe-core") };
      const runOnly = rule ? ({ type: "rule", values: [rule] } as const) : ({ type: "tag", values: [...tags] } as const);
      const options = { runOnly: { ...runOnly, values: [...runOnly.values] }, resultTypes: ["violations" as const] };
      return ((await axe.run(document, options)) as AxeResults).violations;
    },
    [TAGS, rule] as const,
  );
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, any, all, none }) => {
      const why = [...any, ...all, ...none].map(({ message }) => message).join("; ");
      return `${id}: ${html.slice(0, 160)} (${why})`;
    }),
  );
}

/** What stands out of the page sideways, and is not cut off on purpose. */
export function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const is_cut = (element: Element | null): boolean =>
      element !== null &&
      element !== document.body &&
      element !== document.documentElement &&
      (getComputedStyle(element).overflowX !== "visible" || is_cut(element.parentElement));
    const wide = [...document.querySelectorAll("body *")].filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      return width > 0 && (right > innerWidth + 0.5 || left < -0.5) && !is_cut(element.parentElement);
    });
    // What is wide without anything inside it is the cause; what is around it only gives way.
    const width_of = (element: Element) => element.getBoundingClientRect().width;
    const causes = wide.filter((element) => element.children.length === 0);
    const widest = causes.sort((a, b) => width_of(b) - width_of(a)).slice(0, 4);
    const found = widest.map((element) => `${width_of(element)} px wide: ${element.outerHTML.slice(0, 140)}`);
    const { scrollWidth } = document.scrollingElement!;
    return scrollWidth > innerWidth ? [`the page is ${scrollWidth} px wide, not ${innerWidth}`, ...found] : found;
  });
}

/** What is too small for a finger. What belongs to a field's label counts as the field. */
export function small_targets(page: Page): Promise<string[]> {
  return page.evaluate((target) => {
    const controls = document.querySelectorAll<HTMLElement>("button, a, select, input, textarea, [role=button]");
    return [...controls].flatMap((control) => {
      if (!control.checkVisibility({ visibilityProperty: true })) return [];
      const boxes = [control, control.closest("label")].flatMap((box) => box?.getBoundingClientRect() ?? []);
      // Half a pixel is rounding.
      if (boxes.some(({ width, height }) => width >= target - 0.5 && height >= target - 0.5)) return [];
      const { width, height } = control.getBoundingClientRect();
      return [`${width.toFixed(1)} by ${height.toFixed(1)}: ${control.outerHTML.slice(0, 140)}`];
    });
  }, TARGET);
}

/** Runs a check in the light and in the dark. */
export async function in_both_themes(page: Page, look: () => Promise<string[]>): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme });
    await page.locator(`html[data-theme="${colorScheme}"]`).waitFor({ state: "attached" });
    found.push(...(await look()).map((line) => `${colorScheme}: ${line}`));
  }
  return found;
}
