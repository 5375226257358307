// The picture of a nest: what plays, what is next, and the way in.

import { position_ms } from "../lib/nest/order";
import type { Entry, State } from "../lib/wire";
import { arriving, cover, fill, free, horn, made, qr } from "./made";
import { day, minutes, type Speech } from "./said";

/** How many of the next are shown. */
export const NEXT_MAX = 5;
/** How long a horn is seen. */
const HORN_MS = 3_500;

export class Picture {
  readonly element = made("div", "party");
  private speech: Speech;
  private name = free("h1", "nest", "");
  private horn = made("p", "horn");
  private now = made("section", "now");
  private next = made("ol", "rows");
  private join = made("section", "join");
  private rows = new Map<number, HTMLElement>();
  private bar = made("div", "done");
  private time = made("p", "time");
  private is_playing: number | null | undefined;
  private told = "";
  private joined = "";
  private quiet: ReturnType<typeof setTimeout> | undefined;

  constructor(speech: Speech) {
    this.speech = speech;
    const { words } = speech;
    const next = made("section", "next", made("h2", "label", words.next), this.next);
    const side = made("div", "side", this.now, next);
    this.element.appendChild(made("header", "top", this.name, this.horn));
    this.element.appendChild(this.join);
    this.element.appendChild(side);
  }

  /** Shows the nest as it is. */
  show(state: State): void {
    if (this.name.textContent !== state.nest.settings.name) this.name.textContent = state.nest.settings.name;
    this.show_way_in(state);
    this.show_now(state);
    this.show_next(state);
  }

  /** Shows how far the song is. */
  tick(state: State, now_ms: number): void {
    const { playing } = state;
    if (!playing) return;
    const { duration_ms } = playing.entry.track;
    const done_ms = position_ms(state, now_ms);
    this.bar.style.transform = `scaleX(${duration_ms > 0 ? done_ms / duration_ms : 0})`;
    const { words } = this.speech;
    const left = words.left(minutes(duration_ms - done_ms));
    const time = playing.paused ? `${words.paused} · ${left}` : left;
    if (this.time.textContent !== time) this.time.textContent = time;
  }

  /** A horn, seen and not heard: nothing sounds here. */
  blow(name: string): void {
    fill(this.horn, horn(), free("span", "", this.speech.words.horn(name)));
    this.horn.classList.remove("blown");
    // Read, so that the same movement begins anew.
    void this.horn.offsetWidth;
    this.horn.classList.add("blown");
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => {
      this.horn.classList.remove("blown");
      fill(this.horn);
    }, HORN_MS);
  }

  private show_way_in({ nest, playing }: State): void {
    const way = `${location.origin}/nest/${encodeURIComponent(nest.code)}`;
    const joined = `${way} ${playing ? "" : "alone"}`;
    if (joined === this.joined) return;
    this.joined = joined;
    const { words } = this.speech;
    const address = made("p", "address", `${location.host}/`, made("strong", "", nest.code));
    const text = made("div", "how", made("h2", "label", words.join), made("p", "hint", words.join_hint), address);
    fill(this.join, qr(way, words.qr_join), text);
    this.element.classList.toggle("idle", !playing);
  }

  private show_now(state: State): void {
    const { words, locale } = this.speech;
    const { playing } = state;
    if (!playing) {
      if (this.is_playing === null) return;
      this.is_playing = null;
      fill(this.now, arriving(made("div", "what", made("h2", "title", words.nothing), made("p", "invite", words.invite))));
      return;
    }
    const { entry } = playing;
    const lines = about(entry, state, this.speech, locale);
    const told = JSON.stringify([lines, entry.track.title, entry.track.artists]);
    if (this.is_playing === entry.id && told === this.told) return;
    const is_new = this.is_playing !== entry.id;
    this.told = told;
    this.is_playing = entry.id;
    const progress = made("div", "bar", this.bar);
    progress.setAttribute("role", "img");
    progress.setAttribute("aria-label", words.progress);
    const what = is_new ? arriving(made("div", "what")) : made("div", "what");
    what.appendChild(free("h2", "title", entry.track.title));
    what.appendChild(free("p", "artists", entry.track.artists.join(", ")));
    for (const line of lines) what.appendChild(free("p", line.kind, line.text));
    const { link, uri } = entry.track;
    if (link && uri.indexOf("spotify:") === 0) fill(what.children[2]!, `${lines[0]!.text} · `, link_to(link, words.spotify));
    const before = this.now.querySelector(".cover");
    // The same cover is not fetched again.
    const picture = !is_new && before ? before : arriving(cover(entry.track.artwork_url, "cover"));
    fill(this.now, picture, what, made("div", "progress", progress, this.time));
  }

  private show_next(state: State): void {
    const { words } = this.speech;
    const entries = in_order(state).slice(0, NEXT_MAX);
    if (entries.length === 0) {
      this.rows.clear();
      fill(this.next, made("li", "none", words.queue_empty));
      return;
    }
    const before = new Map<number, number>();
    this.rows.forEach((row, id) => before.set(id, row.offsetTop));
    const rows = new Map<number, HTMLElement>();
    for (const entry of entries) {
      const told = row_text(entry, state, this.speech);
      const known = this.rows.get(entry.id);
      const row = known && known.dataset.told === told ? known : this.row(entry, told, known === undefined);
      rows.set(entry.id, row);
    }
    this.rows = rows;
    const shown = Array.from(rows.values());
    const is_same = shown.length === this.next.children.length && shown.every((row, at) => row === this.next.children[at]);
    if (is_same) return;
    fill(this.next, ...shown);
    rows.forEach((row, id) => {
      const was = before.get(id);
      if (was !== undefined && was !== row.offsetTop) glide(row, was - row.offsetTop);
    });
  }

  private row(entry: Entry, told: string, is_new: boolean): HTMLElement {
    const text = made("div", "words", free("p", "name", entry.track.title), free("p", "who", told));
    const row = made("li", "row", cover(entry.track.artwork_url, "small"), text);
    row.dataset.told = told;
    return is_new ? arriving(row) : row;
  }
}

