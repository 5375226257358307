// Draws the icons that devices want as pictures, from `public/icon.svg`: `npm run icons`, whenever that
// changes. They are kept beside it, as no build needs a browser.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { chromium } from "playwright-core";

const PLACE = join(import.meta.dirname, "public");
const DRAWING = readFileSync(join(PLACE, "icon.svg"), "utf8");
const GROUND = "#241d33";

/** The drawing on a ground that reaches every edge, for devices that cut their own shape: they keep the middle 80 %. */
const WHOLE = (share) => {
  const inside = DRAWING.replace(/^<svg[^>]*>|<\/svg>\s*$|<rect[^>]*\/>/g, "");
  const shift = (64 * (1 - share)) / 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="${GROUND}"/><g transform="translate(${shift} ${shift}) scale(${share})">${inside}</g></svg>`;
};
const ADD = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="32" fill="${GROUND}"/><path d="M32 18v28M18 32h28" stroke="#ffb35c" stroke-width="5" stroke-linecap="round"/></svg>`;

async function draw(browser, svg, size, name) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const sized = svg.replace("<svg", `<svg width="${size}" height="${size}" style="display:block"`);
  await page.setContent(`<body style="margin:0;background:transparent">${sized}`);
  writeFileSync(join(PLACE, name), await page.screenshot({ omitBackground: true }));
  await page.close();
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
await draw(browser, DRAWING, 192, "icon-192.png");
await draw(browser, DRAWING, 512, "icon-512.png");
await draw(browser, WHOLE(0.72), 512, "icon-maskable-512.png");
await draw(browser, WHOLE(0.86), 180, "apple-touch-icon.png");
await draw(browser, ADD, 96, "icon-add-96.png");
await browser.close();
