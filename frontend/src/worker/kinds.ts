// Which addresses the worker answers. All others are none of its business: what the API says, sign-ins,
// sockets and covers are never looked at, let alone kept.

/** Whether the page itself is at this address; that of a TV is another one. */
export function is_page(path: string): boolean {
  return path === "/" || path === "/login" || path === "/sync/link" || /^\/nest\/[^/]+$/.test(path);
}

/** How a part of the page changes: never under its name, or with the server. Nothing for all that is no part of it. */
export function kind_of(path: string, kept: string[]): "unchanging" | "fixed" | null {
  if (!kept.includes(path)) return null;
  return path.startsWith("/assets/") ? "unchanging" : "fixed";
}
