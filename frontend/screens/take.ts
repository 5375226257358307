// Takes a picture of every scene, at every size, by day and by night: `make screens`. They lie in `target/screens`, with an
// `index.html` to look through and sheets of many small ones.
//
// SCREENS takes only those whose names hold a word of it: `SCREENS=door,me-spotify`. SCREENS_LANGUAGE=de takes them in German.

import { mkdirSync, rmSync } from "node:fs";
import { resolve } from "node:path";

import { afterAll, beforeAll, expect, it } from "vitest";

import { contact_sheets, write_index } from "./gallery";
import { SCENES } from "./scenes/all";
import { type Language, Stage, type Theme } from "./stage";

export const SIZES = [
  { width: 390, height: 844 },
  { width: 768, height: 1024 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
] as const;
const THEMES: Theme[] = ["light", "dark"];
const FOLDER = resolve(import.meta.dirname, "../../target/screens");

const language: Language = process.env.SCREENS_LANGUAGE === "de" ? "de" : "en";
const words = (process.env.SCREENS ?? "").split(",").filter(Boolean);
const wanted = SCENES.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));

let stage: Stage;
beforeAll(async () => {
  if (words.length === 0) rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  stage = await Stage.open();
});
afterAll(async () => {
  write_index(FOLDER);
  await contact_sheets(stage.browser, FOLDER, SIZES, wanted.map(({ name }) => name), language);
  await stage.close();
});

it.each(wanted.map((scene) => [scene.name, scene] as const))("%s", async (name, scene) => {
  const page = await stage.play(scene, "light", language, SIZES[0]);
  const complaints: string[] = [];
  page.on("pageerror", ({ message }) => complaints.push(message));
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    // A TV is light where its address says so.
    if (scene.tv && theme !== THEMES[0]) break;
    if (!scene.tv) await page.locator(`html[data-theme="${theme}"]`).waitFor({ state: "attached" });
    for (const size of SIZES) {
      await page.setViewportSize(size);
      const path = `${FOLDER}/${name}.${size.width}.${theme}.${language}.png`;
      await page.screenshot({ path, fullPage: scene.is_long ?? false, animations: "disabled" });
    }
  }
  await page.context().close();
  expect(complaints).toEqual([]);
});
