import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

import { shell } from "./shell.ts";

// The page is served by the program itself under a policy that allows no inline script or style,
// so nothing may be inlined here either.
export default defineConfig({
  plugins: [svelte(), shell()],
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: {
      polyfill: false,
      // What a part loaded later needs besides itself is there already, but for little: naming it all weighs more.
      resolveDependencies: (_, parts, { hostType }) =>
        hostType === "html" ? parts : parts.filter((part) => part.endsWith(".css")),
    },
    rolldownOptions: {
      input: { index: "index.html", sw: "src/worker/sw.ts" },
      // The worker answers for everything below its own address.
      output: { entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js") },
    },
  },
  server: {
    proxy: Object.fromEntries(
      ["/api", "/artwork", "/connect", "/login/google", "/login/guest", "/logout", "/socket"].map((path) => [
        path,
        { target: "http://127.0.0.1:5001", ws: true },
      ]),
    ),
  },
  test: { include: ["src/**/*.test.ts"], setupFiles: ["src/testing/english.ts"] },
});
