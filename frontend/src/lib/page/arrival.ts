// How somebody came to this page: what went wrong on the way back from Google or Spotify, the party
// code of an invitation, and the part of the page they left from.

export interface Arrival {
  /** The code of what went wrong, if something did. */
  problem: string | null;
  party_code: string;
  /** The code of a TV that somebody scanned, until it is confirmed or not. */
  tv_code: string;
  tab: string | null;
}

/** Where the browser keeps the part of the page that somebody left from. */
const LEFT_FROM = "left_from";

/** Reads the address once, and takes out of it what a reload must not repeat. */
export function arrive(): Arrival {
  const address = new URL(location.href);
  const problem = address.searchParams.get("problem");
  // An app's shortcut leads to a part, too.
  const tab = left_from() ?? address.searchParams.get("part");
  address.searchParams.delete("problem");
  address.searchParams.delete("part");
  // The sign-in page is this page; signed in, it is the party's.
  if (address.pathname === "/login") address.pathname = "/";
  if (address.href !== location.href) history.replaceState(history.state, "", address);
  const party_code = (address.searchParams.get("code") ?? "").trim().toUpperCase();
  const tv_code = (address.searchParams.get("tv") ?? "").trim().toUpperCase();
  return { problem, party_code, tv_code, tab };
}

/** Where somebody left from, told once. */
function left_from(): string | null {
  try {
    const tab = sessionStorage.getItem(LEFT_FROM);
    sessionStorage.removeItem(LEFT_FROM);
    return tab;
  } catch {
    // Browsers may be told to remember nothing; then they come back to the queue.
    return null;
  }
}

/** Notes the part of the page that somebody leaves for another site, to show it when they come back. */
export function leave_from(tab: string): void {
  try {
    sessionStorage.setItem(LEFT_FROM, tab);
  } catch {
    // Nothing may be remembered here.
  }
}

/** Takes the party code, and a TV's, out of the address of somebody who is in. */
export function come_in_by(): void {
  const address = new URL(location.href);
  address.searchParams.delete("code");
  address.searchParams.delete("tv");
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
