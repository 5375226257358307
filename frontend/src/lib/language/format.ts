// Times and numbers as people read them, in the language of the page.

import { locale, topic } from "./language.svelte";

const times = topic("times");

const DAY = { day: "numeric", month: "long", year: "numeric" } as const;

/** Formats are slow to make, and there are few: one of each kind and locale. */
const made = new Map<string, Intl.DateTimeFormat>();
const made_for_numbers = new Map<string, Intl.NumberFormat>();

function dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const tag = locale();
  const key = tag + JSON.stringify(options);
  const format = made.get(key) ?? new Intl.DateTimeFormat(tag, options);
  made.set(key, format);
  return format;
}

const clock = () => dates({ hour: "2-digit", minute: "2-digit" });

/** A number, with as many digits after its point as are wanted. */
export function number(value: number, places = 0): string {
  const tag = locale();
  const key = `${tag} ${places}`;
  const digits = { minimumFractionDigits: places, maximumFractionDigits: places };
  const format = made_for_numbers.get(key) ?? new Intl.NumberFormat(tag, digits);
  made_for_numbers.set(key, format);
  return format.format(value);
}

/** A share of one as so many of a hundred. */
export function percent(share: number): string {
  const style = "percent";
  return share.toLocaleString(locale(), { style, maximumFractionDigits: 0 });
}

/** A length of time as minutes and seconds. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** A moment as the clock on the wall shows it; the server's clock may be another than the wall's. */
export function clock_time(at_ms: number, server_now_ms: number): string {
  return clock().format(Date.now() + (at_ms - server_now_ms));
}

/** How long ago something was, roughly. */
export function ago(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return times().just_now;
  if (minutes < 60) return times().minutes_ago(number(minutes));
  const hours = Math.round(minutes / 60);
  if (hours < 48) return times().hours_ago(number(hours));
  return times().days_ago(number(Math.round(hours / 24)));
}

/** A day as the calendar on the wall shows it. */
export function day(at_ms: number): string {
  return dates(DAY).format(at_ms);
}

/** A day such as 2018-03-07, with its weekday. */
export function calendar_day(day: string): string {
  const at_ms = Date.parse(`${day}T00:00:00Z`);
  // Days that were told as days are the same everywhere, so no zone may move them.
  return Number.isNaN(at_ms) ? day : dates({ weekday: "long", ...DAY, timeZone: "UTC" }).format(at_ms);
}

/** A moment of the past as the clock on the wall showed it. */
export function time_of_day(at_ms: number): string {
  return clock().format(at_ms);
}

/** A long time, roughly. */
export function hours(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return times().minutes(number(minutes));
  return times().hours(number(Math.floor(minutes / 60)), number(minutes % 60));
}

/** A short time, with so many digits after its point. */
export function seconds(ms: number, places: number): string {
  return times().seconds(number(Math.abs(ms) / 1_000, places));
}
