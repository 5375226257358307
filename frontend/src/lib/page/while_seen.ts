// Asking again and again, but only while somebody looks.

/** Asks at once, and anew `pause_ms` after each answer, while the page is seen, until `ask` says that is enough. */
export function while_seen(pause_ms: number, ask: () => Promise<"more" | "enough">): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let is_asking = false;
  let is_over = false;

  async function turn(): Promise<void> {
    clearTimeout(timer);
    if (is_asking || is_over || document.hidden) return;
    is_asking = true;
    const next = await ask();
    is_asking = false;
    if (next === "enough") end();
    else if (!is_over && !document.hidden) timer = setTimeout(() => void turn(), pause_ms);
  }

  const look = () => void turn();
  function end(): void {
    is_over = true;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", look);
  }

  document.addEventListener("visibilitychange", look);
  look();
  return end;
}
