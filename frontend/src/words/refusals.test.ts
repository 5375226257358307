import { readFileSync } from "node:fs";

import { afterEach, describe, expect, it } from "vitest";

import { clock_time } from "../lib/language/format";
import { speak } from "../lib/language/language.svelte";
import { refused } from "../lib/language/refusals";
import { refusals as german } from "./de/refusals";
import { refusals as english } from "./en/refusals";

const SERVER = `${import.meta.dirname}/../../../src`;

/** The contract's codes, as the server lists them. */
function codes(): string[] {
  const text = readFileSync(`${SERVER}/http/openapi/components.rs`, "utf8");
  const list = /pub const CODES[^=]*= \[([\s\S]*?)\n\];/.exec(text)?.[1] ?? "";
  return [...list.matchAll(/^\s*\("(\w+)",/gm)].map(([, code]) => code!);
}

/** The codes by which the rules say no. */
function codes_of_rules(): string[] {
  const text = readFileSync(`${SERVER}/domain/refusal.rs`, "utf8");
  return [...text.matchAll(/^\s*Self::.*=> "(\w+)",/gm)].map(([, code]) => code!);
}

const FULL = { retry_after_ms: 600_000, max: 20, min_duration_ms: 30_000, max_duration_ms: 600_000, place: 4 };

afterEach(() => speak("en"));

describe("the contract's codes", () => {
  it("are found where the server lists them", () => {
    expect(codes().length).toBeGreaterThan(15);
    expect(codes_of_rules().length).toBeGreaterThan(10);
  });

  it("have a sentence each in either language, and there is none for a code that is not", () => {
    const all = [...new Set([...codes(), ...codes_of_rules()])].sort();
    expect(Object.keys(english).sort()).toEqual(all);
    expect(Object.keys(german).sort()).toEqual(all);
  });

  it.each(["en", "de"] as const)("are told in whole sentences, with what is known and without: %s", async (language) => {
    await speak(language);
    for (const code of codes()) {
      for (const told of [refused(code), refused(code, FULL)]) {
        expect(told, code).toMatch(/^[A-ZÄÖÜ].*\.$/);
        expect(told, code).not.toMatch(/undefined|NaN|null|_/);
      }
    }
    const sentences = codes().map((code) => refused(code));
    expect(new Set(sentences).size).toBe(sentences.length);
  });

  it("are never told in English to whoever speaks German", async () => {
    await speak("de");
    for (const code of codes()) expect(refused(code, { message: "Server says no." }), code).not.toContain("Server");
    expect(refused("brand_new", { message: "Server says no." })).toBe("Das hat nicht geklappt. Versuch es gleich noch einmal.");
  });
});

describe("what more is known of a refusal", () => {
  const at = () => clock_time(600_000, 0);

  it("is told in English", () => {
    expect(refused("already_queued", { place: 4 })).toContain("already, 4th.");
    expect(refused("played_recently", FULL)).toContain(at());
    expect(refused("too_long", FULL)).toContain("10:00");
    expect(refused("too_many_yours", { max: 1 })).toContain("1 song queued");
    expect(refused("queue_full", { max: 1_200 })).toContain("1,200 songs");
    expect(refused("rate_limited", { retry_after_ms: 2_100 })).toContain("in 3 seconds");
  });

  it("is told in German", async () => {
    await speak("de");
    expect(refused("already_queued", { place: 4 })).toContain("(Platz 4)");
    expect(refused("played_recently", FULL)).toContain(`Ab ${at()}`);
    expect(refused("too_short", FULL)).toContain("0:30");
    expect(refused("too_many_yours", { max: 1 })).toContain("1 Song gewünscht");
    expect(refused("queue_full", { max: 1_200 })).toContain("1.200 Songs");
    expect(refused("forbidden", { needs: "playlists" })).toContain("Playlists");
  });

  it("is the server's own sentence in English where a code says too little", () => {
    expect(refused("forbidden", { message: "That is not the code." })).toBe("That is not the code.");
    expect(refused("brand_new", { message: "Something new." })).toBe("Something new.");
  });
});
