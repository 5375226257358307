// What one connects to an account, in English: Spotify, tokens, agents, and how the house is set up.

import type { Check, SpotifyAccount, Token } from "../../lib/link/api";
import { ago, day, number } from "../../lib/language/format";

const words = {
  spotify: "Spotify",
  spotify_none: "Not connected. You need no Spotify to add songs and vote.",
  spotify_premium: "To listen along you need Spotify Premium: the songs play on your own Spotify.",
  spotify_missing: "Nobody can connect Spotify here yet. You need none to add songs and vote.",
  spotify_again: "The connection has ended: Spotify asks for your consent again every six months, or you withdrew it.",
  spotify_not_allowed: "Spotify let you log in, but does not let this house’s app serve you: you are not on the app’s list.",
  spotify_on_list: "I am on the list: connect again",
  own_client: "By your own Client ID.",
  connect: "Connect Spotify",
  connect_again: "Connect again",
  disconnect: "Disconnect",
  disconnect_sure: "Really disconnect?",
  disconnect_hint: "Disconnecting deletes everything of your Spotify account that is kept here.",
  own_title: "Use your own Client ID",
  own_lead: "With your own Spotify app you need no place on anybody’s list. Its owner, you, needs Spotify Premium.",
  own_steps: [
    "Open developer.spotify.com/dashboard, and log in with your Spotify account.",
    "Press “Create app”. Name and description can be anything.",
    "As “Redirect URI” enter this address exactly, and press “Add”:",
    "Tick “Web API”, agree to the terms, and press “Save”.",
    "Copy the “Client ID” of the new app, 32 letters and digits, and paste it here:",
  ],
  new_tab: "(opens a new tab)",
  own_label: "Client ID",
  own_wrong: "A Client ID has 32 letters and digits.",
  own_redirect: "Redirect URI",
  own_dashboard: "Open the dashboard",
  playlists_none: "You have no playlists on Spotify yet. Make one there, and it shows here.",
  playlist_empty: "Nothing in this playlist can be played here. Choose another one.",
  playlists_connect: "Connect Spotify to add songs from your playlists.",
  playlists_consent: "Spotify wants your consent before your playlists can be shown.",
  playlists_allow: "Show my playlists",
  agent: "Link the desktop agent",
  agent_lead: "Type this code into the agent. It works once, for five minutes, and lets the agent act in your name.",
  agent_code: "Code for the agent",
  agent_another: "Show another code",
  invite_lead:
    "An agent on your computer plays along with this nest. Give it the address and the code that you get here: the code works once, for half an hour, and lets the agent act in your name.",
  invite_show: "Show an invite code",
  invite_house: "Address for the agent",
  invite_code: "Invite code for the agent",
  agent_later: "Under “Personal tokens” you can take it back.",
  to_party: "Go to the party",
  tokens_lead: "A token lets a program add and vote in your name. Give each program its own.",
  tokens_guest: "As a guest you keep them until you sign out.",
  tokens_none: "No tokens yet.",
  token_label: "What is it for?",
  token_here: "For this nest only",
  token_one_nest: "for one nest",
  token_make: "Make a token",
  token_shown: "Copy it now: it will not be shown again.",
  token_field: "Your new token",
  token_done: "I have copied it",
  token_end: "Delete",
  token_end_sure: "Really delete it?",
  set_up_lead: "Register these two addresses where you made the apps, exactly as they are.",
  redirect_google: "Redirect address for Google",
  redirect_spotify: "Redirect address for Spotify",
  check_again: "Check again",
};

/** How a connection stands, in a line. */
function connected(account: SpotifyAccount): string {
  const name = account.name ? `Connected as ${account.name}.` : "Connected.";
  if (account.ends_ms === undefined) return name;
  const until = day(account.ends_ms);
  return account.remind
    ? `${name} Spotify’s consent ends on ${until}: connect again before that, and nothing stops.`
    : `${name} Good until ${until}.`;
}

/** How many can connect by the house's app. */
function places(account: SpotifyAccount): string {
  return `Up to ${number(account.people_max)} people can connect by the app of ${account.owner ?? "this house"}, if they are on its list.`;
}

/** What somebody can do whom Spotify does not let connect by the house's app. */
function ways(account: SpotifyAccount): string[] {
  const owner = account.owner ?? "the owner of the app";
  return [
    `Ask ${owner} to add your Spotify e-mail address under “User Management” in the app’s dashboard. It has ${number(account.people_max)} places.`,
    "Or use your own Client ID, below.",
    "Or open songs in Spotify yourself: what plays has a link.",
  ];
}

/** When a token was made and last used. */
function token_times(token: Token, now_ms: number): string {
  const made = `made on ${day(token.created_ms)}`;
  return token.last_used_ms === undefined ? `${made}, never used` : `${made}, used ${ago(now_ms - token.last_used_ms)}`;
}

/** A check's result, for those who do not see its colour. */
const CHECK_STATES: Record<Check["state"], string> = { good: "Good", warning: "Worth a look", bad: "Does not work" };

export const connections = { words, connected, places, ways, token_times, CHECK_STATES };
