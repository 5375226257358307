// Does what a key means where the keyboard is, and says so: nothing that was pressed shows that it is done.

import { tick } from "svelte";

import { KEY_MS } from "../movement/hold.svelte";
import type { Deed } from "./keys";
import { are_letters_on, deed_of, type Place } from "./meaning";
import { jammed, move_words, voted } from "../language/move_words";
import { move_by } from "../movement/moving";
import type { Nest } from "../nest/nest.svelte";
import type { Entry } from "../wire";

/** What only the whole page can do. */
export interface Ways {
  search: () => void;
  queue: () => void;
  help: () => void;
}

const FIELDS = "input:not([type=checkbox], [type=range], [type=radio]), textarea, select, [contenteditable]";
const TAKES_SPACE = "button, a, input, select, textarea, summary, audio, [role=button]";

const song_of = (element: Element) => element.closest<HTMLElement>("[data-entry]");

function place_of(element: Element): Place {
  const is_typing = element.matches(FIELDS);
  return {
    is_typing,
    takes_space: element.matches(TAKES_SPACE),
    has_song: song_of(element) !== null,
    has_steps: is_typing ? element.matches("[data-step]") : element.closest("[data-steps]") !== null,
    is_covered: document.querySelector("dialog[open]") !== null,
  };
}

export function pressed(event: KeyboardEvent, nest: Nest, ways: Ways): void {
  const at = event.target instanceof HTMLElement ? event.target : document.body;
  const deed = deed_of(event, place_of(at), are_letters_on());
  if (deed && done(deed, at, nest, ways)) event.preventDefault();
}

/** Whether something was done, so that the browser need not. */
function done(deed: Deed, at: HTMLElement, nest: Nest, ways: Ways): boolean {
  const song = song_of(at);
  const entry = song && nest.entry(Number(song.dataset.entry));
  switch (deed) {
    case "search":
      ways.search();
      return true;
    case "queue":
      ways.queue();
      return true;
    case "help":
      ways.help();
      return true;
    case "pause":
      if (!nest.state?.playing || !nest.may_pause) return false;
      void pause_aloud(nest, !nest.state.playing.paused);
      return true;
    case "up":
    case "down":
      if (entry) void vote_aloud(nest, entry, deed === "up" ? 1 : -1);
      return true;
    case "jam":
      if (entry) void jam_aloud(nest, entry);
      return true;
    case "earlier":
    case "later":
      if (entry) move_by(nest, entry, deed === "earlier" ? -1 : 1);
      return true;
    case "close":
      return close(at);
    default:
      return step(deed, at, nest);
  }
}

/** Takes the keyboard to another of the things that lie in a row. */
function step(deed: Deed, at: HTMLElement, nest: Nest): boolean {
  const group = at.closest("[data-steps]");
  const steps = [...(group?.querySelectorAll<HTMLElement>("[data-step]:not(:disabled)") ?? [])];
  const here = song_of(at)?.querySelector<HTMLElement>("[data-step]") ?? at;
  const index = steps.indexOf(here);
  const last = steps.length - 1;
  const to = { first: 0, last, next: index + 1, previous: index < 0 ? last : index - 1 }[deed as string] ?? 0;
  const wanted = steps[Math.max(0, Math.min(last, to))];
  if (!wanted) return false;
  // Where it is already, the page may scroll.
  if (wanted === at) return to >= 0 && to <= last;
  // The rows wait for whoever is on the way to one.
  if (song_of(wanted)) nest.hold.keep(nest.rows, KEY_MS);
  wanted.focus();
  wanted.scrollIntoView({ block: "nearest" });
  return true;
}

/** Goes back from what is written to its song, and closes what is open around it. */
function close(at: HTMLElement): boolean {
  for (let around = at.closest<HTMLElement>("[data-entry], li"); around; ) {
    const opener = around.querySelector<HTMLElement>('button[aria-expanded="true"]');
    if (opener) {
      const is_writing = at.matches(FIELDS) && (at as HTMLInputElement).value !== "";
      opener.focus();
      if (!is_writing) opener.click();
      void tick().then(() => opener.focus());
      return true;
    }
    around = around.parentElement?.closest<HTMLElement>("[data-entry], li") ?? null;
  }
  return false;
}

/** As it is now, after what was done to it. */
const now = (nest: Nest, entry: Entry) => nest.entry(entry.id) ?? entry;

async function vote_aloud(nest: Nest, entry: Entry, vote: 1 | -1): Promise<void> {
  if (entry.auto && vote === 1) return nest.keep(entry);
  if (!(await nest.vote(entry, vote))) return;
  const { track, votes } = now(nest, entry);
  nest.say(voted(track.title, nest.my_vote(entry), votes));
}

async function jam_aloud(nest: Nest, entry: Entry): Promise<void> {
  if (!(await nest.jam(entry))) return;
  const { track, jams } = now(nest, entry);
  nest.say(jammed(track.title, jams.some(({ by }) => by === nest.you?.id)));
}

async function pause_aloud(nest: Nest, on: boolean): Promise<void> {
  if (await nest.pause(on)) nest.say(on ? move_words.paused : move_words.goes_on);
}
