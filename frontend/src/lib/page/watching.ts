// Looks for a newer page while somebody is here.

import { mend_words } from "../language/mending";
import type { Nest } from "../nest/nest.svelte";

/** How often, while the page is seen. */
const LOOK_EVERY_MS = 20 * 60_000;

/** Looks now and then, and by `now`: whenever the server was away, as perhaps another one came back. */
export function look_for_newer(nest: Nest): { now: () => void; stop: () => void } {
  const now = async () => {
    // Once said, it stays until it is done or dismissed.
    if (nest.link !== "open" || document.hidden || nest.notices.some(({ lasts }) => lasts)) return;
    try {
      const { tell_if_newer } = await import("./newer");
      await tell_if_newer(nest);
    } catch {
      // It is gone with the page it was a part of.
      nest.offer(mend_words.newer, { label: mend_words.newer_load, does: () => location.reload() });
    }
  };
  const often = setInterval(now, LOOK_EVERY_MS);
  return { now, stop: () => clearInterval(often) };
}
