// Why a socket did not open. A browser does not say; the API does.

/** How long the API may take to answer. */
const ANSWER_WITHIN_MS = 8_000;

/** A reason that waiting does not mend. */
export type TurnedAway = "signed_out" | "banned" | "no_nest" | Farewell;

/** What the server says to whoever has to leave, and is not to come back by themselves. */
export type Farewell = "removed" | "nest_gone";

/** Why this nest's door is closed to whoever asks; nothing where trying again may help. */
export async function turned_away(nest: string): Promise<TurnedAway | null> {
  try {
    const { signal } = within(ANSWER_WITHIN_MS);
    const me = await fetch("/api/v1/me", { signal });
    if (me.status === 401) return "signed_out";
    if (await is_banned(me)) return "banned";
    if (me.status !== 200) return null;
    const door = await fetch(`/api/v1/nests/${encodeURIComponent(nest)}`, { signal });
    if (door.status === 401) return "signed_out";
    if (door.status === 404) return "no_nest";
    return (await is_banned(door)) ? "banned" : null;
  } catch {
    return null;
  }
}

/** A limit that browsers of some years ago know, too. */
function within(ms: number): AbortController {
  const limit = new AbortController();
  setTimeout(() => limit.abort(), ms);
  return limit;
}

/** Of everything that is forbidden, only this is so for good. */
async function is_banned(response: Response): Promise<boolean> {
  return response.status === 403 && ((await response.json()) as { code?: string }).code === "banned";
}
