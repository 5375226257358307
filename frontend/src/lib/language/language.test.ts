import { afterEach, describe, expect, it, vi } from "vitest";

import { address_of } from "./bender_words";
import { choose, first_language, language, LANGUAGES, locale, speak } from "./language.svelte";
import { STRATEGIES } from "./tuning_words";
import { words } from "./words";

afterEach(async () => {
  vi.unstubAllGlobals();
  await speak("en");
});

function remember(kept: Record<string, string>): void {
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, value: string) => void (kept[key] = value),
  });
}

describe("the language to begin with", () => {
  it("is the first of the browser's that there is", () => {
    expect(first_language(["de-AT", "en"])).toBe("de");
    expect(first_language(["fr-FR", "en-US", "de"])).toBe("en");
    expect(first_language(["nl", "fr"])).toBe("en");
  });

  it("is what was chosen on this device, whatever the browser says", async () => {
    remember({});
    await choose("de");
    expect(first_language(["en-GB"])).toBe("de");
  });

  it("is not what this page cannot speak", () => {
    remember({ language: "toString" });
    expect(first_language(["de"])).toBe("de");
  });

  it("is the browser's where nothing may be remembered", async () => {
    vi.stubGlobal("localStorage", { getItem: () => expect.fail("not allowed"), setItem: () => expect.fail("not allowed") });
    expect(await choose("de")).toBe(true);
    expect([language(), first_language(["en"])]).toEqual(["de", "en"]);
  });
});

describe("another language", () => {
  it("is heard at once, and so is the first one again", async () => {
    expect(words.queue).toBe("Queue");
    await speak("de");
    expect(words.queue).toBe("Songs");
    await speak("en");
    expect(words.queue).toBe("Queue");
  });

  it("that is chosen while one is on its way is the one that is spoken", async () => {
    await Promise.all([speak("de"), speak("en")]);
    expect(language()).toBe("en");
  });

  it("is told to the browser", async () => {
    const document = { documentElement: { lang: "en" } };
    vi.stubGlobal("document", document);
    await speak("de");
    expect(document.documentElement.lang).toBe("de");
  });

  it("lists what is to be listed in the same order", async () => {
    const all = Object.keys(STRATEGIES);
    await speak("de");
    expect(Object.keys(STRATEGIES)).toEqual(all);
    expect(STRATEGIES.album).toBe("Gleiches Album");
  });

  it("changes nothing that is no sentence", async () => {
    await speak("de");
    expect(address_of(" demo:track:x ")).toBe("demo:track:x");
  });
});

it("each language is called what it calls itself", () => {
  expect(LANGUAGES).toEqual({ en: "English", de: "Deutsch" });
});

it("numbers are written as the browser's own kind of the language wants it", async () => {
  expect([locale(["de-CH", "en-US", "en-GB"]), locale(["fr"])]).toEqual(["en-US", "en-GB"]);
  await speak("de");
  expect([locale(["en", "de-CH"]), locale([])]).toEqual(["de-CH", "de-DE"]);
});
