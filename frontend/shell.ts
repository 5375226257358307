// What the build adds to the page: which sentences the document asks for at once, and what the
// worker keeps for when there is no connection.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { minifySync, type Plugin } from "vite";

/** The files of the page whose names do not change with their content. */
const FIXED = ["theme.js", "icon.svg"];
/** Where `src/worker/sw.ts` waits for the list of its files. */
const LIST = "__SHELL__";
const NAME = "__BUILD__";

/** A chunk as far as it matters here. */
interface Chunk {
  fileName: string;
  moduleIds?: string[];
}

/** Where the sentences of the first sight are, by language. */
function sentences(bundle: Record<string, Chunk>): [language: string, path: string][] {
  return Object.values(bundle).flatMap(({ fileName, moduleIds }) => {
    const language = moduleIds?.map((id) => /\/words\/(\w+)\/first\.ts$/.exec(id)?.[1]).find(Boolean);
    return language ? [[language, `/${fileName}`]] : [];
  });
}

export function shell(): Plugin {
  return {
    name: "shell",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler: (_, { bundle }) =>
        sentences((bundle ?? {}) as Record<string, Chunk>).map(([language, content]) => ({
          tag: "meta",
          attrs: { name: `sentences-${language}`, content },
          injectTo: "head-prepend",
        })),
    },
    writeBundle({ dir = "dist" }, bundle) {
      const theme = join(dir, "theme.js");
      writeFileSync(theme, minifySync(theme, readFileSync(theme, "utf8"), { module: false }).code);
      const paths = [...FIXED, ...Object.keys(bundle).filter((path) => path.startsWith("assets/"))].sort();
      const hash = createHash("sha256").update(paths.join());
      for (const path of ["index.html", ...FIXED]) hash.update(readFileSync(join(dir, path)));
      const file = join(dir, "sw.js");
      const worker = readFileSync(file, "utf8");
      if (!worker.includes(LIST) || !worker.includes(NAME)) this.error("the worker names no files to keep");
      const list = paths.map((path) => `/${path}`).join(" ");
      writeFileSync(file, worker.replace(LIST, list).replace(NAME, hash.digest("hex").slice(0, 12)));
    },
  };
}
