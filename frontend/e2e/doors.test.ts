// Coming back from another site, and being let out: what the address and the door say.

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { directory, launch, type Party, Person, PHONE, serve } from "./support";

let browser: Browser;
let party: Party;
const data = directory();

beforeAll(async () => {
  browser = await launch();
  party = await serve(data.path);
});
afterAll(async () => {
  await party?.process.kill();
  await browser?.close();
  data.remove();
});

describe("somebody who was not signed in", () => {
  async function come_back(problem: string): Promise<Page> {
    const page = await (await browser.newContext(PHONE)).newPage();
    await page.goto(`${party.url}/login?problem=${problem}`);
    await page.getByLabel("Your name").waitFor();
    return page;
  }

  it("is told why, once", async () => {
    const page = await come_back("cancelled");
    await page.getByText("You came back from Google without signing in.").waitFor();
    expect(page.url()).toBe(`${party.url}/`);
    await page.reload();
    await page.getByLabel("Your name").waitFor();
    expect(await page.getByText("You came back from Google").count()).toBe(0);
    await page.context().close();
  });

  it("is told so in a sentence, whatever the address says", async () => {
    const page = await come_back("%3Cb%3Enonsense");
    await page.getByText("Signing in did not work.").waitFor();
    expect(await page.getByText("nonsense").count()).toBe(0);
    await page.context().close();
  });
});

describe("somebody who is in", () => {
  let ann: Person;
  beforeAll(async () => {
    ann = await Person.come_in(browser, party.url, "Ann", PHONE);
  });
  afterAll(() => ann?.page.context().close());

  it("is told what went wrong with Spotify, until they have read it", async () => {
    await ann.page.goto(`${party.url}/?problem=spotify_expired`);
    const told = ann.page.getByRole("alert").filter({ hasText: "Connecting took too long" });
    await told.getByRole("link", { name: "Connect Spotify again" }).waitFor();
    expect(ann.page.url()).toBe(`${party.url}/`);
    await told.getByRole("button", { name: "Dismiss" }).click();
    await told.waitFor({ state: "detached" });
  });

  it("is not let out everywhere by one press", async () => {
    await ann.now_playing().waitFor();
    await ann.show("Me");
    // Which program this is, for whoever asks for help.
    await ann.page.getByText(/^EchoNest \d+\.\d+\.\d+ \(([0-9a-f]+|unknown)\)$/).waitFor();
    await ann.page.getByRole("button", { name: "Sign out everywhere" }).click();
    await ann.page.getByRole("button", { name: "Really sign out on all devices?" }).click();
    await ann.page.getByLabel("Your name").waitFor();
  });

  it("sees the door when the session ends in another tab", async () => {
    const bob = await Person.come_in(browser, party.url, "Bob", PHONE);
    const other = await bob.page.context().newPage();
    await other.goto(party.url);
    await other.getByRole("navigation").getByRole("button", { name: "Me", exact: true }).click();
    await other.getByRole("button", { name: "Sign out", exact: true }).click();
    await bob.page.getByLabel("Your name").waitFor();
    expect(await bob.is_the_same_page()).toBe(true);
    await bob.page.context().close();
  });
});
