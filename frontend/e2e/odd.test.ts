// Browsers that lack something: the page is readable and usable all the same, or says what is missing.

import { readdirSync, readFileSync } from "node:fs";

import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";

import { violations } from "./measure";
import { directory, launch, type Party, Person, PHONE, serve } from "./support";

let browser: Browser;
let party: Party;
const data = directory();
let titles: string[];

beforeAll(async () => {
  browser = await launch();
  party = await serve(data.path);
  const first = await Person.come_in(browser, party.url, "Hanna", PHONE);
  const answer = await first.page.request.get(`${party.url}/api/v1/search?q=&offset=0`);
  const { tracks } = (await answer.json()) as { tracks: { title: string; explicit: boolean }[] };
  const all = tracks.map(({ title }) => title);
  titles = tracks.filter(({ title, explicit }) => !explicit && all.filter((other) => other.includes(title)).length === 1).map(({ title }) => title);
  const title = titles.pop()!;
  await first.add(title);
  await first.sees(() => first.playing(), title);
  await first.page.context().close();
});
afterAll(async () => {
  await party?.process.kill();
  await browser?.close();
  data.remove();
});

/** Comes in with a browser from which something was taken away before any script ran. */
async function come_in(name: string, take_away: () => void, options: BrowserContextOptions = PHONE): Promise<Person> {
  const context = await browser.newContext({ ...options, reducedMotion: "reduce" });
  await context.addInitScript(take_away);
  const person = new Person(await context.newPage());
  await person.page.goto(party.url);
  await person.page.getByLabel("Your name").fill(name);
  await person.page.getByRole("button", { name: "Join the party" }).click();
  await person.page.getByRole("region", { name: "Now playing" }).waitFor();
  return person;
}

/** What everybody does in an evening. */
async function evening(person: Person): Promise<void> {
  const [mine, other] = [titles.pop()!, titles.pop()!];
  await person.add(mine);
  await person.row(mine).waitFor();
  const host = await Person.come_in(browser, party.url, "Olga", PHONE);
  await host.add(other);
  await host.row(other).waitFor();
  await host.page.context().close();
  await person.row(other).getByRole("button", { name: "Vote up" }).click();
  await person.row(other).getByRole("button", { name: "Vote up", pressed: true }).waitFor();
  await person.page.getByRole("button", { name: "Invite people" }).click();
  const sheet = person.page.getByRole("dialog", { name: "Invite people" });
  await sheet.getByText("Code", { exact: true }).waitFor();
  expect(await violations(person.page)).toEqual([]);
  await sheet.getByRole("button", { name: "Close" }).click();
  await sheet.waitFor({ state: "detached" });
  for (const tab of ["Add", "People", "Me", "Queue"] as const) await person.show(tab);
  expect(person.complaints).toEqual([]);
  await person.page.context().close();
}

describe("an evening goes on in a browser", () => {
  it("that keeps nothing", async () => {
    const person = await come_in("Ida", () => {
      for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"]) {
        Object.defineProperty(window, name, {
          get: () => {
            throw new DOMException("Access is denied for this document.", "SecurityError");
          },
        });
      }
      Object.defineProperty(Navigator.prototype, "serviceWorker", {
        get: () => {
          throw new DOMException("Access is denied for this document.", "SecurityError");
        },
      });
    });
    await evening(person);
  });

  it("that has no dialogs, and closes a sheet with the keyboard, too", async () => {
    const person = await come_in("Jan", () => {
      const { prototype } = HTMLDialogElement;
      for (const name of ["showModal", "show", "close"]) Reflect.deleteProperty(prototype, name);
      Reflect.deleteProperty(window, "HTMLDialogElement");
    });
    await person.page.getByRole("button", { name: "Nests" }).click();
    const sheet = person.page.getByRole("dialog", { name: "Nests" });
    await sheet.getByRole("heading", { name: "Invite people" }).waitFor();
    await person.page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    await evening(person);
  });

  it("on a plain address in the house, where a browser gives less", async () => {
    const person = await come_in("Kim", () => {
      Reflect.deleteProperty(Crypto.prototype, "randomUUID");
      for (const name of ["clipboard", "share", "serviceWorker", "wakeLock", "mediaSession"]) {
        Reflect.deleteProperty(Navigator.prototype, name);
      }
    });
    await evening(person);
  });

  it("of some years ago", async () => {
    const person = await come_in("Lea", () => {
      const gone = ["structuredClone", "ResizeObserver", "PerformanceObserver", "requestIdleCallback", "scheduler", "navigation"];
      for (const name of gone) Reflect.deleteProperty(window, name);
      for (const name of ["supportedValuesOf", "Segmenter", "DurationFormat", "ListFormat", "DisplayNames", "RelativeTimeFormat"]) {
        Reflect.deleteProperty(Intl, name);
      }
      for (const name of ["startViewTransition", "moveBefore"]) Reflect.deleteProperty(Document.prototype, name);
      for (const name of ["timeout", "any"]) Reflect.deleteProperty(AbortSignal, name);
      for (const name of ["toSorted", "toReversed", "toSpliced", "with", "findLast", "findLastIndex"]) Reflect.deleteProperty(Array.prototype, name);
      for (const name of ["groupBy"]) Reflect.deleteProperty(Object, name);
      for (const name of ["withResolvers", "try"]) Reflect.deleteProperty(Promise, name);
      for (const name of ["showPopover", "checkVisibility"]) Reflect.deleteProperty(HTMLElement.prototype, name);
    });
    await evening(person);
  });
});

