// How this device's owner likes airhorns, as the device remembers it.

export interface Liking {
  /** From 0 to 1. */
  volume: number;
  is_muted: boolean;
}

const KEPT_AS = "airhorns";
const USUAL: Liking = { volume: 0.6, is_muted: false };

export function kept_liking(): Liking {
  try {
    const { volume, is_muted } = JSON.parse(localStorage.getItem(KEPT_AS) ?? "{}") as Partial<Liking>;
    const is_volume = typeof volume === "number" && volume >= 0 && volume <= 1;
    return { volume: is_volume ? volume : USUAL.volume, is_muted: is_muted === true };
  } catch {
    // Browsers may be told to remember nothing.
    return USUAL;
  }
}

export function keep_liking(liking: Liking): void {
  try {
    localStorage.setItem(KEPT_AS, JSON.stringify(liking));
  } catch {
    // Then it is as usual next time.
  }
}

/** What decides whether an airhorn is heard here, or only seen. */
export interface Place {
  liking: Liking;
  /** Whether this page plays what Spotify sent: nothing may sound over that. */
  plays_spotify: boolean;
  /** Whether somebody has touched this page: browsers let none sound before. */
  was_touched: boolean;
}

export function is_heard({ liking, plays_spotify, was_touched }: Place): boolean {
  return !liking.is_muted && liking.volume > 0 && !plays_spotify && was_touched;
}
