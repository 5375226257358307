// What was played, what is remembered of it, and what is made of it, in German.

import { ago, calendar_day, duration, hours, number, time_of_day } from "../../lib/language/format";
import type { Sentences } from "../en/sentences";
import { party } from "./first";

type Past = Sentences["past"];

const count = (of: number, one: string, many: string): string => `${number(of)} ${of === 1 ? one : many}`;

const words: Past["words"] = {
  close: "Schließen",
  songs: "Song für Song",
  recap: "Abend für Abend",
  history_empty: "Hier lief noch nichts.",
  history_empty_hint: "Wünsch dir den ersten Song, dann steht er hier.",
  recap_of: "Rückblick",
  night: "Abend",
  night_empty: "An diesem Abend lief noch nichts.",
  most_jammed: "Die meisten Jams",
  most_people: "Was die meisten bewegt hat",
  all_songs: "Alle Songs der Reihe nach",
  copy: "Als Text kopieren",
  copied: "Kopiert.",
  copy_by_hand: "Der Text ist markiert: Kopier ihn mit der Tastatur oder halt ihn lange gedrückt.",
  copy_field: "Der Abend als Text",
  export: "Nach Spotify übernehmen",
  exporting: "Die Playlist entsteht …",
  export_allow: "Playlists erlauben",
  open_playlist: "Playlist in Spotify öffnen",

  mine_empty: "Von dir lief hier noch nichts. Such dir einen Song, danach steht er hier.",
  recent_empty: "Hier lief noch nichts. Such dir einen Song, danach steht er hier.",
  day_empty: "An diesem Wochentag lief hier noch nichts. Was ihr heute spielt, kommt in einer anderen Woche wieder.",
  day_empty_action: "Song suchen",

  leave_out: "Lass mich bei Throwbacks aus",
  leave_out_hint:
    "Bender holt Songs zurück, die hier an diesem Wochentag liefen, mit dem Namen der Person, die sie zuerst gewünscht hat. Lässt du dich auslassen, steht dein Name nicht dabei, und deine Songs werden nicht mehr verwendet.",
};

const who: Past["who"] = (person, you) => {
  if (!person) return party.words.bender;
  return person.id !== undefined && person.id === you ? party.words.you : person.name;
};

const told: Past["told"] = (play, you) => {
  const parts = [time_of_day(play.started_ms), who(play.by, you)];
  if (play.jams.length > 0) {
    parts.push(`${count(play.jams.length, "Jam", "Jams")}: ${play.jams.map((by) => who(by, you)).join(", ")}`);
  }
  if (play.votes !== 0) parts.push(party.votes(play.votes));
  if (play.comments > 0) parts.push(count(play.comments, "Kommentar", "Kommentare"));
  return parts.join(" · ");
};

const cut_short: Past["cut_short"] = ({ ended, played_ms }) =>
  ended === "finished" ? "" : `nach ${duration(played_ms)} ${ended === "skipped" ? "übersprungen" : "entfernt"}`;

const remembered: Past["remembered"] = (memory, you) => {
  const parts = [`${who(memory.by, you)}, ${calendar_day(memory.day)}`];
  if (memory.days > 1) parts.push(`an ${number(memory.days)} solchen Tagen`);
  if (memory.jams > 0) parts.push(count(memory.jams, "Jam", "Jams"));
  if (memory.anniversary) parts.push("damals, genau in dieser Woche");
  return parts.join(" · ");
};

const heard: Past["heard"] = (play, now_ms, you) => `${who(play.by, you)}, ${ago(Math.max(0, now_ms - play.ended_ms))}`;

const day_lead: Past["day_lead"] = (day) => `Heute ist ${calendar_day(day)}. Das lief hier an solchen Tagen.`;

const summary: Past["summary"] = (recap, you) => {
  const songs = party.songs(recap.plays.length);
  const people = `${count(recap.people, "Person hat", "Leute haben")} sich Songs gewünscht.`;
  const lines = [`${songs}, ${hours(recap.music_ms)} Musik. ${people}`];
  if (recap.opened_by) {
    const first = recap.plays.find((play) => play.by !== null);
    const name = who(recap.opened_by, you);
    const opener = name === party.words.you ? "Du hast" : `${name} hat`;
    lines.push(`${opener} die Tanzfläche eröffnet${first ? `: mit „${first.title}“` : ""}.`);
  }
  if (recap.longest_run > 1) lines.push(`${number(recap.longest_run)} Songs am Stück kamen von Leuten, ganz ohne Bender.`);
  if (recap.skipped > 0) lines.push(`${count(recap.skipped, "Song wurde", "Songs wurden")} übersprungen.`);
  return lines;
};

const honoured: Past["honoured"] = (honour, unit, you) => {
  const counted = unit === "jams" ? count(honour.count, "Jam", "Jams") : count(honour.count, "Person", "Leute");
  return `${who(honour.by, you)} · ${counted}`;
};

const exported: Past["exported"] = ({ name, tracks }) =>
  `„${name}“ ist in deinem Spotify, mit ${party.songs(tracks)} in der Reihenfolge des Abends.`;

export const past: Past = { words, who, told, cut_short, remembered, heard, day_lead, summary, honoured, exported };
