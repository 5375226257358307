import { afterEach, describe, expect, it, vi } from "vitest";

import { build_of, is_newer } from "./newer";

const page = (name: string) => `<script type="module" crossorigin src="/assets/index-${name}.js"></script>`;

function answered(status: number, text: string): void {
  vi.stubGlobal("document", { querySelector: () => ({ src: "https://nest.example/assets/index-AbC_1-x.js" }) });
  vi.stubGlobal("fetch", async () => ({ ok: status === 200, text: async () => text }));
}

afterEach(() => vi.unstubAllGlobals());

describe("a newer page", () => {
  it("is known by the name of its main script", () => {
    expect(build_of(page("AbC_1-x"))).toBe("/assets/index-AbC_1-x.js");
    expect(build_of("<h1>Welcome to our hotel</h1>")).toBeUndefined();
  });

  it("is there where the server names another one", async () => {
    answered(200, page("new"));
    expect(await is_newer()).toBe(true);
    answered(200, page("AbC_1-x"));
    expect(await is_newer()).toBe(false);
  });

  it("is not what a hotel's network answers, nor an error, nor nothing at all", async () => {
    answered(200, "<h1>Welcome to our hotel</h1>");
    expect(await is_newer()).toBe(false);
    answered(502, page("new"));
    expect(await is_newer()).toBe(false);
    vi.stubGlobal("fetch", async () => Promise.reject(new TypeError("no network")));
    expect(await is_newer()).toBe(false);
  });
});
