// Rows stay where they are while somebody is about to press one: nothing comes under a finger that
// was not aimed at. What a row says is told meanwhile as ever; only its place waits.

import type { Entry } from "../wire";

/** After a finger or a button was lifted: whoever presses twice means the same row twice. */
const LIFTED_MS = 600;
/** After a mouse moved over the rows: it may be about to press. */
const HOVER_MS = 400;
/** After an arrow key or a letter: the next one follows. */
export const KEY_MS = 1_200;
/** However long somebody aims, the order is the true one again after this, and for a mouse that only moves sooner. */
export const HOLD_MAX_MS = 8_000;
export const HOVER_MAX_MS = 2_500;

export class Hold {
  #held = $state.raw<Entry[] | null>(null);
  #began_ms = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Over which row a finger or a pressed button is. */
  pressed: Element | null = null;

  get is_on(): boolean {
    return this.#held !== null;
  }

  /** The rows to show: as they stand, or as they stood, each with what is known of it now. */
  over(queue: Entry[]): Entry[] {
    const held = this.#held;
    if (!held) return queue;
    const now = new Map(queue.map((entry) => [entry.id, entry]));
    return held.map((entry) => now.get(entry.id) ?? entry);
  }

  /** Keeps these rows where they are, for so long from now unless something else is said. */
  keep(rows: Entry[], for_ms: number, max_ms = HOLD_MAX_MS): void {
    if (rows.length === 0) return;
    const now = performance.now();
    if (!this.#held) {
      this.#held = [...rows];
      this.#began_ms = now;
    }
    clearTimeout(this.#timer);
    const wanted_ms = this.pressed ? max_ms : for_ms;
    const left_ms = Math.min(wanted_ms, this.#began_ms + max_ms - now);
    if (left_ms <= 0) this.let_go();
    else this.#timer = setTimeout(() => this.let_go(), left_ms);
  }

  let_go(): void {
    clearTimeout(this.#timer);
    this.#held = null;
  }
}

interface Aim {
  hold: Hold;
  /** The rows as they are shown. */
  rows: () => Entry[];
  /** What is to be done where a row is gripped, to be dragged. */
  ongrip: (event: PointerEvent) => void;
}

/** Holds the rows of a list while a finger, a mouse or somebody who writes is at them. */
export function aimed(list: HTMLElement, { hold, rows, ongrip }: Aim): { destroy: () => void } {
  const is_on_row = (event: Event) => (event.target as Element).closest("li") !== null;
  const down = (event: PointerEvent) => {
    if (!is_on_row(event)) return;
    hold.pressed = (event.target as Element).closest("li");
    hold.keep(rows(), HOLD_MAX_MS);
    if (event.button === 0 && (event.target as Element).closest("[data-grip]")) {
      // Nothing is to be selected on the way.
      event.preventDefault();
      ongrip(event);
    }
  };
  const over = (event: PointerEvent) => {
    if (event.pointerType === "mouse" && event.buttons === 0 && is_on_row(event)) hold.keep(rows(), HOVER_MS, HOVER_MAX_MS);
  };
  const lifted = () => {
    if (!hold.pressed) return;
    hold.pressed = null;
    if (hold.is_on) hold.keep(rows(), LIFTED_MS);
  };
  const written = () => hold.keep(rows(), KEY_MS);
  const ending = new AbortController();
  const how = { signal: ending.signal };
  list.addEventListener("pointerdown", down, how);
  list.addEventListener("pointermove", over, how);
  list.addEventListener("input", written, how);
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, lifted, how);
  return {
    destroy() {
      ending.abort();
      hold.let_go();
    },
  };
}
