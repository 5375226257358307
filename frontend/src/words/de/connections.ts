// What one connects to an account, in German: Spotify, tokens, agents, and how the house is set up.

import { ago, day, number } from "../../lib/language/format";
import type { Sentences } from "../en/sentences";

type Connections = Sentences["connections"];

const words: Connections["words"] = {
  spotify: "Spotify",
  spotify_none: "Nicht verbunden. Wünschen und abstimmen kannst du auch ohne Spotify.",
  spotify_premium: "Zum Mithören brauchst du Spotify Premium: Die Songs laufen auf deinem eigenen Spotify.",
  spotify_missing: "Hier lässt sich Spotify noch nicht verbinden. Wünschen und abstimmen geht auch so.",
  spotify_again:
    "Die Verbindung ist abgelaufen: Spotify fragt alle sechs Monate neu nach deiner Erlaubnis, oder du hast sie zurückgenommen.",
  spotify_not_allowed:
    "Du bist bei Spotify angemeldet, aber die App dieses Hauses darf nichts für dich tun: Du stehst nicht auf ihrer Liste.",
  spotify_on_list: "Ich stehe drauf: neu verbinden",
  own_client: "Über deine eigene Client-ID.",
  connect: "Spotify verbinden",
  connect_again: "Neu verbinden",
  disconnect: "Trennen",
  disconnect_sure: "Wirklich trennen?",
  disconnect_hint: "Beim Trennen wird alles gelöscht, was hier über dein Spotify-Konto gespeichert ist.",
  own_title: "Eigene Client-ID verwenden",
  own_lead: "Mit einer eigenen Spotify-App musst du auf keiner Liste stehen. Du brauchst dafür Spotify Premium.",
  own_steps: [
    "Öffne developer.spotify.com/dashboard und melde dich mit deinem Spotify-Konto an.",
    "Klick auf „Create app“. Name und Beschreibung sind egal.",
    "Trag als „Redirect URI“ genau diese Adresse ein und klick auf „Add“:",
    "Setz ein Häkchen bei „Web API“, stimm den Bedingungen zu und klick auf „Save“.",
    "Kopier die „Client ID“ der neuen App, 32 Buchstaben und Ziffern, und füg sie hier ein:",
  ],
  new_tab: "(öffnet einen neuen Tab)",
  own_label: "Client-ID",
  own_wrong: "Eine Client-ID hat 32 Buchstaben und Ziffern.",
  own_redirect: "Redirect URI",
  own_dashboard: "Dashboard öffnen",
  playlists_none: "Du hast auf Spotify noch keine Playlists. Leg dort eine an, dann taucht sie hier auf.",
  playlist_empty: "Aus dieser Playlist lässt sich hier nichts spielen. Nimm eine andere.",
  playlists_connect: "Verbinde Spotify, um Songs aus deinen Playlists zu wünschen.",
  playlists_consent: "Spotify braucht deine Erlaubnis, um deine Playlists zu zeigen.",
  playlists_allow: "Meine Playlists zeigen",
  agent: "Desktop-Agent verbinden",
  agent_lead: "Gib diesen Code im Agent ein. Er gilt einmal, fünf Minuten lang, und lässt den Agent in deinem Namen handeln.",
  agent_code: "Code für den Agent",
  agent_another: "Neuen Code zeigen",
  invite_lead:
    "Ein Agent auf deinem Computer spielt mit diesem Nest mit. Gib ihm die Adresse und den Code von hier: Der Code gilt einmal, eine halbe Stunde lang, und lässt den Agent in deinem Namen handeln.",
  invite_show: "Einladungscode zeigen",
  invite_house: "Adresse für den Agent",
  invite_code: "Einladungscode für den Agent",
  agent_later: "Unter „Persönliche Tokens“ kannst du das zurücknehmen.",
  to_party: "Zur Party",
  tokens_lead: "Mit einem Token kann ein Programm in deinem Namen wünschen und abstimmen. Gib jedem Programm ein eigenes.",
  tokens_guest: "Als Gast behältst du sie, bis du dich abmeldest.",
  tokens_none: "Noch keine Tokens.",
  token_label: "Wofür ist es?",
  token_here: "Nur für dieses Nest",
  token_one_nest: "für ein Nest",
  token_make: "Token erstellen",
  token_shown: "Kopier es jetzt: Es wird nicht noch einmal gezeigt.",
  token_field: "Dein neues Token",
  token_done: "Ich habe es kopiert",
  token_end: "Löschen",
  token_end_sure: "Wirklich löschen?",
  set_up_lead: "Trag diese beiden Adressen genau so dort ein, wo du die Apps angelegt hast.",
  redirect_google: "Redirect-Adresse für Google",
  redirect_spotify: "Redirect-Adresse für Spotify",
  check_again: "Neu prüfen",
};

const connected: Connections["connected"] = (account) => {
  const name = account.name ? `Verbunden als ${account.name}.` : "Verbunden.";
  if (account.ends_ms === undefined) return name;
  const until = day(account.ends_ms);
  return account.remind
    ? `${name} Die Erlaubnis von Spotify endet am ${until}: Verbinde dich vorher neu, dann läuft alles weiter.`
    : `${name} Gültig bis ${until}.`;
};

const places: Connections["places"] = ({ people_max, owner }) =>
  `Über die App von ${owner ?? "diesem Haus"} können sich bis zu ${number(people_max)} Leute verbinden, die auf ihrer Liste stehen.`;

const ways: Connections["ways"] = ({ people_max, owner }) => [
  `Bitte ${owner ?? "die Person, der die App gehört"}, deine Spotify-E-Mail-Adresse im Dashboard der App unter „User Management“ einzutragen. Dort ist Platz für ${number(people_max)}.`,
  "Oder nimm deine eigene Client-ID, siehe unten.",
  "Oder öffne die Songs selbst in Spotify: Was läuft, hat einen Link.",
];

const token_times: Connections["token_times"] = ({ created_ms, last_used_ms }, now_ms) => {
  const made = `erstellt am ${day(created_ms)}`;
  return last_used_ms === undefined ? `${made}, nie benutzt` : `${made}, benutzt ${ago(now_ms - last_used_ms)}`;
};

const CHECK_STATES: Connections["CHECK_STATES"] = { good: "Gut", warning: "Schau mal hin", bad: "Geht nicht" };

export const connections: Connections = { words, connected, places, ways, token_times, CHECK_STATES };