/** What was announced plays first, wherever it is listed. */
export function in_order(state: State): Entry[] {
  const next_up = state.playing && state.playing.next_up;
  const first = state.queue.filter((entry) => entry.id === next_up);
  return first.concat(state.queue.filter((entry) => entry.id !== next_up));
}

/** Who somebody is, as the state names them. */
export function name_of(state: State, id: string, { words }: Speech): string {
  if (id === "bender") return words.bender;
  const person = state.people.filter((person) => person.id === id)[0];
  return person ? person.name : words.someone;
}

interface Line {
  kind: string;
  text: string;
}

/** What there is to say of the song that plays, besides its name. */
export function about(entry: Entry, state: State, speech: Speech, locale: string): Line[] {
  const { words } = speech;
  const lines: Line[] = [];
  const { provenance } = entry.why;
  if (!provenance || entry.by !== "bender") lines.push({ kind: "by", text: whose(entry, state, speech) });
  if (provenance) lines.push({ kind: "throwback", text: words.throwback(provenance.name, day(provenance.day, locale)) });
  const said: string[] = [];
  if (entry.jams.length > 0) said.push(words.jams(entry.jams.length));
  const last = entry.comments[entry.comments.length - 1];
  if (last) said.push(words.said(name_of(state, last.by, speech), last.text));
  if (said.length > 0) lines.push({ kind: "talk", text: said.join(" · ") });
  return lines;
}

function whose(entry: Entry, state: State, speech: Speech): string {
  return entry.by === "bender" ? speech.words.picked : speech.words.added_by(name_of(state, entry.by, speech));
}

function row_text(entry: Entry, state: State, speech: Speech): string {
  return `${entry.track.artists.join(", ")} · ${whose(entry, state, speech)}`;
}

function link_to(address: string, text: string): HTMLElement {
  const link = made("a", "link", text);
  link.href = address;
  link.target = "_blank";
  link.rel = "noreferrer";
  return link;
}

/** Lets a row come from where it was. */
function glide(row: HTMLElement, from_px: number): void {
  row.style.transition = "none";
  row.style.transform = `translateY(${from_px}px)`;
  void row.offsetWidth;
  row.style.transition = "";
  row.style.transform = "";
}
