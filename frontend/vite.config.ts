import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

// The page is served by the program itself under a policy that allows no inline script or style,
// so nothing may be inlined here either.
export default defineConfig({
  plugins: [svelte()],
  build: { target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: {
    proxy: Object.fromEntries(
      ["/api", "/artwork", "/connect", "/login/google", "/login/guest", "/logout", "/socket"].map((path) => [
        path,
        { target: "http://127.0.0.1:5001", ws: true },
      ]),
    ),
  },
  test: { include: ["src/**/*.test.ts"] },
});
