import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { ACCENTS } from "./theme";

const TOKENS = readFileSync(`${import.meta.dirname}/../../styles/tokens.css`, "utf8");
/** What the Web Content Accessibility Guidelines ask for, of text and of what marks the focus. */
const TEXT_MIN = 4.5;
const MARK_MIN = 3;

type Colours = Record<string, string>;

/** The colours of every rule whose selector holds in a theme and an accent, later ones over earlier ones. */
function colours(theme: string, accent: string): Colours {
  const found: Colours = {};
  for (const [, selector, body] of TOKENS.matchAll(/^(:root\S*) \{([^}]*)\}/gm)) {
    const wanted = [...selector!.matchAll(/data-(theme|accent)="(\w+)"/g)];
    if (!wanted.every(([, kind, value]) => value === (kind === "theme" ? theme : accent))) continue;
    for (const [, name, value] of body!.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)) found[name!] = value!;
  }
  return found;
}

/** Relative luminance and contrast, by https://www.w3.org/TR/WCAG21/#dfn-relative-luminance. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
}

/** What is written in which colour, and on what. Whatever the mouse is on has the colour of lines. */
const WRITTEN: [string, string[]][] = [
  ["text", ["ground", "surface", "raised", "line", "mine"]],
  ["quiet", ["ground", "surface", "raised", "line", "mine"]],
  ["accent", ["ground", "surface", "raised", "mine"]],
  ["good", ["ground", "surface", "raised", "mine"]],
  ["bad", ["ground", "surface", "raised", "mine"]],
  ["on-accent", ["accent"]],
  ["on-strong", ["strong"]],
];

describe.each(["dark", "light"])("in the %s theme", (theme) => {
  it.each(ACCENTS)("everything can be read with the accent %s", (accent) => {
    const of = colours(theme, accent);
    const pale = WRITTEN.flatMap(([text, grounds]) =>
      grounds.flatMap((ground) => {
        const found = contrast(of[text]!, of[ground]!);
        return found >= TEXT_MIN ? [] : [`${text} on ${ground}: ${found.toFixed(2)}`];
      }),
    );
    expect(pale).toEqual([]);
  });

  it.each(ACCENTS)("the focus can be seen with the accent %s", (accent) => {
    const of = colours(theme, accent);
    for (const ground of ["ground", "surface", "raised", "line", "mine"]) {
      expect(contrast(of["accent"]!, of[ground]!)).toBeGreaterThanOrEqual(MARK_MIN);
    }
  });
});

it("every accent has colours of its own in both themes", () => {
  for (const theme of ["dark", "light"]) {
    expect(new Set(ACCENTS.map((accent) => colours(theme, accent)["accent"])).size).toBe(ACCENTS.length);
  }
});
