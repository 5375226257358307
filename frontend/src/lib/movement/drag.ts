// A row that is dragged to another turn of its person, by a finger or a mouse.

import { turn_at } from "./dropped";
import { glide_from } from "./glide";
import { key_words } from "../language/key_words";
import { move_before } from "./moving";
import type { Nest } from "../nest/nest.svelte";
import { turns } from "../nest/turns";

/** However long somebody drags, the order is the true one again after this. */
const DRAG_MAX_MS = 30_000;
/** How near to an edge the page begins to scroll, and how far it does each frame, in pixels. */
const EDGE = 96;
const SCROLL_STEP = 8;

/** Where a dragged row would land: above or below another one, if anywhere. */
export interface Landing {
  dragged: number;
  at: number | null;
  is_below: boolean;
}

/** Follows the pointer until it lets go; `show` is told where the row would land. */
export function drag(press: PointerEvent, nest: Nest, show: (landing: Landing | null) => void): void {
  const row = (press.target as Element).closest<HTMLElement>("li[data-entry]");
  const entry = row && nest.entry(Number(row.dataset.entry));
  // It may be over before this was loaded.
  if (!row || !entry || nest.hold.pressed !== row) return;
  const middles = nest.rows.map(({ id }) => {
    const other = row.parentElement!.querySelector(`li[data-entry="${id}"]`)!.getBoundingClientRect();
    return other.top + other.height / 2 + scrollY;
  });
  const own = nest.rows.findIndex(({ id }) => id === entry.id);
  const began = press.clientY + scrollY;
  let pointer = press.clientY;
  let frame = 0;
  const ending = new AbortController();

  const moved = () => pointer + scrollY - began;
  const over = () => {
    const middle = middles[own]! + moved();
    return moved() > 0 ? middles.findLastIndex((other) => other <= middle) : middles.findIndex((other) => other >= middle);
  };
  const turn = () => turn_at(nest.rows, entry, over());

  function follow(): void {
    nest.hold.keep(nest.rows, DRAG_MAX_MS, DRAG_MAX_MS);
    row!.style.transform = `translateY(${moved()}px)`;
    const wanted = turn();
    const others = turns(nest.rows, entry!).filter(({ id }) => id !== entry!.id);
    const at = wanted && (wanted.before ?? others.at(-1));
    show({ dragged: entry!.id, at: at?.id ?? null, is_below: wanted?.before === null });
  }

  function scroll(): void {
    const by = pointer < EDGE ? -SCROLL_STEP : pointer > innerHeight - EDGE ? SCROLL_STEP : 0;
    if (by !== 0) {
      scrollBy({ top: by, behavior: "instant" });
      follow();
    }
    frame = requestAnimationFrame(scroll);
  }

  function end(is_dropped: boolean): void {
    ending.abort();
    cancelAnimationFrame(frame);
    const [y, wanted, place] = [moved(), turn(), over()];
    row!.style.transform = "";
    show(null);
    nest.hold.let_go();
    // From where it was let go, to wherever it belongs.
    glide_from(row!, 0, y);
    if (is_dropped && wanted) void move_before(nest, entry!, wanted.before);
    else if (is_dropped && place !== own) nest.tell(key_words.stays);
  }

  const how = { signal: ending.signal };
  const is_it = (event: PointerEvent) => event.pointerId === press.pointerId;
  addEventListener(
    "pointermove",
    (event) => {
      if (!is_it(event)) return;
      pointer = event.clientY;
      follow();
    },
    how,
  );
  // A finger that rests before it moves is no wish for a menu, which would end the drag.
  addEventListener("contextmenu", (event) => event.preventDefault(), how);
  addEventListener("pointerup", (event) => is_it(event) && end(true), how);
  addEventListener("pointercancel", (event) => is_it(event) && end(false), how);
  addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      end(false);
    },
    { ...how, capture: true },
  );
  follow();
  frame = requestAnimationFrame(scroll);
}
