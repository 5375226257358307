// Times as people read them.

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

const DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });

/** Days that were told as days are the same everywhere, so no zone may move them. */
const WEEKDAY = new Intl.DateTimeFormat(undefined, {
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});

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

/** A day such as 2018-03-07, with its weekday. */
export function calendar_day(day: string): string {
  const at_ms = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at_ms) ? day : WEEKDAY.format(at_ms);
}

/** A moment of the past as the clock on the wall showed it. */
export function time_of_day(at_ms: number): string {
  return CLOCK.format(at_ms);
}

/** A long time, roughly. */
export function hours(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
