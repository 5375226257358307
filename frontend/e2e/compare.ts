// Two pictures, and how much they differ. The browser that is here anyway reads and compares them, so that no package has to.

import type { Browser } from "playwright-core";

export interface Difference {
  /** The share of what differs to the eye, from 0 to 1; all of it where the sizes differ. */
  share: number;
  /** A picture of where: what differs is red. */
  picture: Buffer;
}

/**
 * How far a colour may be off, of 255. Pictures are compared at half their size, so that letters whose edges were smoothed a
 * little differently, by another version of the browser, are alike, and whatever moved or has another colour is not.
 */
const COLOUR_MAX = 10;

export async function compare(browser: Browser, one: Buffer, other: Buffer): Promise<Difference> {
  const page = await browser.newPage();
  const { share, url } = await page.evaluate(
    async ([one, other, colour_max]) => {
      const read = async (png: string) => createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
      const [first, second] = [await read(one), await read(other)];
      const [width, height] = [Math.ceil(first.width / 2), Math.ceil(first.height / 2)];
      const pixels = (picture: ImageBitmap) => {
        const canvas = new OffscreenCanvas(width, height).getContext("2d")!;
        canvas.imageSmoothingQuality = "high";
        canvas.drawImage(picture, 0, 0, width, height);
        return canvas.getImageData(0, 0, width, height);
      };
      const is_as_large = first.width === second.width && first.height === second.height;
      const [a, b] = [pixels(first), pixels(second)];
      let count = 0;
      for (let at = 0; at < a.data.length; at += 4) {
        const off = Math.max(...[0, 1, 2].map((channel) => Math.abs(a.data[at + channel]! - b.data[at + channel]!)));
        const differs = off > colour_max;
        if (differs) count += 1;
        // What is alike is shown faintly, to find one's way.
        b.data.set(differs ? [255, 0, 0, 255] : [0, 1, 2].map((channel) => 200 + b.data[at + channel]! / 5), at);
      }
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [width, height];
      canvas.getContext("2d")!.putImageData(b, 0, 0);
      return { share: is_as_large ? count / (width * height) : 1, url: canvas.toDataURL() };
    },
    [one.toString("base64"), other.toString("base64"), COLOUR_MAX] as const,
  );
  await page.close();
  return { share, picture: Buffer.from(url.split(",")[1]!, "base64") };
}
