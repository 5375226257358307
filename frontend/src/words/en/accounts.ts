// Accounts in English: coming in, what goes wrong there, and songs that would be refused.

import type { FoundTrack } from "../../lib/link/api";
import { ago } from "../../lib/language/format";

const words = {
  failed: "That did not work. Try again in a moment.",
  unreachable: "The server cannot be reached. Check your connection and try again.",
  part_failed: "This part could not be loaded.",
  load_again: "Load the page again",
  loading: "One moment…",
  try_again: "Try again",
  more: "Show more",
  back: "Back",
  copy: "Copy",
  copied: "Copied.",
  copy_by_hand: "It is selected: copy it with your keyboard or by a long press.",

  google: "Sign in with Google",
  your_name: "Your name",
  rename: "Go by this name",
  google_guest: "Signing in with Google keeps your name, songs and votes, on all your devices.",
  or: "or",
  code_label: "Party code",
  code_hint: "Five letters. The host has them.",
  join_to_vote: "Just add and vote",
  join_and_listen: "Listen on my Spotify",
  join_and_listen_hint: "Listening along needs Spotify Premium. Adding and voting need no Spotify.",
  out: "Sign out",
  out_everywhere: "Sign out everywhere",
  out_everywhere_sure: "Really sign out on all devices?",

  turned_away: "You cannot come into this nest.",
  banned: "The host has removed you from this nest, and you cannot come back in.",
  go_home: "Go to the main nest",

  open_in_spotify: "Open in Spotify",
  from_spotify: "Titles, artists and covers are from Spotify.",

  search_part: "Search",
  playlists: "My playlists",
  search_invites: "Type a song, or paste Spotify links.",

  tokens: "Personal tokens",
  invite: "Desktop agent",

  set_up: "How this house is set up",
};

const GOOGLE = new Map<string, [says: string, action: string]>([
  ["cancelled", ["You came back from Google without signing in.", "Try Google again"]],
  ["expired", ["Signing in took too long, or was begun in another window.", "Begin again with Google"]],
  ["unverified", ["Google has not confirmed the e-mail address of this account.", "Use another Google account"]],
  ["domain", ["This house lets in other e-mail addresses than the one of this account.", "Use another Google account"]],
  ["unavailable", ["Google cannot be reached just now.", "Try Google again"]],
  ["refused", ["Google did not accept the sign-in.", "Try Google again"]],
]);

const SPOTIFY = new Map<string, [says: string, action: string]>([
  ["spotify_cancelled", ["You came back from Spotify without connecting it.", "Connect Spotify"]],
  ["spotify_expired", ["Connecting took too long, or was begun in another window.", "Connect Spotify again"]],
  ["spotify_refused", ["Spotify did not accept the connection.", "Try Spotify again"]],
  ["spotify_unavailable", ["Spotify cannot be reached just now.", "Try Spotify again"]],
]);

/** What to say of the code that an address came back with, and what to do. The code itself is nobody's reading. */
function advice(code: string): [says: string, action: string] {
  if (code === "spotify_not_allowed") {
    return ["You are not on the list of those who may connect by this house’s Spotify app.", "See the other ways"];
  }
  return code.startsWith("spotify_")
    ? (SPOTIFY.get(code) ?? ["Connecting Spotify did not work.", "Try Spotify again"])
    : (GOOGLE.get(code) ?? ["Signing in did not work.", "Try Google again"]);
}

/** Why a track would be refused now. */
function refusal(track: Pick<FoundTrack, "refusal" | "played_ms_ago">): string {
  switch (track.refusal) {
    case undefined:
      return "";
    case "explicit":
      return "explicit, not allowed here";
    case "too_long":
      return "too long here";
    case "too_short":
      return "too short here";
    default:
      return `played ${track.played_ms_ago === undefined ? "a short while ago" : ago(track.played_ms_ago)}`;
  }
}

export const accounts = { words, advice, refusal };
