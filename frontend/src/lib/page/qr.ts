// A text as a QR code, for cameras. Fetched when one is shown.

import encode from "qr";

/** Four modules of nothing around it, as ISO/IEC 18004 wants, so that a camera finds its edges. */
const QUIET = 4;

export interface Square {
  /** How many modules it is wide and high. */
  size: number;
  /** What is dark, as the path of an SVG with a unit a module. */
  path: string;
}

export function square(text: string): Square {
  const rows = encode(text, "raw", { ecc: "medium", border: QUIET });
  // TVs draw these, too: only what browsers of 2018 know.
  const path = rows.map((row, y) => runs(row).map(([x, length]) => `M${x} ${y}h${length}v1h-${length}z`).join(""));
  return { size: rows.length, path: path.join("") };
}

/** Where dark modules begin in a row, and how many there are: fewer shapes, and no gaps between them. */
function runs(row: boolean[]): [number, number][] {
  const found: [number, number][] = [];
  for (const [x, is_dark] of row.entries()) {
    if (!is_dark) continue;
    const last = found[found.length - 1];
    if (last && last[0] + last[1] === x) last[1] += 1;
    else found.push([x, 1]);
  }
  return found;
}
