import { defineConfig } from "vite";

// The page of a TV is built by itself, and for browsers that nobody updates any more: from about 2018 on.
export default defineConfig({
  publicDir: false,
  build: {
    target: "chrome63",
    cssTarget: "chrome63",
    emptyOutDir: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: "tv.html" },
  },
});
