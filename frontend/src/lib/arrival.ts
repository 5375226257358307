// How somebody came to this page: what went wrong on the way back from Google or Spotify, the party
// code of an invitation, and the part of the page they left from.

export interface Arrival {
  /** The code of what went wrong, if something did. */
  problem: string | null;
  party_code: string;
  tab: string | null;
}

/** Where the browser keeps the part of the page that somebody left from. */
const LEFT_FROM = "left_from";

/** Reads the address once, and takes out of it what a reload must not repeat. */
export function arrive(): Arrival {
  const address = new URL(location.href);
  const problem = address.searchParams.get("problem");
  const tab = sessionStorage.getItem(LEFT_FROM);
  sessionStorage.removeItem(LEFT_FROM);
  address.searchParams.delete("problem");
  // The sign-in page is this page; signed in, it is the party's.
  if (address.pathname === "/login") address.pathname = "/";
  if (address.href !== location.href) history.replaceState(history.state, "", address);
  const party_code = (address.searchParams.get("code") ?? "").trim().toUpperCase();
  return { problem, party_code, tab };
}

/** Notes the part of the page that somebody leaves for another site, to show it when they come back. */
export function leave_from(tab: string): void {
  sessionStorage.setItem(LEFT_FROM, tab);
}

/** Takes the party code out of the address of somebody who is in. */
export function come_in_by(): void {
  const address = new URL(location.href);
  address.searchParams.delete("code");
  if (address.href !== location.href) history.replaceState(history.state, "", address);
}

/** The nest that the address names: its id, code or short address; nothing for the main one. */
export function nest_here(): string {
  const name = /^\/nest\/([^/]+)/.exec(location.pathname)?.[1];
  return name === undefined || name === "main" ? "" : decodeURIComponent(name);
}

/** The code in the address, where the address names a nest by one. */
export function code_here(): string {
  const name = nest_here().toUpperCase();
  return /^[A-HJKMNP-Z2-9]{5}$/.test(name) ? name : "";
}

/** Where another site is to send somebody back to. */
export function here(): string {
  return location.pathname;
}
