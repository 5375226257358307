import { readFileSync } from "node:fs";

import { afterEach, describe, expect, it, vi } from "vitest";

import type { Refused } from "../link/connection";
import { speak } from "./language.svelte";
import { told } from "./listen_words";
import { deed_for, mend, mend_words } from "./mending";
import type { Nest } from "../nest/nest.svelte";
import { type Refusal, refused } from "./refusals";
import { a_state, an_entry } from "../../testing/samples";

/** Why there is nothing to press but to wait, or to do something else. */
const NOTHING_TO_PRESS: Record<string, string> = {
  own_entry: "others decide about one's own song",
  banned: "the whole page says so, and leads elsewhere",
  not_found: "what is gone is gone, and the page shows what there is",
  full: "what has to go first stands beside what was pressed",
  rate_limited: "time is what helps, and the sentence says how much",
};

afterEach(() => speak("en"));

function codes(): string[] {
  const text = readFileSync(`${import.meta.dirname}/../../../../src/http/openapi/components.rs`, "utf8");
  const list = /pub const CODES[^=]*= \[([\s\S]*?)\n\];/.exec(text)?.[1] ?? "";
  return [...list.matchAll(/^\s*\("(\w+)",/gm)].map(([, code]) => code!);
}

describe("each of the contract's codes", () => {
  it.each(["en", "de"] as const)("has a sentence, and one thing to do or a reason why there is none: %s", async (language) => {
    await speak(language);
    expect(codes().length).toBeGreaterThan(15);
    for (const code of codes()) {
      expect(refused(code), code).not.toBe("");
      const deed = deed_for(code);
      if (deed) expect(mend_words[deed], code).toMatch(/^\p{Lu}/u);
      expect(deed === undefined, code).toBe(code in NOTHING_TO_PRESS);
    }
  });

  it("that is not known leads nowhere", () => {
    expect(deed_for("toString")).toBeUndefined();
  });

  it("leads to Spotify where a consent is missing", () => {
    expect([deed_for("forbidden", { needs: "playlists" }), deed_for("forbidden")]).toEqual(["me", "people"]);
  });
});

describe("a song that is queued already", () => {
  const nest = (mine: boolean, vote: 0 | 1) =>
    ({
      state: a_state({ queue: [an_entry(4)] }),
      is_mine: () => mine,
      my_vote: () => vote,
      vote: vi.fn(),
      lead: vi.fn(),
    }) as unknown as Nest;
  const refusal = { type: "refused", id: "1", code: "already_queued", message: "", entry: 4 } as unknown as Refused & Refusal;

  it("gets the vote of whoever wanted it", () => {
    const here = nest(false, 0);
    const action = mend(refusal, here, vi.fn());
    expect(action?.label).toBe("Vote for it");
    action?.does();
    expect(here.vote).toHaveBeenCalledWith(expect.objectContaining({ id: 4 }), 1);
  });

  it.each([
    ["is mine", true, 0],
    ["has my vote", false, 1],
  ] as const)("is shown where it %s: a second press would take the vote back", (_, mine, vote) => {
    const here = nest(mine, vote);
    mend(refusal, here, vi.fn())?.does();
    expect(here.lead).toHaveBeenCalledWith("show", 4);
    expect(here.vote).not.toHaveBeenCalled();
  });
});

describe("what my own Spotify may be waiting for", () => {
  const NEEDS = ["took_over", "no_device", "device_gone", "premium_needed", "not_allowed", "reconnect", "unavailable"];
  /** There the page shows the way to open the song in Spotify oneself, as for all that lasts. */
  const LASTS = ["waiting"];

  it.each(["en", "de"] as const)("has a sentence of its own and one thing to do: %s", async (language) => {
    await speak(language);
    const all = [...NEEDS, ...LASTS].map((kind) => [kind, told({ kind } as never, { now_ms: 0, is_paused: false })] as const);
    for (const [kind, { says, action, lasts }] of all) {
      expect(says, kind).toMatch(/\.$/);
      if (NEEDS.includes(kind)) expect(action?.label, kind).toBeTruthy();
      else expect(lasts, kind).toBe(true);
    }
    expect(new Set(all.map(([, { says }]) => says)).size).toBe(all.length);
  });
});
