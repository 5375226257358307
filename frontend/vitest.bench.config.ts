import { defineConfig } from "vitest/config";

// What is measured rather than tested: `bench/run page`.
export default defineConfig({
  test: { include: ["bench/**/*.bench.ts"], fileParallelism: false, testTimeout: 600_000, hookTimeout: 180_000 },
});
