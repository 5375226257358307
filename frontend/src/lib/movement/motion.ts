// Whether things may move: asked anew each time, because a device may be told otherwise while the page is open.

/** Whether whoever looks wants things to stand still. */
export function is_still(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
