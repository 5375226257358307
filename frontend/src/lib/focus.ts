// Where the keyboard stands when what it stood on goes away.

/** Takes the focus as soon as the element is there, if it is this one's turn. */
export function take_focus(element: HTMLElement, is_due: boolean = true): void {
  if (is_due) element.focus();
}
