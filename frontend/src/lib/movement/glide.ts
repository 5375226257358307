// Rows glide to their new place where somebody can see it, and everything else stays where it was: what is read, what
// is pressed, and where the keyboard is. Of a thousand rows that give way by one place hardly a dozen are on screen, so
// no others are measured.

import { tick } from "svelte";

import { is_still } from "./motion";
import { lay_out, rows_in_view } from "./rows_in_view";

const GLIDE_MS = 260;
/** So many rows that come at once are measured before anything moves. */
const CAME_MAX = 12;
const HOW = { duration: GLIDE_MS, easing: "cubic-bezier(0.2, 0.7, 0.2, 1)" };

/** How the page lay before something changed. */
interface Scene {
  /** Where each thing in view was seen, by its entry: on the way to its place, too. */
  seen: Map<string, DOMRect>;
  /** Where the rows in view belong. */
  tops: Map<HTMLElement, number>;
  /** Which place each row had. */
  places: Map<Element, number>;
  /** How many rows were above those in view. */
  above: number;
  /** Whether the list begins above what is in view, so that somebody reads in it. */
  is_read: boolean;
  /** What has the keyboard, and in which row. */
  focus: HTMLElement | null;
  row: number;
}

let before: Scene | null = null;
const gliding = new Map<HTMLElement, Animation>();

const list = () => document.querySelector<HTMLElement>("#queue ol");
/** What plays, which a row may become. */
const stage = () => [...document.querySelectorAll<HTMLElement>("[data-slides]:not(li)")];
/** By how much a row may be moved otherwise than most, in pixels, and still belong to them: a line of words more or less. */
const LINES = 48;
const is_in_view = ({ top, bottom }: DOMRect) => bottom > 0 && top < innerHeight;

/**
 * To be called before the page changes: remembers how it is, and glides from there when it has changed. `wait` is told
 * what tells when all have arrived, if any has to go.
 */
export function glide(pressed: () => Element | null, wait: (arrived: Promise<void>) => void): void {
  if (before || document.hidden) return;
  before = look();
  void tick().then(() => {
    const arrived = before && settle(before, pressed());
    before = null;
    if (arrived) wait(arrived);
  });
}

function look(): Scene {
  const rows = list();
  const { rows: visible, above } = rows ? rows_in_view(rows) : { rows: [], above: 0 };
  const boxes = [...stage(), ...visible].map((element) => [element.dataset.slides!, element.getBoundingClientRect()] as const);
  const all = rows ? [...rows.children] : [];
  const focus = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  const places = new Map(all.map((row, place) => [row, place]));
  const row = places.get(focus?.closest("li") ?? document.body) ?? -1;
  return {
    seen: new Map(boxes),
    tops: new Map(visible.map((row) => [row, row.offsetTop])),
    places,
    above,
    is_read: (rows?.getBoundingClientRect().top ?? 0) < 0,
    focus: row < 0 ? null : focus,
    row,
  };
}

function settle(scene: Scene, pressed: Element | null): Promise<void> | null {
  for (const glide of gliding.values()) glide.cancel();
  gliding.clear();
  const rows = list();
  if (scene.focus) keep_focus(scene.focus, scene.row);
  const came = rows ? ([...rows.children] as HTMLElement[]).filter((row) => !scene.places.has(row)) : [];
  // Of more at once nobody knows the place any more.
  if (came.length <= CAME_MAX) lay_out(came);
  // Beside the queue somebody may be typing, and that is not to move either.
  const is_elsewhere = document.activeElement?.closest("aside") != null;
  if (pressed instanceof HTMLElement || (scene.is_read && !is_elsewhere)) {
    const watched = pressed instanceof HTMLElement && pressed.isConnected ? [pressed] : [...scene.tops.keys()];
    scrollBy({ top: shift(watched, scene.tops), behavior: "instant" });
  }
  if (is_still()) return null;
  const visible = rows ? rows_in_view(rows).rows : [];
  const movable = new Set([...stage(), ...visible, ...scene.tops.keys()].filter((element) => element.isConnected));
  // All are measured before the first one moves: that would make the next measurement lay out everything anew.
  const ways = [...movable].map((element) => ({ element, ...way(element, scene) }));
  for (const { element, x, y } of ways) if (Math.abs(x) + Math.abs(y) >= 1) glide_from(element, x, y);
  return gliding.size > 0 ? at_rest([...gliding.values()]) : null;
}

/** From how many pixels beside its place something comes. */
function way(element: HTMLElement, { seen, places, above }: Scene): { x: number; y: number } {
  const to = element.getBoundingClientRect();
  const from = seen.get(element.dataset.slides!);
  if (from && !is_in_view(from) && !is_in_view(to)) return { x: 0, y: 0 };
  // Whatever was out of sight comes in at the nearer edge; what is new is simply there.
  const place = places.get(element);
  const outside = place === undefined ? to.top : place < above ? -to.height : innerHeight;
  const y = (from?.top ?? outside) - to.top;
  // From further away than the screen is high it would only flicker past.
  return { x: from ? from.left - to.left : 0, y: Math.max(-innerHeight, Math.min(innerHeight, y)) };
}

/** Lets an element glide to its place from so many pixels beside it. */
export function glide_from(element: HTMLElement, x: number, y: number): void {
  if (is_still()) return;
  const glide = element.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: "none" }], HOW);
  gliding.set(element, glide);
  glide.onfinish = () => gliding.delete(element);
}

/** Once all have arrived and been painted there: whoever set out before would be seen to start elsewhere. */
async function at_rest(glides: Animation[]): Promise<void> {
  await Promise.allSettled(glides.map(({ finished }) => finished));
  const frame = () => new Promise((painted) => requestAnimationFrame(painted));
  await frame();
  await frame();
}

/**
 * By how much the row in the middle of the view was moved, if it went where most did: one that goes elsewhere alone
 * takes nobody along.
 */
function shift(rows: HTMLElement[], tops: Map<HTMLElement, number>): number {
  const shifts = rows.flatMap((row) => {
    const top = tops.get(row);
    return top === undefined || !row.isConnected ? [] : [{ by: row.offsetTop - top, top }];
  });
  const median = (numbers: number[]) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
  const [most, middle] = [median(shifts.map(({ by }) => by)), median(shifts.map(({ top }) => top))];
  const near = shifts.filter(({ by }) => Math.abs(by - most) < LINES);
  return near.sort((a, b) => Math.abs(a.top - middle) - Math.abs(b.top - middle))[0]?.by ?? 0;
}

/** A row that is put elsewhere loses the keyboard on the way, and one that goes leaves it to the next. */
function keep_focus(focus: HTMLElement, row: number): void {
  // Whoever went elsewhere meanwhile is left there.
  if (document.activeElement && document.activeElement !== document.body) return;
  const left = [...(list()?.children ?? [])];
  const next = left[Math.min(row, left.length - 1)]?.querySelector<HTMLElement>("[data-step]");
  (focus.isConnected ? focus : (next ?? document.getElementById("queue")))?.focus({ preventScroll: true });
}
