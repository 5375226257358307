// The key screens look as they looked when somebody last looked at them: they are compared with the pictures in
// `e2e/pictures`. After a change that is wanted, `make pictures` takes them anew, and they are committed with the change.
//
// Names, songs, the hour and the letters are always the same: the scenes say what there is, and a font is brought along, as
// every machine has others. Nothing of this is in the page itself.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";

import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";

import { SCENES } from "../screens/scenes/all";
import { Stage, type Theme } from "../screens/stage";
import { compare } from "./compare";

const PHONE = { width: 390, height: 844 };
const LAPTOP = { width: 1280, height: 800 };
const TV = { width: 1280, height: 720 };

/** What each picture is called, the scene it shows, and how it is looked at. */
const PICTURES: [string, string, Theme, typeof PHONE][] = [
  ["join", "door-spotify", "light", PHONE],
  ["party-phone", "party-voted", "dark", PHONE],
  ["party-laptop", "party-voted", "light", LAPTOP],
  ["add", "add-marks", "dark", PHONE],
  ["me", "me-guest", "light", PHONE],
  ["tv", "tv-shows", "dark", TV],
];

/** The share of a picture that may differ: less than a button of a phone that is gone, or a gap that is 4 px wider. */
const SHARE_MAX = 0.003;

const KEPT = resolve(import.meta.dirname, "pictures");
const FOUND = resolve(import.meta.dirname, "../../target/pictures");
const is_renewing = process.env.UPDATE_PICTURES === "1";

let stage: Stage;
beforeAll(async () => {
  mkdirSync(KEPT, { recursive: true });
  mkdirSync(FOUND, { recursive: true });
  stage = await Stage.open();
});
afterAll(() => stage?.close());

/** Letters that are alike on every machine. They are handed over as bytes, which the page's policy has no say in. */
async function bring_letters(page: Page): Promise<void> {
  const folder = `${dirname(createRequire(import.meta.url).resolve("@fontsource-variable/inter/package.json"))}/files`;
  const parts = ["latin", "latin-ext"].map((part) => readFileSync(`${folder}/inter-${part}-wght-normal.woff2`).toString("base64"));
  await page.evaluate(async (parts) => {
    for (const part of parts) {
      const bytes = Uint8Array.from(atob(part), (letter) => letter.charCodeAt(0));
      const latin = "U+0-FF, U+131, U+152-153, U+2BB-2BC, U+2C6, U+2DA, U+2DC, U+2000-206F, U+20AC, U+2122, U+2191, U+2193, U+2212";
      const unicodeRange = part === parts[0] ? latin : "U+100-130, U+132-151, U+154-2BA";
      const font = new FontFace("Always the same", bytes, { weight: "100 900", unicodeRange });
      document.fonts.add(await font.load());
    }
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(":root:root { font-family: 'Always the same' }");
    document.adoptedStyleSheets.push(sheet);
    await document.fonts.ready;
  }, parts);
}

/** Until everything that is in sight is drawn. */
async function at_rest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const pictures = [...document.images].filter((image) => image.checkVisibility() && image.getBoundingClientRect().top < innerHeight);
    await Promise.all(pictures.map((image) => image.decode().catch(() => undefined)));
    scrollTo(0, 0);
    await new Promise((frame) => requestAnimationFrame(() => requestAnimationFrame(frame)));
  });
}

it.each(PICTURES)("%s looks as it did", async (name, scene_name, theme, size) => {
  const scene = SCENES.find((scene) => scene.name === scene_name)!;
  const page = await stage.play(scene, theme, "en", size);
  await bring_letters(page);
  await at_rest(page);
  const seen = await page.screenshot({ animations: "disabled", caret: "hide" });
  await page.context().close();
  const kept = `${KEPT}/${name}.png`;
  if (is_renewing) return writeFileSync(kept, seen);
  expect(existsSync(kept), `There is no ${kept} yet: make pictures takes it`).toBe(true);
  const { share, picture } = await compare(stage.browser, readFileSync(kept), seen);
  if (share <= SHARE_MAX) return;
  writeFileSync(`${FOUND}/${name}.seen.png`, seen);
  writeFileSync(`${FOUND}/${name}.difference.png`, picture);
  const told = `${(share * 100).toFixed(2)} % of it differ: see ${FOUND}/${name}.seen.png and ${name}.difference.png`;
  expect.fail(`${told}. If that is wanted: make pictures`);
});
