import { describe, expect, it } from "vitest";

import { is_nowhere } from "./zones";

describe("a room", () => {
  it("is asked where it is until somebody has said so", () => {
    expect(is_nowhere("UTC", "Europe/Berlin")).toBe(true);
    expect(is_nowhere("Europe/Lisbon", "Europe/Berlin")).toBe(false);
  });

  it("is not asked where there is no other time than its own", () => {
    expect(is_nowhere("UTC", "UTC")).toBe(false);
    expect(is_nowhere("UTC", "Etc/UTC")).toBe(false);
  });
});
