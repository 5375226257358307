// Two replicas on one Redis behind one address: when one is killed, its people go on with the other.

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";

import { caddy, directory, free_port, launch, LAPTOP, Person, PHONE, redis, replica } from "./support";

let browser: Browser;
beforeAll(async () => {
  // The door's certificate is its own, and that has to do for the page's worker as well.
  browser = await launch("--ignore-certificate-errors");
});
afterAll(() => browser.close());

it("goes on with the other replica when one is killed", async () => {
  const place = directory();
  const store = await redis(place.path);
  const [front, one, two] = [await free_port(), await free_port(), await free_port()];
  const url = `https://localhost:${front}`;
  const first = await replica(place.path, store.url, url, one);
  const second = await replica(place.path, store.url, url, two);
  const proxy = await caddy(place.path, front, [one, two]);
  try {
    const hanna = await Person.come_in(browser, url, "Hanna", LAPTOP);
    const bob = await Person.come_in(browser, url, "Bob", PHONE);
    const song = "Salt on the Accordion";
    await hanna.add(song);
    await bob.sees(() => bob.playing(), song);

    await first.kill();
    await bob.now_playing().getByRole("button", { name: "Jam" }).click();
    await hanna.now_playing().getByRole("button", { name: "Jam" }).getByText("1").waitFor();
    expect(await hanna.playing()).toBe(song);
    await bob.sees(() => bob.page.getByText("2 here").isVisible(), true);
    expect(await Promise.all([hanna.is_the_same_page(), bob.is_the_same_page()])).toEqual([true, true]);
    expect([...hanna.complaints, ...bob.complaints]).toEqual([]);
  } finally {
    for (const process of [proxy, first, second, store.process]) await process.kill();
    place.remove();
  }
});
