// Listening along on one's own Spotify, as the page shows it. What the server would answer about the
// device is given here, state by state; everything else is real.

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";

import { directory, launch, type Party, Person, PHONE, serve, type StandIns, stand_ins } from "./support";

interface Asked {
  method: string;
  path: string;
  body?: { action: string; [field: string]: unknown };
}

let browser: Browser;
let services: StandIns;
let party: Party;
let ada: Person;
let asked: Asked[];
const data = directory();
const KITCHEN = { id: "d1", name: "Kitchen" };
const OFF = { on: false, offset_ms: 0, state: { kind: "off" } as object };
const on = (kind: string, more: object = {}) => ({ on: true, device: KITCHEN, offset_ms: 0, state: { kind, ...more } });
let mine: object = OFF;

beforeAll(async () => {
  browser = await launch();
  services = await stand_ins();
  party = await serve(data.path, { ...services.settings, HOST_EMAILS: "ada@party.example" });
  ada = new Person(await (await browser.newContext({ ...PHONE, reducedMotion: "reduce" })).newPage());
  asked = [];
  await ada.page.route(/\/api\/v1\/(listening|devices|listeners)(\?|$)/, async (route) => {
    const request = route.request();
    const path = new URL(request.url()).pathname.split("/").at(-1)!;
    const body = request.postDataJSON() as Asked["body"] | null;
    asked.push({ method: request.method(), path, ...(body && { body }) });
    if (body) mine = body.action === "stop" ? OFF : on("in_sync", { offset_ms: 210 });
    const devices = [
      { ...KITCHEN, kind: "Speaker", is_active: true, is_restricted: false },
      { id: "d2", name: "Hotel", kind: "TV", is_active: false, is_restricted: true },
    ];
    const listeners = [{ person: "ada", name: "Ada Quill", state: { kind: "took_over" } }];
    await route.fulfill({ json: { listening: mine, devices: { devices }, listeners: { listeners } }[path] });
  });
  await ada.page.goto(party.url);
  await ada.page.getByRole("link", { name: "Sign in with Google" }).click();
  await ada.page.getByRole("button", { name: "Continue as Ada Quill" }).click();
});
afterAll(async () => {
  await party?.process.kill();
  await services?.process.kill();
  await browser?.close();
  data.remove();
});

const part = () => ada.page.getByRole("region", { name: "Listen along" });
const button = (name: string | RegExp) => part().getByRole("button", { name });
const wished = () => asked.flatMap(({ body }) => body ?? []).at(-1);

it("whoever has not connected is led there, and told that nothing else needs it", async () => {
  await part().getByText("Adding and voting need no Spotify.").waitFor();
  expect(asked).toEqual([]);
  await part().getByRole("link", { name: "Listen on my Spotify" }).click();
  await ada.page.getByRole("button", { name: "Agree as Ada Quill" }).click();
  await button("Listen on my Spotify").waitFor();
});

it("what plays can be opened by oneself, at its second", async () => {
  const found = await ada.page.request.get(`${party.url}/api/v1/search?q=Drizzle`);
  const { tracks } = (await found.json()) as { tracks: { uri: string; title: string }[] };
  await ada.add(tracks[0]!.title);
  await part().getByRole("link", { name: /^Open in Spotify, now at 0:\d\d$/ }).waitFor();
  const app = part().getByRole("link", { name: "In the app" });
  expect(await app.getAttribute("href")).toMatch(/^spotify:track:\w+#0:\d\d$/);
});

it("a press listens, keeps the keyboard's place, and is looked after from then on", async () => {
  await button("Listen on my Spotify").press("Enter");
  await part().getByText("In time").waitFor();
  await part().getByText("0.2 s ahead · on Kitchen").waitFor();
  await ada.sees(() => button("Stop listening").evaluate((stop) => stop === document.activeElement), true);
  expect(await part().getByRole("status").first().innerText()).toBe("In time");
  mine = on("took_over");
  await button("Rejoin").press("Enter");
  await part().getByText("In time").waitFor();
  expect(wished()).toEqual({ action: "rejoin", nest: "main" });
});

it("devices are listed with why one cannot be chosen, and the slider is told where it rests", async () => {
  await part().getByText("Device and timing").click();
  await button("Kitchen speaker · chosen · active now").waitFor();
  expect(await button("Hotel TV · takes no commands from here").isDisabled()).toBe(true);
  const slider = part().getByRole("slider", { name: "Timing of Kitchen" });
  await slider.press("ArrowRight");
  await ada.sees(async () => wished(), { action: "offset", offset_ms: 50, device: "d1", nest: "main" });
});

it("a device that is gone leads to the others, and a list to the other ways", async () => {
  mine = on("device_gone", { device: "Kitchen" });
  await button("Choose another").click();
  await ada.sees(async () => asked.filter(({ path }) => path === "devices").length, 2);
  mine = on("not_allowed");
  await button("See the other ways").click();
  await ada.page.getByText("Connected as Ada Quill").waitFor();
});

it("a host sees how the listeners are getting on", async () => {
  await ada.page.getByText("Listeners", { exact: true }).click();
  await ada.page.getByRole("list", { name: "Listeners" }).getByText("took over").waitFor();
  await ada.page.getByText("Listeners", { exact: true }).click();
  await ada.show("Queue");
});

it("stopping pauses what the nest played, and nothing is asked any more", async () => {
  mine = on("in_sync");
  await part().getByText("In time").waitFor();
  await button("Stop listening").press("Enter");
  await button("Listen on my Spotify").waitFor();
  expect(wished()).toEqual({ action: "stop", pause: true, nest: "main" });
  const before = asked.length;
  // Whatever was still to come would have come by the time that something takes as long as a look.
  const clock = part().getByRole("link", { name: /now at/ });
  const [from, seconds] = [await clock.innerText(), new Set<string>()];
  seconds.add(from);
  await ada.sees(async () => seconds.add(await clock.innerText()).size >= 5, true);
  expect(asked.slice(before)).toEqual([]);
});

it("a guest can choose at the door to listen", async () => {
  const context = await browser.newContext(PHONE);
  const page = await context.newPage();
  await page.goto(party.url);
  await page.getByLabel("Your name").fill("Bo");
  await page.getByRole("button", { name: "Listen on my Spotify" }).click();
  await page.getByRole("button", { name: "Agree as Bo Lindqvist" }).click();
  await page.getByRole("region", { name: "Listen along" }).waitFor();
  await context.close();
});

it("nothing broke on the page meanwhile", () => {
  expect(ada.complaints).toEqual([]);
});
