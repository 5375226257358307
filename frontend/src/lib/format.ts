// Times as people read them.

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

const DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });

/** A length of time as minutes and seconds. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** A moment as the clock on the wall shows it; the server's clock may be another than the wall's. */
export function clock_time(at_ms: number, server_now_ms: number): string {
  return CLOCK.format(Date.now() + (at_ms - server_now_ms));
}

/** How long ago something was, roughly. */
export function ago(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.round(minutes / 60);
  if (hours < 48) return `${hours} h ago`;
  return `${Math.round(hours / 24)} days ago`;
}

/** A day as the calendar on the wall shows it. */
export function day(at_ms: number): string {
  return DAY.format(at_ms);
}
