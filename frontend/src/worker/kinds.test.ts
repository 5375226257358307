import { describe, expect, it } from "vitest";

import { is_page, kind_of } from "./kinds";

describe("the worker", () => {
  it.each(["/", "/login", "/sync/link", "/nest/BQ7XM"])("shows the page at %s", (path) => {
    expect(is_page(path)).toBe(true);
  });

  it.each(["/api/docs", "/login/google", "/login/guest", "/logout", "/connect/spotify", "/authentication/callback", "/BQ7XM", "/queue/", "/health", "/nest/", "/nest/a/b", "/nest/BQ7XM/tv", "/sw.js"])(
    "has nothing to do with %s",
    (path) => {
      expect([is_page(path), kind_of(path, ["/theme.js"])]).toEqual([false, null]);
    },
  );

  it("answers only for what it keeps", () => {
    const kept = ["/assets/index-1.js", "/theme.js"];
    expect(kind_of("/assets/index-1.js", kept)).toBe("unchanging");
    expect(kind_of("/theme.js", kept)).toBe("fixed");
    for (const path of ["/assets/index-2.js", "/artwork/a.svg", "/api/v1/me", "/api/v1/nests/main/state", "/socket/"]) {
      expect(kind_of(path, kept), path).toBeNull();
    }
  });
});
