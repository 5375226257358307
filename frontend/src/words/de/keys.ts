// What the keys do, in German.

import type { Sentences } from "../en/sentences";

type Keys = Sentences["keys"];

const words: Keys["words"] = {
  title: "Tasten",
  close: "Tasten schließen",
  anywhere: "Überall",
  on_song: "Auf einem Song",
  among: "Zwischen Songs und Treffern",
  letters: "Buchstaben und Zeichen sind Tasten",
  letters_why:
    "Schalte das aus, wenn du mit deinem Gerät sprichst oder aus Versehen Buchstaben drückst. Pfeile, Pos1, Ende und Esc bleiben.",
  not_kept: "Dieser Browser merkt sich nichts, also bleiben Buchstaben Tasten.",
  stays: "Der Song bleibt, wo er ist: Er tauscht den Platz nur mit anderen derselben Person.",
  space: "Leertaste",
  home: "Pos1",
  end: "Ende",
};

const DEEDS: Keys["DEEDS"] = {
  search: "Song suchen",
  queue: "Zur Warteschlange",
  next: "Eins weiter",
  previous: "Eins zurück",
  first: "Zum ersten",
  last: "Zum letzten",
  up: "Dafür stimmen",
  down: "Dagegen stimmen",
  jam: "Jam",
  earlier: "Eine Runde früher",
  later: "Eine Runde später",
  pause: "Pause, oder Musik weiterlaufen lassen",
  help: "Diese Tasten",
  close: "Schließen, was offen ist",
};

export const keys: Keys = { words, DEEDS };
