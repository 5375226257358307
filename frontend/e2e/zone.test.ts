// A fresh room keeps the time of nowhere, until its host says where it is.

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";

import { in_both_themes, overflowing, small_targets, violations } from "./measure";
import { directory, launch, type Party, Person, PHONE, serve } from "./support";

const ZONE = "America/New_York";

let browser: Browser;
const data = directory();
let party: Party;
beforeAll(async () => {
  browser = await launch();
  party = await serve(data.path);
});
afterAll(async () => {
  await party?.process.kill();
  await browser?.close();
  data.remove();
});

it("takes its host's time zone by one press", async () => {
  const hanna = await Person.come_in(browser, party.url, "Hanna", { ...PHONE, timezoneId: ZONE });
  const bob = await Person.come_in(browser, party.url, "Bob", { ...PHONE, timezoneId: ZONE });
  const zone = async () => {
    const answer = await hanna.page.request.get(`${party.url}/api/v1/nests/main/state`);
    const { state } = (await answer.json()) as { state: { nest: { settings: { time_zone: string } } } };
    return state.nest.settings.time_zone;
  };
  await hanna.show("Me");
  await bob.show("Me");
  const take = hanna.page.getByRole("button", { name: "Take this device’s time zone: America/New York" });
  await take.waitFor();
  await hanna.page.getByText("This nest keeps UTC until you say where it is.").waitFor();
  expect(await bob.page.getByText("time zone").count(), "only a host is asked").toBe(0);
  const found = await in_both_themes(hanna.page, () => violations(hanna.page));
  expect([...found, ...(await small_targets(hanna.page)), ...(await overflowing(hanna.page))]).toEqual([]);
  expect(await zone()).toBe("UTC");
  await take.click();
  await hanna.sees(zone, ZONE);
  await take.waitFor({ state: "detached" });
  expect([...hanna.complaints, ...bob.complaints]).toEqual([]);
});
