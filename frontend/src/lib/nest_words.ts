// Every sentence about nests, their doors and roles, and airhorns.

import { clock_time } from "./format";
import type { Person } from "./wire";

export const nest_words = {
  nests: "Nests",
  this_nest: "This nest",
  invite: "Invite people",
  link: "Link to this nest",
  qr: "QR code of that link, for a phone's camera",
  code: "Code",
  code_hint: "Whoever knows the code comes in.",
  join: "Join by code",
  join_label: "Code of a nest",
  join_button: "Go there",
  none: "There is no nest but the main one yet. Open one, or join by a code.",
  here_now: "you are here",
  nothing_plays: "nothing plays",
  by_invitation: "by invitation",
  not_listed: "not listed",
  go: "Go",
  open: "Open a nest of your own",
  open_lead: "A nest has its own queue. It ends by itself when nobody was there for a while.",
  open_button: "Open it",
  name: "Name of this nest",
  new_name: "Name",
  slug: "Short address (optional)",
  slug_hint: "Small letters, digits and hyphens.",
  listed: "Listed for everyone",
  invite_only: "By invitation only",
  airhorn_muted: "No airhorns",
  recode: "Change the code",
  recode_sure: "Really change it? The old one leads nowhere then.",
  end: "End this nest",
  end_sure: "Really end it, for everyone?",
  close: "Close",

  removed_title: "You were removed",
  removed: "A host or moderator removed you from this nest. You may come back in.",
  come_back: "Come back in",
  gone_title: "This nest is over",
  gone: "It was ended, or nobody was here for a while.",
  no_nest: "There is no nest at this address, or you need its code or somebody to let you in.",
  ask: "Ask to be let in",
  asked: "You have asked. If somebody lets you in, this page takes you there.",

  now_host: "You are host now",
  now_moderator: "You are moderator now",
  now_guest: "You are a guest now",
  may_do: "What can be done with them",
  make_host: "Make host",
  make_moderator: "Make moderator",
  make_guest: "Make guest",
  hand_over: "Hand over",
  hand_over_sure: "Really hand over, and be a guest?",
  drop_songs: "Take their songs out, too",
  kick: "Remove",
  kick_sure: "Really remove?",
  ban: "Remove for good",
  ban_sure: "Really for good?",

  door: "At the door",
  let_in: "Let in",
  not_now: "Not now",
  banned: "Removed for good",
  unban: "Let back in",

  horn: "Airhorn",
  horn_volume: "Volume of airhorns",
  horn_mute: "Mute airhorns for me",
  horn_off: "The host has turned airhorns off.",
};

export const ROLES: Record<Person["role"], string> = { host: "host", moderator: "moderator", guest: "guest" };

/** What each sound is called. */
const SOUNDS = new Map([
  ["airhorn", "Airhorn"],
  ["foghorn", "Foghorn"],
  ["bicycle", "Bicycle horn"],
  ["fanfare", "Fanfare"],
  ["siren", "Siren"],
  ["trombone", "Sad trombone"],
]);

/** A sound by name; a newer server may know sounds that this page does not. */
export const sound_name = (sound: string): string => SOUNDS.get(sound) ?? sound;

/** What is seen of an airhorn. */
export const blown = (who: string, sound: string): string =>
  `${who.charAt(0).toLocaleUpperCase()}${who.slice(1)}: ${sound_name(sound)}`;

/** When somebody may blow again. */
export function free_again(retry_after_ms: number, now_ms: number): string {
  const seconds = Math.max(1, Math.ceil(retry_after_ms / 1_000));
  if (seconds < 60) return `The horn needs a rest: again in ${seconds} s.`;
  return `That was enough for now: you may blow again at ${clock_time(now_ms + retry_after_ms, now_ms)}.`;
}

export const asks_to_come_in = (name: string): string => `${name} asks to come in`;

/** What somebody did who removed a person. */
export function removed_person(name: string, is_for_good: boolean, songs: number): string {
  const what = songs === 0 ? name : `${name} and ${songs === 1 ? "a song" : `${songs} songs`}`;
  return `Removed ${what}${is_for_good ? ", for good" : ""}`;
}

/** How many are there. */
export const there = (present: number): string => (present === 1 ? "1 person" : `${present} people`);
