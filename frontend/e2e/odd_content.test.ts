// Whatever a song or a person is called, however small or large the window and the letters are, and whatever a device
// takes the time to be: the page can be read and used.

import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { State } from "../src/lib/wire";
import { a_person, a_state, a_track, an_entry, playing } from "../src/testing/samples";
import { a_long_queue, YOU } from "./long_queue";
import { in_both_themes, overflowing, violations } from "./measure";
import { layout_shift, take_notes } from "./pace";
import { launch, LAPTOP, PHONE } from "./support";
import { Stage } from "./stage";

const TABS = ["Queue", "Add", "People", "Me"] as const;
/** So many marks on each letter that they reach over the lines above and below. */
const MARKED = [..."Zalgo comes"].map((letter) => letter + "\u0301\u0316\u0338\u0346\u035b\u0489".repeat(6)).join("");
const TITLES = [
  "Donaudampfschifffahrt".repeat(15).slice(0, 300),
  "A title that goes on and on ".repeat(11).slice(0, 300),
  "أغنية طويلة من اليمين إلى اليسار (live)!",
  "שיר מימין לשמאל, 2024",
  "👩‍👩‍👧‍👦🏳️‍🌈🎉".repeat(20),
  MARKED,
  `<script>document.title = "gone"</script><img src=x onerror="document.title='gone'">`,
  "\u202eevil\u202d &amp; \u200b",
];
const NAMES = ["<b>Bold</b>", "محمد", MARKED.slice(0, 40), "👩‍👩‍👧‍👦".repeat(3), "W".repeat(40), "\u202etrah"];

const people = NAMES.map((name, index) => a_person(`odd-${index}`, { name }));

/** Every title, by everybody, with covers that nobody has. */
function odd(now_ms: number): State {
  const entry = (title: string, index: number) =>
    an_entry(index + 1, {
      track: a_track({
        uri: `demo:track:${index}`,
        title,
        artists: [title, NAMES[index % NAMES.length]!],
        album: title,
        explicit: index % 2 === 0,
        artwork_url: `/artwork/gone-${index}.svg`,
      }),
      by: people[index % people.length]!.id,
      up: 3,
      votes: 3,
      comments: [{ id: index + 1, by: people[0]!.id, at_ms: now_ms, text: title.slice(0, 200) }],
    });
  const [first, ...queue] = [...TITLES, ...TITLES].map(entry);
  const { nest, ...rest } = a_state({ people: [...people, a_person("person-0")], present: people.length + 1 });
  const settings = { ...nest.settings, name: MARKED.slice(0, 60) };
  return { ...rest, nest: { ...nest, settings }, queue, playing: playing(first!, { as_of_ms: now_ms }) };
}

let browser: Browser;
let stage: Stage;
beforeAll(async () => {
  browser = await launch();
  stage = await Stage.open(YOU, odd(Date.now()));
});
afterAll(async () => {
  await browser?.close();
  await stage?.close();
});

async function look(options: BrowserContextOptions, at = stage, letters = 16): Promise<Page> {
  const context = await browser.newContext({ ...options, reducedMotion: "reduce" });
  const page = await context.newPage();
  await take_notes(page);
  const session = await context.newCDPSession(page);
  await session.send("Page.setFontSizes", { fontSizes: { standard: letters, fixed: letters } });
  await page.goto(at.url);
  await page.getByRole("region", { name: "Queue" }).waitFor();
  return page;
}

async function show(page: Page, tab: (typeof TABS)[number]): Promise<void> {
  const button = page.getByRole("navigation").getByRole("button", { name: tab, exact: true });
  if (await button.isVisible()) await button.click();
}

/** Rows that lie on one another, stand out of the list, or have a button or a name of the part cut off. */
function disorder(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const rows = [...document.querySelectorAll("[aria-label=Queue] article")].filter((row) => row.checkVisibility());
    for (const [index, row] of rows.entries()) {
      const [box, next] = [row.getBoundingClientRect(), rows[index + 1]?.getBoundingClientRect()];
      if (next && next.top < box.bottom - 0.5) found.push(`row ${index} lies on the next`);
      for (const inside of row.querySelectorAll("*")) {
        // What is in a drawing is cut off by its edge.
        if (inside.closest("svg") !== null && inside.tagName !== "svg") continue;
        const { left, right, width } = inside.getBoundingClientRect();
        // What a line is too short for is cut off with an ellipsis.
        const is_text = inside.closest(".one-line, .title") !== null;
        const stands_out = width > 0 && !is_text && (left < box.left - 1 || right > box.right + 1);
        if (stands_out) found.push(`stands out: ${inside.outerHTML.slice(0, 90)}`);
      }
    }
    for (const button of document.querySelectorAll<HTMLElement>("button, nav *")) {
      const { clientWidth, scrollWidth } = button;
      // The part of a row that opens it holds a title, which may be too long.
      const is_cut = clientWidth > 0 && scrollWidth > clientWidth + 2 && !button.classList.contains("what");
      if (is_cut && button.checkVisibility()) found.push(`cut off: ${button.outerHTML.slice(0, 90)}`);
    }
    return found;
  });
}

