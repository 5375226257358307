// How a host tells Bender what to pick, in German. Loaded with the settings.

import { number, percent } from "../../lib/language/format";
import type { Sentences } from "../en/sentences";

type Tuning = Sentences["tuning"];

const words: Tuning["words"] = {
  lead: "Bender springt ein, wenn niemand sich etwas wünscht. Was Leute sich wünschen, kommt immer vor Bender.",
  depth: "Bender hält bereit",
  weights: "Woraus Bender aussucht",
  genre: "Lieblingsgenre",
  genre_hint: "Bleibt das leer, richtet sich Bender nach dem, was lief.",
  seed: "Song zum Anfangen",
  seed_hint: "Eine Adresse oder ein Link. Damit fängt Bender an, wenn noch nichts lief.",
  seed_now: "Nimm, was gerade läuft",
  zone: "Zeitzone des Raums",
  zone_hint: "Sie bestimmt, welcher Wochentag hier ist, und damit, was ein Throwback ist.",
  zone_here: "Zeitzone dieses Geräts nehmen:",
};

const STRATEGIES: Tuning["STRATEGIES"] = {
  throwback: "Throwbacks: lief hier früher an diesem Wochentag",
  genre: "Gleiches Genre",
  artist: "Gleicher Act",
  discography: "Andere Platten des Acts",
  album: "Gleiches Album",
};

const depth: Tuning["depth"] = (songs) => (songs === 0 ? "nichts" : `${number(songs)} ${songs === 1 ? "Song" : "Songs"}`);

const share: Tuning["share"] = (weight, all) => {
  const sum = all.reduce((sum, weight) => sum + weight, 0);
  return weight <= 0 || sum <= 0 ? "nie" : percent(Math.max(0.01, weight / sum));
};

export const tuning = { words, STRATEGIES, depth, share };
