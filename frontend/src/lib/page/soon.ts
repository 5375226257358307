// What `index.html` shows until the page is there.

/** Takes it away as soon as the page shows anything but that something is still coming (`data-soon`). */
export function until_there(page: Element): void {
  const watch = new MutationObserver(() => {
    if (page.childElementCount === 0 || page.querySelector("[data-soon]")) return;
    document.getElementById("soon")?.remove();
    watch.disconnect();
  });
  watch.observe(page, { childList: true, subtree: true });
}
