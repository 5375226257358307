// Copying, also where a browser gives no page the clipboard: without HTTPS, or without permission.

/** Selects what a field holds, and copies it; if that cannot be done, it is at least selected. */
export async function copy_from(field: HTMLInputElement | HTMLTextAreaElement): Promise<boolean> {
  field.focus();
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    // The old way asks for no permission, but for a press, which there just was.
    return document.execCommand("copy");
  }
}
