// What is told of songs that move, in German.

import { clock_time, number } from "../../lib/language/format";
import type { Standing } from "../../lib/nest/order";
import type { Sentences } from "../en/sentences";
import { party } from "./party";

type Moves = Sentences["moves"];

const words: Moves["words"] = {
  to_queue: "Zur Warteschlange",
  drag: "An eine andere Stelle ziehen",
  keys: "Tasten",
  ended: "Die Musik ist zu Ende",
  paused: "Pausiert",
  goes_on: "Die Musik läuft weiter",
  at_end: "Weiter geht es nicht.",
  not_yours: "Verschieben kann einen Song nur, wer ihn sich gewünscht hat, oder ein Host.",
};

const playing: Moves["playing"] = (title, artists) => (artists ? `Jetzt läuft: „${title}“ von ${artists}` : `Jetzt läuft: „${title}“`);

function stands(song: string, { place, starts_ms }: Standing, now_ms: number): string {
  const told = `${song} ist jetzt auf Platz ${number(place)}`;
  return starts_ms === null ? told : `${told}, etwa um ${clock_time(starts_ms, now_ms)}`;
}
const yours_is: Moves["yours_is"] = (title, standing, now_ms) => stands(`Dein „${title}“`, standing, now_ms);
const now_is: Moves["now_is"] = (title, standing, now_ms) => stands(`„${title}“`, standing, now_ms);

const voted: Moves["voted"] = (title, vote, net) => {
  const mine = { 1: "Du bist dafür", 0: "Deine Stimme ist zurückgenommen", [-1]: "Du bist dagegen" }[vote];
  return `${mine}: „${title}“, ${party.votes(net)}`;
};

const jammed: Moves["jammed"] = (title, is_on) => (is_on ? `Jam für „${title}“` : `Kein Jam mehr für „${title}“`);
const progress: Moves["progress"] = (played, length) => `${played} von ${length}`;
const by_key: Moves["by_key"] = (what, key) => `${what} (${key})`;

export const moves: Moves = { words, playing, yours_is, now_is, voted, jammed, progress, by_key };
