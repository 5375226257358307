// What a TV shows while it shows no nest: its code, or why there is none.

import { fill, made, qr } from "./made";
import { type Pairing, spelled, way_to_confirm } from "./pairing";
import type { Speech } from "./said";

/** The code, and how to confirm it. */
export function code_screen(pairing: Pairing, nest: string, { words }: Speech): HTMLElement {
  const way = way_to_confirm(location.origin, nest, pairing.user_code);
  const text = made(
    "div",
    "how",
    made("h1", "title", words.pair(pairing.nest || "")),
    made("p", "lead", words.pair_scan),
    made("p", "hint", words.pair_type),
    made("p", "code", spelled(pairing.user_code)),
    made("p", "hint", words.pair_who),
  );
  return made("div", "pairing", qr(way, words.qr_pair), text);
}

/** A sentence or two, where there is nothing to scan. */
export function plain_screen(title: string, hint: string): HTMLElement {
  const screen = made("div", "plain", made("h1", "title", title));
  if (hint) screen.appendChild(made("p", "lead", hint));
  return screen;
}

/** Shows one thing in the place of what was shown, if that is not it. */
export function put(place: HTMLElement, shown: HTMLElement): void {
  if (place.firstChild !== shown) fill(place, shown);
}
