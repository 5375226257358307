// Accounts in German: coming in, what goes wrong there, and songs that would be refused.

import { ago } from "../../lib/language/format";
import type { Sentences } from "../en/sentences";

type Accounts = Sentences["accounts"];

const words: Accounts["words"] = {
  failed: "Das hat nicht geklappt. Versuch es gleich noch einmal.",
  unreachable: "Der Server ist nicht zu erreichen. Prüf deine Verbindung und versuch es noch einmal.",
  part_failed: "Dieser Teil ließ sich nicht laden.",
  load_again: "Seite neu laden",
  loading: "Moment …",
  try_again: "Noch einmal",
  more: "Mehr zeigen",
  back: "Zurück",
  copy: "Kopieren",
  copied: "Kopiert.",
  copy_by_hand: "Der Text ist markiert: Kopier ihn mit der Tastatur oder halt ihn lange gedrückt.",

  google: "Mit Google anmelden",
  your_name: "Dein Name",
  rename: "So heißen",
  google_guest: "Mit Google bleiben dein Name, deine Songs und deine Stimmen erhalten, auf allen deinen Geräten.",
  or: "oder",
  code_label: "Party-Code",
  code_hint: "Fünf Buchstaben. Der Host kennt sie.",
  join_to_vote: "Nur wünschen und abstimmen",
  join_and_listen: "Auf meinem Spotify mithören",
  join_and_listen_hint: "Zum Mithören brauchst du Spotify Premium. Wünschen und abstimmen geht ohne Spotify.",
  out: "Abmelden",
  out_everywhere: "Überall abmelden",
  out_everywhere_sure: "Wirklich auf allen Geräten abmelden?",

  turned_away: "In dieses Nest kommst du nicht rein.",
  banned: "Der Host hat dich aus diesem Nest ausgeschlossen, du kannst nicht zurück.",
  go_home: "Zum Haupt-Nest",

  open_in_spotify: "In Spotify öffnen",
  from_spotify: "Titel, Künstler und Cover kommen von Spotify.",

  search_part: "Suche",
  playlists: "Meine Playlists",
  search_invites: "Tipp einen Song ein oder füg Spotify-Links ein.",

  tokens: "Persönliche Tokens",
  invite: "Desktop-Agent",

  set_up: "Wie dieses Haus eingerichtet ist",
};

const GOOGLE = new Map<string, [says: string, action: string]>([
  ["cancelled", ["Du bist von Google zurück, ohne dich anzumelden.", "Noch einmal mit Google"]],
  ["expired", ["Die Anmeldung hat zu lange gedauert oder begann in einem anderen Fenster.", "Neu anfangen mit Google"]],
  ["unverified", ["Google hat die E-Mail-Adresse dieses Kontos nicht bestätigt.", "Anderes Google-Konto nehmen"]],
  ["domain", ["Mit der E-Mail-Adresse dieses Kontos kommt man hier nicht rein.", "Anderes Google-Konto nehmen"]],
  ["unavailable", ["Google ist gerade nicht zu erreichen.", "Noch einmal mit Google"]],
  ["refused", ["Google hat die Anmeldung abgelehnt.", "Noch einmal mit Google"]],
]);

const SPOTIFY = new Map<string, [says: string, action: string]>([
  ["spotify_cancelled", ["Du bist von Spotify zurück, ohne es zu verbinden.", "Spotify verbinden"]],
  ["spotify_expired", ["Das Verbinden hat zu lange gedauert oder begann in einem anderen Fenster.", "Spotify neu verbinden"]],
  ["spotify_refused", ["Spotify hat die Verbindung abgelehnt.", "Noch einmal mit Spotify"]],
  ["spotify_unavailable", ["Spotify ist gerade nicht zu erreichen.", "Noch einmal mit Spotify"]],
]);

const advice: Accounts["advice"] = (code) => {
  if (code === "spotify_not_allowed") {
    return ["Du stehst nicht auf der Liste derer, die sich über die Spotify-App dieses Hauses verbinden dürfen.", "Was sonst geht"];
  }
  return code.startsWith("spotify_")
    ? (SPOTIFY.get(code) ?? ["Spotify ließ sich nicht verbinden.", "Noch einmal mit Spotify"])
    : (GOOGLE.get(code) ?? ["Die Anmeldung hat nicht geklappt.", "Noch einmal mit Google"]);
};

const refusal: Accounts["refusal"] = ({ refusal, played_ms_ago }) => {
  switch (refusal) {
    case undefined:
      return "";
    case "explicit":
      return "explizit, hier nicht erlaubt";
    case "too_long":
      return "hier zu lang";
    case "too_short":
      return "hier zu kurz";
    default:
      return `lief ${played_ms_ago === undefined ? "erst vor Kurzem" : ago(played_ms_ago)}`;
  }
};

export const accounts: Accounts = { words, advice, refusal };
