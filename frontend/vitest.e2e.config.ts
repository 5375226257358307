import { defineConfig } from "vitest/config";

// Whole programs and a real browser: one test file at a time, and minutes rather than seconds.
export default defineConfig({
  test: {
    include: ["e2e/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // What is waited for comes when it comes: a busy machine is no fault of the page.
    expect: { poll: { timeout: 30_000 } },
  },
});
