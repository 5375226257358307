// What the nest knows of a track that was found, right now: that may be more than when it was found.

import { refusal } from "../language/account_words";
import type { FoundTrack } from "../link/api";
import { ago } from "../language/format";
import type { Standing } from "./order";
import type { State } from "../wire";
import { in_queue, played, words } from "../language/words";

export interface Known {
  /** In words; nothing where nothing is known. */
  says: string;
  can_be_added: boolean;
}

/** As much of a track as is needed to know it again. */
export type Named = Pick<FoundTrack, "uri" | "isrc" | "refusal" | "played_ms_ago">;

export function known(track: Named, state: State | null, standings: Map<number, Standing>): Known {
  const is_same = (other: { uri: string; isrc?: string }) =>
    other.uri === track.uri || (track.isrc !== undefined && other.isrc === track.isrc);
  if (state?.playing && is_same(state.playing.entry.track)) return { says: words.playing, can_be_added: false };
  const entry = state?.queue.find((entry) => is_same(entry.track));
  if (entry) return { says: in_queue(standings.get(entry.id)?.place ?? 1), can_be_added: false };
  const why_not = refusal(track);
  if (why_not) return { says: why_not, can_be_added: false };
  return { says: track.played_ms_ago === undefined ? "" : played(ago(track.played_ms_ago)), can_be_added: true };
}
