import decode from "qr/decode.js";
import { expect, it } from "vitest";

import { square } from "./qr";

/** What a camera sees: each module as so many pixels, painted from the path alone. */
function seen({ size, path }: { size: number; path: string }, scale = 4) {
  const width = size * scale;
  const data = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let dy = 0; dy < scale; dy++) {
      const begin = ((Number(y) * scale + dy) * width + Number(x) * scale) * 4;
      for (let at = begin; at < begin + Number(length) * scale * 4; at += 4) data.fill(0, at, at + 3);
    }
  }
  return { width, height: width, data };
}

it.each(["https://party.example/nest/2FVN7", "http://192.168.1.20:5001/nest/ABCDE", "https://längst.example/nest/the-roof"])(
  "is read again as it was: %s",
  (link) => {
    expect(decode(seen(square(link)))).toBe(link);
  },
);

it("has four modules of nothing around it", () => {
  const { size, path } = square("https://party.example/nest/2FVN7");
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
    expect(Math.min(Number(x), Number(y))).toBeGreaterThanOrEqual(4);
    expect(Math.max(Number(x) + Number(length), Number(y) + 1)).toBeLessThanOrEqual(size - 4);
  }
});
