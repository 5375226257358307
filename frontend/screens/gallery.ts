// What was taken, to be looked through: a page that shows all of it, and sheets of many small ones.

import { readdirSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

import type { Browser } from "playwright-core";

interface Size {
  width: number;
  height: number;
}

/** How wide one of a sheet is, by how wide the screen was, and how many stand beside each other. */
const SMALL_PX: Record<number, [number, number]> = { 390: [260, 6], 768: [320, 5], 1280: [480, 3], 1920: [560, 3] };
/** Rows of a sheet: more than a look takes in help nobody. */
const ROWS_MAX = 2;

const STYLE = `
  body { margin: 16px; background: #777; color: #fff; font: 13px sans-serif; }
  main { display: flex; flex-wrap: wrap; gap: 16px; align-items: start; }
  figure { margin: 0; }
  img { display: block; background: #444; object-fit: cover; object-position: top; }
  figcaption { padding: 4px 0; }
  nav { position: sticky; top: 0; padding: 8px; background: #333; }
  nav a { color: #fff; margin-right: 12px; }
`;

const figure = (file: string, width: number, height?: number): string =>
  `<figure><figcaption>${file.replace(/\.png$/, "").replaceAll(".", " · ")}</figcaption>` +
  `<a href="${file}"><img src="${file}" width="${width}"${height ? ` height="${height}"` : ""} loading="eager"></a></figure>`;

const document_of = (body: string): string => `<!doctype html><meta charset="utf-8"><title>Screens</title><style>${STYLE}</style>${body}`;

/** A page of all that lies in the folder, scene by scene. */
export function write_index(folder: string): void {
  const files = readdirSync(folder).filter((file) => file.endsWith(".png") && !file.startsWith("sheet"));
  const scenes = grouped(files);
  const links = [...scenes.keys()].map((scene) => `<a href="#${scene}">${scene}</a>`);
  const parts = [...scenes].map(([scene, files]) => {
    const shown = files.map((file) => figure(file, Math.round(Number(file.split(".")[1]) / 3)));
    return `<h2 id="${scene}">${scene}</h2><main>${shown.join("")}</main>`;
  });
  writeFileSync(`${folder}/index.html`, document_of(`<nav>${links.join("")}</nav>${parts.join("")}`));
}

/** Sheets of what was just taken, one size and theme after the other. */
export async function contact_sheets(
  browser: Browser,
  folder: string,
  sizes: readonly Size[],
  names: string[],
  language: string,
): Promise<void> {
  const there = new Set(readdirSync(folder));
  const page = await browser.newPage();
  for (const theme of ["light", "dark"]) {
    for (const { width, height } of sizes) {
      const [small, columns] = SMALL_PX[width] ?? [320, 4];
      const files = names.map((name) => `${name}.${width}.${theme}.${language}.png`).filter((file) => there.has(file));
      for (let first = 0; first < files.length; first += columns * ROWS_MAX) {
        const some = files.slice(first, first + columns * ROWS_MAX);
        const body = some.map((file) => figure(file, small, Math.round((height / width) * small)));
        // From a file, so that it may show other files.
        const sheet = `${folder}/sheet.html`;
        writeFileSync(sheet, document_of(`<main>${body.join("")}</main>`));
        await page.setViewportSize({ width: columns * (small + 16) + 32, height: 400 });
        await page.goto(pathToFileURL(sheet).href);
        const number = String(first / (columns * ROWS_MAX) + 1).padStart(2, "0");
        await page.screenshot({ path: `${folder}/sheet-${language}-${width}-${theme}-${number}.png`, fullPage: true });
      }
    }
  }
  await page.close();
}

/** What was taken, by its scene. */
function grouped(files: string[]): Map<string, string[]> {
  const scenes = new Map<string, string[]>();
  for (const file of files.toSorted()) {
    const scene = file.split(".")[0]!;
    scenes.set(scene, [...(scenes.get(scene) ?? []), file]);
  }
  return scenes;
}
