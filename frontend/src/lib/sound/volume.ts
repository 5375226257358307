// The listener's volume, as this device remembers it. That somebody listened is never remembered:
// sound begins only when it is asked for.

const KEPT_AS = "volume";
const USUAL = 0.7;

/** From 0 to 1. */
export function kept_volume(): number {
  try {
    const kept = localStorage.getItem(KEPT_AS);
    const volume = kept === null ? NaN : Number(kept);
    return volume >= 0 && volume <= 1 ? volume : USUAL;
  } catch {
    // Browsers may be told to remember nothing.
    return USUAL;
  }
}

export function keep_volume(volume: number): void {
  try {
    localStorage.setItem(KEPT_AS, String(volume));
  } catch {
    // Then it is the usual one next time.
  }
}
