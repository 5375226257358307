import { defineConfig } from "vitest/config";

// Pictures of every screen: each scene has its own time, so that one that hangs is named and does not hold up the others.
export default defineConfig({
  test: { include: ["screens/take.ts"], fileParallelism: false, testTimeout: 60_000, hookTimeout: 120_000 },
});