describe.each([
  ["a phone", PHONE, 16],
  ["a very small window", { ...PHONE, viewport: { width: 320, height: 568 } }, 16],
  ["a phone with letters twice as large", PHONE, 32],
  ["a laptop with letters twice as large", LAPTOP, 32],
  ["a huge window", { viewport: { width: 2560, height: 1440 } }, 16],
] as const)("on %s", (_, options, letters) => {
  let page: Page;
  beforeAll(async () => {
    page = await look(options, stage, letters);
  });
  afterAll(() => page?.context().close());

  it.each(TABS)("nothing scrolls sideways or is cut off: %s", async (tab) => {
    await show(page, tab);
    expect([...(await overflowing(page)), ...(await disorder(page))]).toEqual([]);
  });

  it("an opened row holds all it has", async () => {
    await show(page, "Queue");
    await page.getByRole("article").nth(1).getByRole("button", { expanded: false }).first().click();
    await page.getByRole("article").nth(1).getByRole("button", { name: "Send" }).waitFor();
    expect([...(await overflowing(page)), ...(await disorder(page))]).toEqual([]);
  });
});

describe("odd titles and names", () => {
  let page: Page;
  beforeAll(async () => {
    page = await look(PHONE);
  });
  afterAll(() => page?.context().close());

  it("are text, every one, and run no script", async () => {
    const rows = page.getByRole("article");
    const titles = await rows.evaluateAll((rows) => rows.map((row) => row.querySelector(".title bdi")?.textContent));
    expect(titles).toEqual([...TITLES, ...TITLES].slice(1));
    expect(await page.title()).toContain(TITLES[0]!.slice(0, 40));
    expect(await page.locator("main script, main img[src=x]").count()).toBe(0);
  });

  it("are written in their own direction, and turn nothing around them", async () => {
    const sides = await page.getByRole("article").nth(1).evaluate((row) => {
      const bdi = [...row.querySelectorAll("bdi")];
      const [place, title, votes] = [row, bdi[0]!, row.querySelector("[role=group]")!].map((part) => part.getBoundingClientRect());
      const { direction } = getComputedStyle(bdi[0]!);
      const are_votes_right = votes!.left > place!.left + place!.width / 2;
      const is_title_clear = title!.right <= votes!.left || title!.bottom <= votes!.top;
      return { is_isolated: bdi.length >= 3, direction, are_votes_right, is_title_clear };
    });
    expect(sides).toEqual({ is_isolated: true, direction: "rtl", are_votes_right: true, is_title_clear: true });
  });

  it("are for everyone", async () => {
    expect(await in_both_themes(page, () => violations(page))).toEqual([]);
  });

  it("have a drawn cover where their own does not load, and nothing moves for it", async () => {
    await page.getByRole("region", { name: "Now playing" }).locator("svg.large").waitFor();
    await page.getByRole("article").first().locator("svg.small").first().waitFor();
    expect(await layout_shift(page)).toBeLessThanOrEqual(0.02);
  });
});

describe("a queue", () => {
  it("of nothing invites to add something", async () => {
    const empty = await Stage.open(YOU, a_state());
    const page = await look({ ...PHONE, viewport: { width: 320, height: 568 } }, empty);
    await page.getByRole("region", { name: "Queue" }).getByRole("button", { name: "Add" }).waitFor();
    const found = [...(await overflowing(page)), ...(await violations(page))];
    await page.context().close();
    await empty.close();
    expect(found).toEqual([]);
  });

  it("of a thousand songs is there to its end, and can be voted in there", async () => {
    const heard: Record<string, unknown>[] = [];
    const long = await Stage.open(YOU, a_long_queue(1_000, Date.now()), (message) => heard.push(message));
    const page = await look(PHONE, long);
    const rows = page.getByRole("region", { name: "Queue" }).getByRole("article");
    await rows.nth(997).scrollIntoViewIfNeeded();
    const vote = rows.nth(997).getByRole("button", { name: "Vote up" });
    await vote.click();
    await rows.nth(997).getByRole("button", { name: "Vote up", pressed: true }).waitFor();
    const found = [...(await overflowing(page)), await rows.count()];
    await page.context().close();
    await long.close();
    expect(heard).toMatchObject([{ type: "vote", entry: 999, vote: 1 }]);
    expect(found).toEqual([1_000]);
  });
});

describe.each([
  ["two hours behind", 2],
  ["two hours ahead", -2],
])("a device whose clock is %s", (_, hours) => {
  const MINUTE_MS = 60_000;

  it("shows what plays where it is, and starts by the clock that its owner sees", async () => {
    const off = await Stage.open(YOU, a_long_queue(3, Date.now() + hours * 60 * MINUTE_MS));
    off.ahead_ms = hours * 60 * MINUTE_MS;
    const page = await look(PHONE, off);
    const bar = page.getByRole("progressbar");
    const played_ms = Number(await bar.getAttribute("value"));
    const shown = await page.getByRole("article").first().innerText();
    // An hour of music plays; whoever is slow to look sees the next minute.
    const times = await page.evaluate((ms) => {
      const clock = new Intl.DateTimeFormat("en-US", { hour: "2-digit", minute: "2-digit" });
      return [-1, 0, 1].map((minute) => clock.format(Date.now() + ms + minute * 60_000));
    }, 60 * MINUTE_MS - played_ms);
    await page.context().close();
    await off.close();
    expect(played_ms).toBeLessThan(2 * MINUTE_MS);
    expect(times.some((time) => shown.includes(time))).toBe(true);
  });
});
