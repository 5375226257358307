// The page's questions about the TVs of a nest.

import { ask, Problem, sentence } from "./api";
import { screen_words } from "../language/screen_words";

export interface Screen {
  id: string;
  by: string;
  paired_ms: number;
  last_seen_ms?: number;
}

const of_nest = (nest: string) => `/api/v1/nests/${encodeURIComponent(nest)}/screens`;

export const screens = async (nest: string) => (await ask<{ screens: Screen[] }>(of_nest(nest))).screens;
export const end_screen = (nest: string, id: string) =>
  ask<void>(`${of_nest(nest)}/${encodeURIComponent(id)}`, { method: "DELETE" });
/** Lets the TV that shows this code show the nest. */
export const confirm_screen = (nest: string, code: string) =>
  ask<void>(of_nest(nest), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ code }),
  });

/** Why a code was not good, in a sentence of its own. */
export function complaint_of(error: unknown): string {
  const reason = error instanceof Problem ? error.reason : undefined;
  if (reason === "unknown" || reason === "old" || reason === "used") return screen_words[reason];
  return sentence(error);
}
