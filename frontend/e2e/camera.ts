// What a phone's camera makes of what a screen shows.

import type { Locator } from "playwright-core";
import decode from "qr/decode.js";

/** Wider than this there is only more to look through, in pixels. */
const WIDTH_MAX = 320;

/** What the QR code says that is shown there. */
export async function camera(shown: Locator): Promise<string> {
  const picture = await shown.screenshot();
  const pixels = await shown.page().evaluate(
    async ([png, width_max]) => {
      const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const width = Math.min(width_max, image.width);
      const height = Math.round((image.height * width) / image.width);
      const canvas = new OffscreenCanvas(width, height).getContext("2d")!;
      canvas.drawImage(image, 0, 0, width, height);
      return { width, height, data: [...canvas.getImageData(0, 0, width, height).data] };
    },
    [picture.toString("base64"), WIDTH_MAX] as const,
  );
  return decode({ ...pixels, data: Uint8ClampedArray.from(pixels.data) });
}
