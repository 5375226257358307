// Nests, their doors and roles, and airhorns, in German.

import { clock_time, number } from "../../lib/language/format";
import type { Sentences } from "../en/sentences";

type Nests = Sentences["nests"];

const words: Nests["words"] = {
  nests: "Nester",
  invite: "Leute einladen",
  on_tv: "Auf einem Fernseher zeigen",

  now_host: "Du bist jetzt Host",
  now_moderator: "Du moderierst jetzt mit",
  now_guest: "Du bist jetzt Gast",
  may_do: "Was hier geht",

  horn: "Airhorn",
  horn_volume: "Lautstärke der Airhorns",
  horn_mute: "Airhorns für mich stumm",
  horn_off: "Der Host hat Airhorns abgeschaltet.",
};

const ROLES: Nests["ROLES"] = { host: "Host", moderator: "Moderation", guest: "Gast" };

const SOUNDS = new Map([
  ["airhorn", "Airhorn"],
  ["foghorn", "Nebelhorn"],
  ["bicycle", "Fahrradhupe"],
  ["fanfare", "Fanfare"],
  ["siren", "Sirene"],
  ["trombone", "Traurige Posaune"],
]);

const sound_name: Nests["sound_name"] = (sound) => SOUNDS.get(sound) ?? sound;

const blown: Nests["blown"] = (who, sound) => `${who.charAt(0).toLocaleUpperCase()}${who.slice(1)}: ${sound_name(sound)}`;

const free_again: Nests["free_again"] = (retry_after_ms, now_ms) => {
  const seconds = Math.max(1, Math.ceil(retry_after_ms / 1_000));
  if (seconds < 60) return `Das Horn muss verschnaufen: in ${seconds} s wieder.`;
  return `Das reicht erst mal: Ab ${clock_time(now_ms + retry_after_ms, now_ms)} darfst du wieder.`;
};

const asks_to_come_in: Nests["asks_to_come_in"] = (name) => `${name} möchte rein`;

const removed_person: Nests["removed_person"] = (name, is_for_good, songs) => {
  const what = songs === 0 ? name : `${name} und ${songs === 1 ? "einen Song" : `${number(songs)} Songs`}`;
  return `${what} ${is_for_good ? "für immer " : ""}rausgeworfen`;
};

const there: Nests["there"] = (present) => (present === 1 ? "1 Person" : `${number(present)} Leute`);

export const nests: Nests = { words, ROLES, sound_name, blown, free_again, asks_to_come_in, removed_person, there };
