// Whether the server has a newer page than this one.

import { mend_words } from "../language/mending";
import type { Nest } from "../nest/nest.svelte";

/** What a document's main script is called, by which builds are told apart. */
export function build_of(html: string): string | undefined {
  return /\/assets\/index-[\w-]+\.js/.exec(html)?.[0];
}

/** Whether there is another build. What is no page of ours, as a hotel's network may answer, is none. */
export async function is_newer(): Promise<boolean> {
  const mine = build_of(document.querySelector<HTMLScriptElement>("script[type=module]")?.src ?? "");
  const answer = await fetch("/", { cache: "no-cache", headers: { accept: "text/html" } }).catch(() => null);
  const theirs = answer?.ok ? build_of(await answer.text()) : undefined;
  return mine !== undefined && theirs !== undefined && mine !== theirs;
}

/** Loads the page anew, and lets the worker that came with it take over. */
export async function load_newer(): Promise<void> {
  try {
    const kept = await navigator.serviceWorker?.getRegistration();
    kept?.waiting?.postMessage("take_over");
  } catch {
    // Where nothing may be kept there is no worker.
  }
  location.reload();
}

/** Looks whether there is a newer page, and says so in the party; nothing ever loads by itself. */
export async function tell_if_newer(nest: Nest): Promise<void> {
  if (!(await is_newer())) return;
  nest.offer(mend_words.newer, { label: mend_words.newer_load, does: () => void load_newer() });
}
