// Which language this page speaks. Its sentences are loaded topic by topic: those of the first sight in
// one piece, the others with the parts that need them, and nothing is shown before all it says is there.
// Sentences are read when they are shown, so that another language needs no reload.

import type { Sentences } from "../../words/en/sentences";

export type Language = "en" | "de";
type Topic = keyof Sentences;

/** Each by its own name: whoever looks for theirs may not read the one shown. */
export const LANGUAGES: Record<Language, string> = { en: "English", de: "Deutsch" };

/** Where the device keeps what was chosen on it. */
const KEPT_AS = "language";

/** What the first sight says. */
const FIRST: Record<Language, () => Promise<Partial<Sentences>>> = {
  en: () => import("../../words/en/first"),
  de: () => import("../../words/de/first"),
};

/** Every other topic, by its file. What stands in `first` is left out here, else it would be a piece of its own. */
const LATER = import.meta.glob<Partial<Sentences>>([
  "../../words/{en,de}/*.ts",
  "!../../words/*/{accounts,bender,first,looks,mending,moves,nests,party,refusals,sentences,sound,times,tv}.ts",
]);

const learned: Record<Language, Partial<Sentences>> = { en: {}, de: {} };
/** The topics that the parts loaded so far speak of. */
const needed = new Set<Topic>();

/** Changes only when every topic that is needed is there. */
let spoken = $state.raw<Language>("en");
/** Counts what was chosen: only the last choice is spoken. */
let choices = 0;

export const language = (): Language => spoken;

const missing = (from: Language) => [...needed].filter((key) => !(key in learned[from]));

/** Fetches what is needed of a language; meanwhile more may be. */
async function learn(wanted: Language): Promise<void> {
  for (let keys = missing(wanted); keys.length > 0; keys = missing(wanted)) {
    const pieces = new Set(keys.map((key) => LATER[`../../words/${wanted}/${key}.ts`] ?? FIRST[wanted]));
    for (const piece of await Promise.all([...pieces].map((load) => load()))) teach(wanted, piece);
    const unknown = keys.find((key) => !(key in learned[wanted]));
    if (unknown) throw new Error(`there are no sentences about ${unknown}`);
  }
}

/** Adds what a language has to say. */
export function teach(of: Language, sentences: Partial<Sentences>): void {
  Object.assign(learned[of], sentences);
}

/** A part of the page with all that it says, in the language that is spoken when both are there. */
export async function with_words<Part>(load: () => Promise<Part>): Promise<Part> {
  const part = await load();
  while (missing(spoken).length > 0) await learn(spoken);
  return part;
}

/** Speaks another language from now on; whether its sentences could be fetched. */
export async function speak(wanted: Language): Promise<boolean> {
  const choice = ++choices;
  try {
    await learn(wanted);
  } catch {
    // Without a connection it stays as it is, which is readable at least to some.
    return false;
  }
  if (choice === choices) spoken = wanted;
  if (choice === choices && typeof document !== "undefined") document.documentElement.lang = wanted;
  return true;
}

/** Speaks it, and remembers that on this device. */
export async function choose(wanted: Language): Promise<boolean> {
  const is_spoken = await speak(wanted);
  try {
    if (is_spoken) localStorage.setItem(KEPT_AS, wanted);
  } catch {
    // Browsers may be told to remember nothing; then it is the browser's own again next time.
  }
  return is_spoken;
}

/** The language to begin with: what was chosen here, else the first of the browser's that there is. */
export function first_language(preferred: readonly string[] = navigator.languages): Language {
  const known = (tag: string | null) => (Object.keys(LANGUAGES) as Language[]).find((language) => language === tag);
  try {
    const kept = known(localStorage.getItem(KEPT_AS));
    if (kept) return kept;
  } catch {
    // Nothing is remembered here.
  }
  for (const tag of preferred) {
    const language = known(tag.slice(0, 2).toLowerCase());
    if (language) return language;
  }
  return "en";
}

/** How dates and numbers are written: as the browser says, where it speaks of this language at all. */
export function locale(preferred: readonly string[] = globalThis.navigator?.languages ?? []): string {
  return preferred.find((tag) => tag.slice(0, 2).toLowerCase() === spoken) ?? { en: "en-GB", de: "de-DE" }[spoken];
}

/** The sentences about something, in the language of this moment. Whoever asks is shown only when they are there. */
export function topic<Key extends Topic>(key: Key): () => Sentences[Key] {
  needed.add(key);
  return () => learned[spoken][key] as Sentences[Key];
}

/** Words by name that are in the language of the moment in which each is read. */
export function said<Words extends object>(words: () => Words): Words {
  return new Proxy({} as Words, {
    get: (_, name) => Reflect.get(words(), name),
    has: (_, name) => Reflect.has(words(), name),
    ownKeys: () => Reflect.ownKeys(words()),
    getOwnPropertyDescriptor: (_, name) => {
      const found = Reflect.getOwnPropertyDescriptor(words(), name);
      return found && { ...found, configurable: true };
    },
  });
}

/** A sentence with gaps that is in the language of the moment in which it is said. */
export function telling<Gaps extends unknown[], Told>(of: () => (...gaps: Gaps) => Told): (...gaps: Gaps) => Told {
  return (...gaps) => of()(...gaps);
}
