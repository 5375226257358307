// Asking the catalogue, with a short memory so that going back costs nothing.

import { ask, type FoundTracks } from "./api";

/** How many answers are remembered, and for how long. */
const KEPT_MAX = 40;
const KEPT_MS = 20_000;

const kept = new Map<string, { found: FoundTracks; at: number }>();

/** What the catalogue finds, from an offset on. */
export async function search(nest: string, query: string, offset: number, signal: AbortSignal): Promise<FoundTracks> {
  const key = `${nest} ${offset} ${query}`;
  const known = kept.get(key);
  if (known && performance.now() - known.at < KEPT_MS) return known.found;
  const parameters = new URLSearchParams({ q: query, offset: String(offset), nest });
  const found = await ask<FoundTracks>(`/api/v1/search?${parameters}`, { signal });
  // Asked again, it is the newest again.
  kept.delete(key);
  kept.set(key, { found, at: performance.now() });
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT_MAX) break;
    kept.delete(oldest);
  }
  return found;
}

/** What was pasted, as one line: a field of one line would glue links of several lines together. */
export function one_line(pasted: string): string {
  return pasted.trim().split(/\s+/).join(" ");
}
