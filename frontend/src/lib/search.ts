// Asking the catalogue, with a short memory so that going back costs nothing.

import type { FoundTracks } from "./wire";

/** How many answers are remembered, and for how long. */
const KEPT_MAX = 40;
const KEPT_MS = 20_000;

const kept = new Map<string, { found: FoundTracks; at: number }>();

export class SearchFailed extends Error {}

/** What the catalogue finds, from an offset on. */
export async function search(query: string, offset: number, signal: AbortSignal): Promise<FoundTracks> {
  const key = `${offset} ${query}`;
  const known = kept.get(key);
  if (known && performance.now() - known.at < KEPT_MS) return known.found;
  const parameters = new URLSearchParams({ q: query, offset: String(offset) });
  const response = await fetch(`/api/v1/search?${parameters}`, { signal });
  if (!response.ok) throw new SearchFailed(((await response.json()) as { message: string }).message);
  const found = (await response.json()) as FoundTracks;
  // Asked again, it is the newest again.
  kept.delete(key);
  kept.set(key, { found, at: performance.now() });
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT_MAX) break;
    kept.delete(oldest);
  }
  return found;
}
