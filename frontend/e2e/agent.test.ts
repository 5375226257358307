// Inviting a desktop agent: what the page shows is what an agent can use.

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { directory, launch, type Party, Person, PHONE, serve } from "./support";

let browser: Browser;
let party: Party;
let ann: Person;
const data = directory();

beforeAll(async () => {
  browser = await launch();
  party = await serve(data.path);
  ann = await Person.come_in(browser, party.url, "Ann", PHONE);
});
afterAll(async () => {
  await party?.process.kill();
  await browser?.close();
  data.remove();
});

describe("whoever invites an agent", () => {
  async function take(url: string, code: string): Promise<Response> {
    return fetch(`${url}/api/sync-token`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ invite_code: code }),
    });
  }

  it("is shown an address and a code that give it a token, once, and can take that back", async () => {
    await ann.now_playing().waitFor();
    await ann.show("Me");
    await ann.page.getByText("Desktop agent", { exact: true }).click();
    await ann.page.getByRole("button", { name: "Show an invite code" }).click();
    const house = await ann.page.getByLabel("Address for the agent", { exact: true }).inputValue();
    const code = await ann.page.getByLabel("Invite code for the agent", { exact: true }).inputValue();
    expect(code).toMatch(/^[A-Z2-9]{8}$/);
    const taken = await take(house, code);
    expect(taken.status).toBe(200);
    const { token, server } = (await taken.json()) as { token: string; server: string };
    expect(server).toBe(party.url);
    const look = () => fetch(`${server}/api/playing`, { headers: { authorization: `Bearer ${token}` } });
    expect((await look()).status).toBe(200);
    expect((await take(house, code)).status).toBe(401);
    await ann.page.getByText("Personal tokens", { exact: true }).click();
    const row = ann.page.getByRole("listitem").filter({ hasText: "Desktop agent" });
    await row.getByRole("button", { name: "Delete" }).click();
    await row.getByRole("button", { name: "Really delete it?" }).click();
    await row.waitFor({ state: "detached" });
    expect((await look()).status).toBe(401);
  });

  it("can have another code", async () => {
    const field = ann.page.getByLabel("Invite code for the agent", { exact: true });
    const before = await field.inputValue();
    await ann.page.getByRole("button", { name: "Show another code" }).click();
    await ann.sees(async () => (await field.inputValue()) !== before, true);
  });
});
