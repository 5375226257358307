// The page's questions to the server over HTTP, one small function each, with the types of their
// answers. Whatever goes wrong is a `Problem`, whose message can be shown as it is.

import { account_words } from "../language/account_words";
import { type Refusal, refused } from "../language/refusals";
import type { FoundTrack } from "../wire";

/** What the page must know before anybody has signed in. */
export interface Site {
  name: string;
  google: boolean;
  guests: "on" | "code" | "off";
  catalogue: "demo" | "spotify";
  spotify: boolean;
  version?: string;
  commit?: string;
}

/** How a person's Spotify account and this house stand. */
export interface SpotifyAccount {
  available: boolean;
  state: "none" | "connected" | "again" | "not_allowed";
  name?: string;
  own_client: boolean;
  ends_ms?: number;
  remind: boolean;
  redirect: string;
  owner?: string;
  people_max: number;
}

export interface Playlist {
  id: string;
  name: string;
  count?: number;
}

export interface Playlists {
  playlists: Playlist[];
  next_offset?: number;
}

export type { FoundTrack };

export interface FoundTracks {
  tracks: FoundTrack[];
  next_offset?: number;
}

export interface Token {
  id: string;
  name: string;
  nest?: string;
  created_ms: number;
  last_used_ms?: number;
}

export interface Check {
  about: string;
  state: "good" | "warning" | "bad";
  says: string;
  todo?: string;
}

export interface SetUp {
  checks: Check[];
  redirects: { google: string; spotify: string };
}

/** A consent that is missing: any, to read one's playlists, to make some. */
export type Needs = "connect" | "playlists" | "export";

/** What could not be done, in a sentence for whoever wanted it. */
export class Problem extends Error {
  /** The server's word for it, or `unreachable`. */
  readonly code: string;
  /** What is missing from the consent to Spotify. */
  readonly needs: Needs | undefined;
  /** Why a TV's code is not good. */
  readonly reason: string | undefined;

  constructor(code: string, message: string, needs?: Needs, reason?: string) {
    super(message);
    this.code = code;
    this.needs = needs;
    this.reason = reason;
  }
}

/** The sentence to show for whatever was thrown. */
export function sentence(error: unknown): string {
  return error instanceof Problem ? error.message : account_words.failed;
}

/** Asks, and gives the answer. Whoever gives up asking gets the browser's own `AbortError`. */
export async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem("unreachable", account_words.unreachable);
  }
  if (!response.ok) throw await problem_of(response);
  if (response.status === 204) return undefined as T;
  try {
    return (await response.json()) as T;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem("unreadable", account_words.failed);
  }
}

async function problem_of(response: Response): Promise<Problem> {
  try {
    const why = (await response.json()) as Refusal & Partial<Pick<Problem, "code" | "needs" | "reason">>;
    const code = why.code ?? "unknown";
    return new Problem(code, refused(code, why), why.needs, why.reason);
  } catch {
    // A proxy in between speaks for itself, and not to guests.
    return new Problem("unknown", account_words.failed);
  }
}

function send<T>(method: "POST" | "DELETE", path: string, body?: object): Promise<T> {
  if (!body) return ask<T>(path, { method });
  return ask<T>(path, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
}

export const site = () => ask<Site>("/api/v1/site");
/** Comes in as a guest; where the code was that of one nest and opens no other, says its id. */
export const come_in = (name: string, code?: string) =>
  send<{ nest?: string }>("POST", "/login/guest", { name, ...(code && { code }) });
export const sign_out = (everywhere: boolean) => send<void>("POST", everywhere ? "/logout?everywhere=true" : "/logout");
export const spotify = () => ask<SpotifyAccount>("/api/v1/spotify");
export const disconnect = () => send<void>("DELETE", "/api/v1/spotify");
export const playlists = (offset: number) => ask<Playlists>(`/api/v1/playlists?offset=${offset}`);
export const playlist = (id: string, offset: number) =>
  ask<FoundTracks>(`/api/v1/playlists/${encodeURIComponent(id)}?offset=${offset}`);
export const tokens = async () => (await ask<{ tokens: Token[] }>("/api/v1/tokens")).tokens;
export const make_token = (name: string, nest?: string) =>
  send<{ id: string; token: string }>("POST", "/api/v1/tokens", { name, ...(nest && { nest }) });
export const end_token = (id: string) => send<void>("DELETE", `/api/v1/tokens/${encodeURIComponent(id)}`);
export const link_code = () => send<{ code: string; until_ms: number }>("POST", "/api/v1/link-codes");
export const invite_code = (nest: string) =>
  send<{ code: string; until_ms: number }>("POST", "/api/v1/invite-codes", { nest });
export const set_up = () => ask<SetUp>("/api/v1/setup");

/** The address that begins a sign-in with Google. */
export const google_link = (to: string) => `/login/google?${new URLSearchParams({ to })}`;

/** What one wants of Spotify besides listening: to read one's playlists, to make some, by an app of one's own. */
export interface Wish {
  playlists?: boolean;
  export?: boolean;
  client_id?: string;
}

/** The address that begins the connection to Spotify. */
export function spotify_link(to: string, wish: Wish = {}): string {
  const parameters = new URLSearchParams({ to });
  if (wish.playlists) parameters.set("playlists", "true");
  if (wish.export) parameters.set("export", "true");
  if (wish.client_id) parameters.set("client_id", wish.client_id);
  return `/connect/spotify?${parameters}`;
}

/** A Client ID as Spotify writes it, taken out of what was pasted; nothing if it is none. */
export function client_id_of(pasted: string): string | null {
  const id = pasted.trim().toLowerCase();
  return /^[0-9a-z]{32}$/.test(id) ? id : null;
}
