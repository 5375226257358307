// Showing a nest on a TV, as whoever pairs it is told, in English.

import { ago, day } from "../../lib/language/format";
import type { Screen } from "../../lib/link/screen_api";

const words = {
  lead: "Open this address on the TV. It shows a code; type it here, or scan what the TV shows with your phone.",
  address: "Address for the TV",
  label: "Code on the TV",
  show: "Show it",
  shown: "The TV shows this nest in a moment.",
  all: "TVs that show this nest",
  none: "No TV shows this nest yet.",
  end: "End",
  end_sure: "Really end it?",
  keepers_only: "Only hosts and moderators can put this nest on a TV. Ask one of them to scan the code.",
  ask: "Show this nest on the TV?",
  ask_code: "The TV shows this code:",
  ask_sure: "Confirm it only if it stands on the TV in front of you. The TV can then see this nest until somebody ends that, and do nothing else.",
  no: "No",
  close: "Close",
  unknown: "No TV shows this code for this nest. Look at the TV again: it has six letters and digits.",
  old: "This code is over. The TV shows a new one by now; use that.",
  used: "This code was used already. If the TV does not show the nest, use its new code.",
};

/** Who paired a TV, when, and whether it is on. */
function told(screen: Screen, now_ms: number): string {
  const paired = `Paired by ${screen.by}, ${day(screen.paired_ms)}`;
  return screen.last_seen_ms === undefined ? paired : `${paired}; last seen ${ago(Math.max(0, now_ms - screen.last_seen_ms))}`;
}

export const screens = { words, told };
