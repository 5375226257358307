// Bender in German: why it picked something.

import { calendar_day, clock_time } from "../../lib/language/format";
import type { Sentences } from "../en/sentences";
import { party } from "./party";

type Bender = Sentences["bender"];

const words: Bender["words"] = {
  keep: "Behalten",
  keeping: "Wird behalten …",
  swap: "Tauschen",
  swap_vote: "Tauschen?",
  next_pick: "Bender spielt als Nächstes",
  queue_it: "Wünschen",
  queueing: "Kommt dazu …",
  not_this: "Nicht das",
  for_days: "7 Tage lang",
  rejecting: "Kommt weg …",

  settings: "Bender",
};

const picked: Bender["picked"] = ({ strategy, provenance }, artists) => {
  const [by] = artists;
  switch (strategy) {
    case "throwback":
      return provenance ? came_from(provenance) : "Throwback: lief hier schon mal an diesem Wochentag";
    case "genre":
      return "Passt vom Genre";
    case "artist":
      return by ? `Noch mehr von ${by}` : "Noch mehr vom selben Act";
    case "discography":
      return by ? `Andere Platte von ${by}` : "Andere Platte vom selben Act";
    case "album":
      return "Vom selben Album";
    default:
      // A newer server may have ways that this page does not know.
      return party.words.picked;
  }
};

const came_from: Bender["came_from"] = ({ name, day }) => `Throwback: zuerst von ${name} gewünscht, ${calendar_day(day)}`;

const rests: Bender["rests"] = ({ because, until_ms }, now_ms) => {
  const at = clock_time(until_ms, now_ms);
  return because === "unavailable"
    ? `Der Musikdienst antwortet gerade nicht; Bender schaut um ${at} wieder nach.`
    : `Bender hat nichts Passendes gefunden und schaut um ${at} wieder nach.`;
};

const rejected: Bender["rejected"] = (title) => `Bender lässt „${title}“ 7 Tage lang in Ruhe`;

export const bender: Bender = { words, picked, came_from, rests, rejected };
