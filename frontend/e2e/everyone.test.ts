// Every screen and state there is can be used by everyone: in both themes and both languages axe finds nothing wrong with
// it, nothing is too small for a finger, and nothing stands out of a phone.

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { SCENES } from "../screens/scenes/all";
import { type Language, Stage } from "../screens/stage";
import { overflowing, small_targets, violations } from "./measure";

const PHONE = { width: 390, height: 844 };
const HD = { width: 1920, height: 1080 };
const LANGUAGES: Language[] = ["en", "de"];

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());

describe.each(LANGUAGES)("everyone can use: %s", (language) => {
  it.concurrent.each(SCENES.map((scene) => [scene.name, scene] as const))("%s", async (_, scene) => {
    const page = await stage.play(scene, "light", language, scene.tv ? HD : PHONE);
    // A TV is light where its address says so, and nobody touches it.
    const found = await violations(page);
    if (!scene.tv) {
      found.push(...(await small_targets(page)));
      // In the other theme nothing is different but colours.
      await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
      await page.locator('html[data-theme="dark"]').waitFor({ state: "attached" });
      found.push(...(await violations(page, "color-contrast")));
    }
    found.push(...(await overflowing(page)));
    await page.context().close();
    expect(found).toEqual([]);
  });
});
