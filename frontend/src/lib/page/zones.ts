// Where the room is.

/** The time zone of a room that nobody has asked where it is. */
export const NOWHERE = "UTC";

/** The time zone of whoever looks. */
export const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Whether a room keeps the time of nowhere while whoever looks is somewhere. */
export function is_nowhere(zone: string, here: string): boolean {
  return zone === NOWHERE && here !== NOWHERE && here !== "Etc/UTC";
}