it("a host finds every setting in a browser of some years ago", async () => {
  const home = directory();
  const own = await serve(home.path);
  onTestFinished(async () => {
    await own.process.kill();
    home.remove();
  });
  const context = await browser.newContext({ ...PHONE, reducedMotion: "reduce" });
  await context.addInitScript(() => {
    Reflect.deleteProperty(Intl, "supportedValuesOf");
    Reflect.deleteProperty(HTMLDialogElement.prototype, "showModal");
    Reflect.deleteProperty(Array.prototype, "findLast");
  });
  const person = new Person(await context.newPage());
  await person.page.goto(own.url);
  await person.page.getByLabel("Your name").fill("Mia");
  await person.page.getByRole("button", { name: "Join the party" }).click();
  await person.page.getByRole("region", { name: "Now playing" }).waitFor();
  await person.show("Me");
  await person.page.getByRole("heading", { name: "Host", exact: true }).waitFor();
  await person.page.getByText("Bender", { exact: true }).click();
  await person.page.getByLabel("Time zone of the room").waitFor();
  for (const part of ["This nest", "How this house is set up"]) await person.page.getByText(part, { exact: true }).click();
  await person.page.getByText("Redirect address for Google").waitFor();
  await person.show("People");
  await person.page.getByRole("region", { name: "People" }).getByText("Mia").first().waitFor();
  expect(person.complaints).toEqual([]);
  await context.close();
});

it("whoever allows no cookies is told so at the door", async () => {
  const context = await browser.newContext({ ...PHONE, serviceWorkers: "block" });
  const page = await context.newPage();
  await page.route("**/login/guest", async (route) => {
    const response = await route.fetch();
    const { "set-cookie": _, ...headers } = response.headers();
    await context.clearCookies();
    await route.fulfill({ response, headers });
  });
  await page.goto(party.url);
  await page.getByLabel("Your name").fill("Nora");
  await page.getByRole("button", { name: "Join the party" }).click();
  await page.getByRole("alert").filter({ hasText: "Your browser keeps no cookies" }).waitFor();
  await context.close();
});

it("a link is copied where a browser gives no page the clipboard", async () => {
  const person = await come_in("Ole", () => Reflect.deleteProperty(Navigator.prototype, "clipboard"));
  await person.page.getByRole("button", { name: "Invite people" }).click();
  await person.page.getByRole("button", { name: "Copy: Link to this nest" }).click();
  await person.page.getByRole("status").filter({ hasText: "Copied." }).waitFor();
  await person.page.context().close();
});

it("the device's own way to share gets the link, where there is one", async () => {
  const person = await come_in("Pia", () => {
    Object.assign(navigator, { share: async (what: object) => void Object.assign(window, { shared: what }) });
  });
  await person.page.getByRole("button", { name: "Invite people" }).click();
  await person.page.getByRole("button", { name: "Share the link" }).click();
  const shared = await person.page.evaluate(() => (window as unknown as { shared: { url: string; text: string } }).shared);
  expect(shared.url).toMatch(new RegExp(`^${party.url}/nest/[A-Z0-9]{5}$`));
  expect(shared.text).toContain("add songs and vote");
  await person.page.context().close();
});

it("without scripts it is said in both languages what is missing", async () => {
  const html = await (await fetch(party.url)).text();
  const said = /<noscript>([\s\S]*)<\/noscript>/.exec(html)?.[1];
  expect(said).toContain("This page needs JavaScript");
  expect(said).toContain("Diese Seite braucht JavaScript");
});

it("a page whose script is gone says so, with a way to load it again", async () => {
  const context = await browser.newContext({ ...PHONE, serviceWorkers: "block" });
  const page = await context.newPage();
  let is_gone = true;
  await page.route(/\/assets\/index-.*\.js$/, (route) => (is_gone ? route.fulfill({ status: 404 }) : route.continue()));
  await page.goto(party.url);
  await page.getByText("Die Seite ließ sich nicht laden.").waitFor();
  is_gone = false;
  await page.getByRole("link", { name: "Load it again" }).click();
  await page.getByLabel("Your name").waitFor();
  await context.close();
});

it("nothing that is built asks for what televisions do not know", () => {
  const built = `${import.meta.dirname}/../dist/assets`;
  const styles = readdirSync(built).filter((name) => name.endsWith(".css"));
  expect(styles.length).toBeGreaterThan(5);
  for (const name of styles) {
    expect(readFileSync(`${built}/${name}`, "utf8"), name).not.toMatch(/:has\(|@container|@scope|@starting-style|color-mix\(|light-dark\(/);
  }
});
