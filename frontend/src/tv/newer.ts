// Whether the server has a newer page, and when to load it: between two songs, if it can be.

/** How often it is looked. */
export const LOOK_EVERY_MS = 300_000;
/** For how long a newer page may wait for a song to end. */
const WAIT_MAX_MS = 1_800_000;

interface Site {
  version?: string;
  commit?: string;
}

/** What of a site's answer is another one where its page is. */
export function mark_of({ version, commit }: Site): string {
  return `${version || ""} ${commit || ""}`;
}

/** Remembers which page this is, and says when another one is to be loaded. */
export class Newer {
  private first: string | null = null;
  private since_ms: number | null = null;

  /** The server has this page, at a moment of a steady clock. */
  told(mark: string, now_ms: number): void {
    if (this.first === null) this.first = mark;
    if (mark === this.first) this.since_ms = null;
    else if (this.since_ms === null) this.since_ms = now_ms;
  }

  /** Whether to load it now: in the middle of a song only where it has waited for too long. */
  is_due(now_ms: number, is_amid_song: boolean): boolean {
    return this.since_ms !== null && (!is_amid_song || now_ms - this.since_ms >= WAIT_MAX_MS);
  }
}

/** Asks the server which page it has; nothing where it does not say. */
export async function ask_mark(): Promise<string | null> {
  try {
    const response = await fetch("/api/v1/site", { cache: "no-store" });
    return response.ok ? mark_of((await response.json()) as Site) : null;
  } catch {
    return null;
  }
}

let is_reloading = false;

/** Loads the page anew, if it is there: nobody would come to a TV that shows a proxy's error. */
export function reload(): void {
  if (is_reloading) return;
  is_reloading = true;
  const later = () => setTimeout(() => (is_reloading = false), LOOK_EVERY_MS / 10);
  fetch(location.href, { cache: "no-store", headers: { accept: "text/html" } }).then(
    (response) => (response.ok ? location.reload() : later()),
    later,
  );
}
