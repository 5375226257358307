// What spares the screen, and keeps it awake.

/** How often the whole picture moves, and how far at the most, in hundredths of its width. */
export const SHIFT_EVERY_MS = 180_000;
const SHIFT_FAR = 0.4;

/** Where the picture stands at a step: round the middle, and through it, so that no edge stays where it was. */
export function shift(step: number): { x: number; y: number } {
  const corner = ((step % 9) + 9) % 9;
  if (corner === 0) return { x: 0, y: 0 };
  const angle = ((corner - 1) * Math.PI) / 4;
  const rounded = (value: number) => Math.round(value * 100) / 100 + 0;
  return { x: rounded(Math.cos(angle) * SHIFT_FAR), y: rounded(Math.sin(angle) * SHIFT_FAR) };
}

/** Moves the picture a little, every few minutes. */
export function spare(picture: HTMLElement): void {
  let step = 0;
  setInterval(() => {
    step += 1;
    const { x, y } = shift(step);
    picture.style.transform = `translate(${x}vw, ${y}vw)`;
  }, SHIFT_EVERY_MS);
}

/** After how long the screen is kept on again where the browser let go of it. */
const HOLD_AGAIN_MS = 5_000;

interface Lock {
  addEventListener: (what: "release", then: () => void) => void;
}

/** Keeps the screen on, where the browser lets a page do that, for as long as the page is seen. */
export function stay_awake(): void {
  const { wakeLock } = navigator as { wakeLock?: { request: (what: "screen") => Promise<Lock> } };
  if (!wakeLock) return;
  const hold = () => {
    if (document.visibilityState !== "visible") return;
    wakeLock.request("screen").then(
      // Not at once: a browser that takes it back each time is not to be asked without end.
      (lock) => lock.addEventListener("release", () => setTimeout(hold, HOLD_AGAIN_MS)),
      // A TV that saves power may refuse; it is asked again when the page is seen again.
      () => {},
    );
  };
  document.addEventListener("visibilitychange", hold);
  hold();
}
