// The keyboard of the page. What its keys do is loaded with the first one: most phones never need it.

import type { Nest } from "../nest/nest.svelte";
import type { Ways } from "./pressed";

let loaded: typeof import("./pressed") | undefined;

/** What the browser would do with these itself is in the way, so it cannot wait until all is loaded. */
const SIGNS = ["/", "?"];

export function keydown(event: KeyboardEvent, nest: Nest, ways: Ways): void {
  if (event.defaultPrevented || !nest.state) return;
  if (loaded) return loaded.pressed(event, nest, ways);
  const is_writing = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
  if (SIGNS.includes(event.key) && !is_writing && !event.ctrlKey && !event.metaKey) event.preventDefault();
  // Without a connection there are no keys, and buttons for everything.
  void import("./pressed").then(
    (part) => (loaded = part).pressed(event, nest, ways),
    () => undefined,
  );
}
