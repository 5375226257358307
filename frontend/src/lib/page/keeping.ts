// The worker that keeps the page for when there is no connection. Without it everything else works.

/** Has the browser keep the page; where the server has no worker any more, the browser forgets it. */
export async function keep_page(): Promise<void> {
  // Reading it is an error already where a browser may keep nothing.
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!workers) return;
  try {
    const kept = await workers.register("/sw.js");
    // This page came from the network just now, so the worker that waits is of this page.
    kept.waiting?.postMessage("take_over");
  } catch {
    const answer = await fetch("/sw.js", { cache: "no-cache" });
    if (answer.status === 404 || answer.status === 410) await (await workers.getRegistration())?.unregister();
  }
}
