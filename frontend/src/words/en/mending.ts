// What to do where something went wrong or is away, in English: one thing each.

const words = {
  again: "Try again",
  vote: "Vote for it",
  show: "Show it",
  mine: "See my songs",
  queue: "See the queue",
  add: "Add a song",
  other: "Find another",
  people: "See who is host",
  me: "Connect Spotify",
  come_in: "Come in",
  reload: "Load again",

  newer: "A newer page is there.",
  newer_load: "Load it",
  restarting: "The server restarts. Back in a moment…",
  offline_start: "You are offline. The party shows here as soon as you are connected.",
  away_start: "The server cannot be reached. The party shows here as soon as it can.",
  no_cookies: "Your browser keeps no cookies for this page, and without one nobody is known here. Allow them, then come in again.",
};

export const mending = { words };
