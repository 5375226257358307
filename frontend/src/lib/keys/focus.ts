// Where the keyboard stands when what it stood on goes away.

import { tick } from "svelte";

/** Takes the focus as soon as the element is there, if it is this one's turn. */
export function take_focus(element: HTMLElement, is_due: boolean = true): void {
  if (is_due) element.focus();
}

/** Gives the focus to an element where nothing has it any more. */
export async function catch_focus(element: HTMLElement | undefined): Promise<void> {
  await tick();
  if (document.activeElement === null || document.activeElement === document.body) element?.focus({ preventScroll: true });
}
