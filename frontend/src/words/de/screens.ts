// Showing a nest on a TV, as whoever pairs it is told, in German.

import { ago, day } from "../../lib/language/format";
import type { screens as english } from "../en/screens";

type Screens = typeof english;

const words: Screens["words"] = {
  lead: "Öffne diese Adresse auf dem Fernseher. Er zeigt einen Code: Tippe ihn hier ein, oder scanne mit dem Handy, was der Fernseher zeigt.",
  address: "Adresse für den Fernseher",
  label: "Code auf dem Fernseher",
  show: "Zeigen",
  shown: "Der Fernseher zeigt dieses Nest gleich.",
  all: "Fernseher, die dieses Nest zeigen",
  none: "Noch zeigt kein Fernseher dieses Nest.",
  end: "Abmelden",
  end_sure: "Wirklich abmelden?",
  keepers_only: "Nur Hosts und Moderation können dieses Nest auf einem Fernseher zeigen. Bitte jemanden von ihnen, den Code zu scannen.",
  ask: "Dieses Nest auf dem Fernseher zeigen?",
  ask_code: "Der Fernseher zeigt diesen Code:",
  ask_sure: "Bestätige ihn nur, wenn er auf dem Fernseher vor dir steht. Der Fernseher kann dieses Nest dann sehen, bis ihn jemand abmeldet, und sonst nichts tun.",
  no: "Nein",
  close: "Schließen",
  unknown: "Kein Fernseher zeigt diesen Code für dieses Nest. Schau noch einmal hin: Er hat sechs Buchstaben und Ziffern.",
  old: "Dieser Code ist abgelaufen. Der Fernseher zeigt inzwischen einen neuen; nimm den.",
  used: "Dieser Code wurde schon benutzt. Zeigt der Fernseher das Nest nicht, nimm seinen neuen Code.",
};

function told(screen: Parameters<Screens["told"]>[0], now_ms: number): string {
  const paired = `Angemeldet von ${screen.by}, ${day(screen.paired_ms)}`;
  return screen.last_seen_ms === undefined ? paired : `${paired}; zuletzt da: ${ago(Math.max(0, now_ms - screen.last_seen_ms))}`;
}

export const screens: Screens = { words, told };
