// Where the keyboard and the page's place go when another part of it is shown.

import { tick } from "svelte";

import type { Way } from "../language/mending";

/** How long a part may be on its way before nobody waits for it any more. */
const LATE_MS = 5_000;

/** What stands there, as soon as it does; nothing, where it does not come or whoever waits went elsewhere. */
async function there(selector: string): Promise<HTMLElement | null> {
  const look = () => document.querySelector<HTMLElement>(selector);
  await tick();
  const from = document.activeElement;
  const found = look();
  if (found) return found;
  return new Promise((settle) => {
    const watch = new MutationObserver(() => look() && end());
    const late = setTimeout(end, LATE_MS);
    function end(): void {
      watch.disconnect();
      clearTimeout(late);
      const is_waited_for = document.activeElement === from || document.activeElement === document.body;
      settle(is_waited_for ? look() : null);
    }
    watch.observe(document.body, { childList: true, subtree: true });
  });
}

/** How far each part was scrolled when it was left. */
const left = new Map<string, number>();

/** Shows another part where it was left, and takes the keyboard there; `show` makes it so. */
export async function go(from: string, to: string, show: () => void): Promise<void> {
  if (from !== to) left.set(from, scrollY);
  show();
  await tick();
  if (from !== to) scrollTo({ top: left.get(to) ?? 0, behavior: "instant" });
  // A field that wants to be written in has the keyboard already.
  const section = await there(to === "queue" ? "#queue" : `.part.${to} section`);
  if (!section || section.contains(document.activeElement)) return;
  section.tabIndex = -1;
  section.focus({ preventScroll: true });
}

/** Takes the keyboard to where a refusal leads: the row of an entry, one of mine, or the first there is in a part. */
export async function lead(
  way: Exclude<Way, "come_in">,
  entry: number | undefined,
  show: (part: "queue" | "add" | "people" | "me") => void,
): Promise<void> {
  const part = way === "people" || way === "me" ? way : way === "add" || way === "other" ? "add" : "queue";
  show(part);
  const goals: Partial<Record<Way, string>> = {
    mine: "#queue article.mine button",
    show: `#queue li[data-entry="${entry}"] article button`,
    queue: "#queue article button",
    add: ".add input",
    other: ".add input",
  };
  (await there(goals[way] ?? `.${part} button`))?.focus();
}

/** Takes the keyboard to the queue: to the row it was at last, or to what stands there instead. */
export function to_queue(): void {
  const queue = document.getElementById("queue");
  (queue?.querySelector<HTMLElement>('li [data-step]:not([tabindex="-1"])') ?? queue)?.focus();
}

/** Takes the keyboard to the field for searching, with what is written there ready to be replaced. */
export async function to_search(show: () => void): Promise<void> {
  show();
  const field = await there("#search");
  if (field instanceof HTMLInputElement) field.select();
  field?.focus();
}
