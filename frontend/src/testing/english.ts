// All that the page says in English, for tests that ask for sentences before any part was loaded.

import { teach } from "../lib/language/language.svelte";
import type { Sentences } from "../words/en/sentences";

const files = import.meta.glob<Partial<Sentences>>(["../words/en/*.ts", "!../words/en/first.ts"], { eager: true });
for (const sentences of Object.values(files)) teach("en", sentences);
