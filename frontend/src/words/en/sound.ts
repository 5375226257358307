// Listening on this page, in English.

const words = {
  listen: "Listen here",
  listening: "Listening",
  starting: "Getting the instruments…",
  failed: "The instruments could not be fetched. Try again.",
  no_audio: "This browser cannot make music.",
  volume: "Volume",
  mute: "Mute",
  nothing: "Silence until something plays.",
  finding: "Finding the beat…",
  held_back: "Your device is holding the sound back. Stop listening, and start again.",
};

/** How well what is heard here fits what is heard elsewhere. */
function in_time(is_in_time: boolean, within_ms: number): string {
  if (!Number.isFinite(within_ms)) return words.finding;
  return is_in_time ? `In time, ±${within_ms} ms` : `Catching up, ±${within_ms} ms`;
}

export const sound = { words, in_time };
