import { afterEach, expect, it, vi } from "vitest";

import { arrive, code_here, come_in_by, here, leave_from } from "./arrival";

/** A browser at an address, and what it keeps for this tab. */
function at(address: string): void {
  const kept = new Map<string, string>();
  const place = new URL(address, "https://nest.example");
  vi.stubGlobal("location", place);
  vi.stubGlobal("history", { state: null, replaceState: (_: unknown, __: string, to: URL) => (place.href = to.href) });
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
}

afterEach(() => vi.unstubAllGlobals());

it("is told once what went wrong", () => {
  at("/nest/ABCDE?problem=spotify_expired&since=1");
  expect(arrive().problem).toBe("spotify_expired");
  expect(location.href).toBe("https://nest.example/nest/ABCDE?since=1");
  expect(arrive().problem).toBeNull();
});

it("brings the party code along, and keeps it until somebody is in", () => {
  at("/?code=abcde");
  expect(arrive().party_code).toBe("ABCDE");
  expect(arrive().party_code).toBe("ABCDE");
  come_in_by();
  expect(location.href).toBe("https://nest.example/");
});

it("brings the code of a TV along, and keeps it until somebody is in", () => {
  at("/nest/KQXW7?tv=abc234");
  expect([arrive().tv_code, arrive().tv_code]).toEqual(["ABC234", "ABC234"]);
  come_in_by();
  expect(location.href).toBe("https://nest.example/nest/KQXW7");
});

it("knows the code of the nest that was asked for, and takes no other address for one", () => {
  for (const [address, code] of [
    ["/nest/kqxw7", "KQXW7"],
    ["/nest/KQXW7?tab=add", "KQXW7"],
    ["/nest/HELLO", ""],
    ["/nest/kitchen-party", ""],
    ["/nest/main", ""],
    ["/", ""],
  ] as const) {
    at(address);
    expect(code_here(), address).toBe(code);
  }
});

it("comes back from signing in to the party, not to the door", () => {
  at("/login?problem=cancelled");
  arrive();
  expect(here()).toBe("/");
});

it("shows the part that was left, once", () => {
  at("/");
  expect(arrive().tab).toBeNull();
  leave_from("me");
  expect([arrive().tab, arrive().tab]).toEqual(["me", null]);
});
