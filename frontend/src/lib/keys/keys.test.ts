import { afterEach, describe, expect, it, vi } from "vitest";

import { type Deed, KEYS, shortcut } from "./keys";
import { are_letters_on, cap, deed_of, type Place, type Press, turn_letters } from "./meaning";

const PAGE: Place = { is_typing: false, takes_space: false, has_song: false, has_steps: false, is_covered: false };
const SONG: Place = { ...PAGE, takes_space: true, has_song: true, has_steps: true };
const FIELD: Place = { ...PAGE, is_typing: true, takes_space: true };

function meant(key: string, place = PAGE, changed: Partial<Press> = {}, letters = true): Deed | null {
  const plain = { altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, repeat: false, isComposing: false };
  return deed_of({ key, ...plain, ...changed }, place, letters);
}

describe("a key", () => {
  it("means the same anywhere on the page, or something on a song only", () => {
    expect([meant("/"), meant("?"), meant(" "), meant("Escape")]).toEqual(["search", "help", "pause", "close"]);
    expect([meant("u"), meant("d"), meant("j")]).toEqual([null, null, null]);
    expect([meant("u", SONG), meant("d", SONG), meant("j", SONG)]).toEqual(["up", "down", "jam"]);
  });

  it("steps only where there is a next one", () => {
    const keys = ["ArrowDown", "ArrowUp", "Home", "End"];
    expect(keys.map((key) => meant(key))).toEqual([null, null, null, null]);
    expect(keys.map((key) => meant(key, SONG))).toEqual(["next", "previous", "first", "last"]);
  });

  it("with Alt moves a song", () => {
    expect([meant("ArrowUp", SONG, { altKey: true }), meant("ArrowDown", SONG, { altKey: true })]).toEqual(["earlier", "later"]);
    expect(meant("ArrowUp", { ...SONG, has_song: false }, { altKey: true })).toBeNull();
  });

  it("is a sign however that is typed, and a letter with caps lock", () => {
    expect([meant("/", PAGE, { shiftKey: true }), meant("?", PAGE, { shiftKey: true }), meant("U", SONG)]).toEqual(["search", "help", "up"]);
    expect([meant("U", SONG, { shiftKey: true }), meant("ArrowDown", SONG, { shiftKey: true })]).toEqual([null, null]);
  });

  it("means nothing with what makes it another", () => {
    for (const changed of [{ ctrlKey: true }, { metaKey: true }, { isComposing: true }]) {
      expect((Object.keys(KEYS) as Deed[]).map((deed) => meant(KEYS[deed].key, SONG, changed))).toEqual(Object.keys(KEYS).map(() => null));
    }
    expect([meant("u", SONG, { altKey: true }), meant("/", PAGE, { altKey: true })]).toEqual([null, null]);
  });

  it("that is held down votes once, and steps on and on", () => {
    expect([meant("u", SONG, { repeat: true }), meant(" ", PAGE, { repeat: true })]).toEqual([null, null]);
    expect(meant("ArrowDown", SONG, { repeat: true })).toBe("next");
  });

  it("leaves space to what is pressed by it", () => {
    expect(meant(" ", SONG)).toBeNull();
  });

  it("is written where somebody writes", () => {
    expect(["u", "/", "?", " ", "Home", "ArrowDown"].map((key) => meant(key, { ...FIELD, has_song: true }))).toEqual(Array(6).fill(null));
    // From the field for searching it goes down to what was found.
    const search = { ...FIELD, has_steps: true };
    expect([meant("ArrowDown", search), meant("Home", search), meant("Escape", search)]).toEqual(["next", null, "close"]);
  });

  it("is not the page's while a sheet lies over it", () => {
    expect([meant("/", { ...PAGE, is_covered: true }), meant("u", { ...SONG, is_covered: true })]).toEqual([null, null]);
  });
});

describe("single letters", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("can be turned off, and arrows stay", () => {
    expect(["u", "/", " ", "?"].map((key) => meant(key, SONG, {}, false))).toEqual([null, null, null, null]);
    expect([meant("ArrowDown", SONG, {}, false), meant("Escape", SONG, {}, false)]).toEqual(["next", "close"]);
  });

  it("stay off on this device, and are on where nothing can be remembered", () => {
    const kept = new Map<string, string>();
    vi.stubGlobal("localStorage", { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value) });
    expect(are_letters_on()).toBe(true);
    expect([turn_letters(false), are_letters_on(), turn_letters(true), are_letters_on()]).toEqual([true, false, true, true]);
    const refuse = () => {
      throw new Error("not here");
    };
    vi.stubGlobal("localStorage", { getItem: refuse, setItem: refuse });
    expect([turn_letters(false), are_letters_on()]).toEqual([false, true]);
  });
});

it("keys are told to screen readers and shown as they stand on a keyboard", () => {
  expect([shortcut("up"), shortcut("earlier"), shortcut("pause")]).toEqual(["U", "Alt+ArrowUp", "Space"]);
  const words = { space: "Leertaste", home: "Pos1", end: "Ende" };
  expect([cap("pause", words), cap("later", words), cap("first", words), cap("down", words)]).toEqual([
    ["Leertaste"],
    ["Alt", "↓"],
    ["Pos1"],
    ["D"],
  ]);
});
