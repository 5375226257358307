// What to do where something went wrong or is away, in German: one thing each.

import type { Sentences } from "../en/sentences";

const words: Sentences["mending"]["words"] = {
  again: "Noch einmal",
  vote: "Stimm dafür",
  show: "Zeig ihn mir",
  mine: "Meine Songs",
  queue: "Zu den Songs",
  add: "Song wünschen",
  other: "Anderen suchen",
  people: "Wer ist Host?",
  me: "Spotify verbinden",
  come_in: "Reinkommen",
  reload: "Neu laden",

  newer: "Es gibt eine neuere Seite.",
  newer_load: "Jetzt laden",
  restarting: "Der Server startet neu. Gleich geht es weiter …",
  offline_start: "Du bist offline. Sobald du wieder Netz hast, siehst du hier die Party.",
  away_start: "Der Server ist gerade nicht zu erreichen. Sobald er wieder da ist, siehst du hier die Party.",
  no_cookies:
    "Dein Browser behält keine Cookies von dieser Seite, und ohne die wirst du hier nicht erkannt. Erlaube sie, dann komm noch einmal rein.",
};

export const mending = { words };
