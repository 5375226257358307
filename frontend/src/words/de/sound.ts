// Listening on this page, in German.

import type { Sentences } from "../en/sentences";

type Sound = Sentences["sound"];

const words: Sound["words"] = {
  listen: "Hier hören",
  listening: "Läuft hier",
  starting: "Hole die Instrumente …",
  failed: "Die Instrumente ließen sich nicht holen. Versuch es noch einmal.",
  no_audio: "Dieser Browser kann keine Musik machen.",
  volume: "Lautstärke",
  mute: "Stumm",
  nothing: "Stille, bis etwas läuft.",
  finding: "Suche den Takt …",
  held_back: "Dein Gerät hält den Ton zurück. Hör auf und fang neu an.",
};

const in_time: Sound["in_time"] = (is_in_time, within_ms) => {
  if (!Number.isFinite(within_ms)) return words.finding;
  return is_in_time ? `Im Takt, ±${within_ms} ms` : `Hole auf, ±${within_ms} ms`;
};

export const sound: Sound = { words, in_time };
