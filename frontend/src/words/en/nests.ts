// Nests, their doors and roles, and airhorns, in English.

import { clock_time, number } from "../../lib/language/format";
import type { Person } from "../../lib/wire";

const words = {
  nests: "Nests",
  invite: "Invite people",
  on_tv: "Show on a TV",

  now_host: "You are host now",
  now_moderator: "You are moderator now",
  now_guest: "You are a guest now",
  may_do: "What can be done with them",

  horn: "Airhorn",
  horn_volume: "Volume of airhorns",
  horn_mute: "Mute airhorns for me",
  horn_off: "The host has turned airhorns off.",
};

const ROLES: Record<Person["role"], string> = { host: "host", moderator: "moderator", guest: "guest" };

/** What each sound is called. */
const SOUNDS = new Map([
  ["airhorn", "Airhorn"],
  ["foghorn", "Foghorn"],
  ["bicycle", "Bicycle horn"],
  ["fanfare", "Fanfare"],
  ["siren", "Siren"],
  ["trombone", "Sad trombone"],
]);

/** A newer server may know sounds that this page does not. */
const sound_name = (sound: string): string => SOUNDS.get(sound) ?? sound;

/** What is seen of an airhorn. */
const blown = (who: string, sound: string): string =>
  `${who.charAt(0).toLocaleUpperCase()}${who.slice(1)}: ${sound_name(sound)}`;

/** When somebody may blow again. */
function free_again(retry_after_ms: number, now_ms: number): string {
  const seconds = Math.max(1, Math.ceil(retry_after_ms / 1_000));
  if (seconds < 60) return `The horn needs a rest: again in ${seconds} s.`;
  return `That was enough for now: you may blow again at ${clock_time(now_ms + retry_after_ms, now_ms)}.`;
}

const asks_to_come_in = (name: string): string => `${name} asks to come in`;

/** What somebody did who removed a person. */
function removed_person(name: string, is_for_good: boolean, songs: number): string {
  const what = songs === 0 ? name : `${name} and ${songs === 1 ? "a song" : `${number(songs)} songs`}`;
  return `Removed ${what}${is_for_good ? ", for good" : ""}`;
}

/** How many are there. */
const there = (present: number): string => (present === 1 ? "1 person" : `${number(present)} people`);

export const nests = { words, ROLES, sound_name, blown, free_again, asks_to_come_in, removed_person, there };
