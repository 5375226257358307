// The page's questions about nests and their doors.

import { ask } from "./api";
import type { Door, NestSummary } from "../wire";

/** What a new nest begins with. */
export interface Opening {
  name: string;
  slug?: string;
  listed: boolean;
  invite_only: boolean;
}

const NESTS = "/api/v1/nests";
const of_nest = (name: string, what = "") => `${NESTS}/${encodeURIComponent(name)}${what}`;

/** Where people find a nest. */
export const way_to = ({ id, code }: Pick<NestSummary, "id" | "code">): string =>
  id === "main" ? "/" : `/nest/${encodeURIComponent(code ?? id)}`;

export const nests = async () => (await ask<{ nests: NestSummary[] }>(NESTS)).nests;
export const nest_named = (name: string) => ask<NestSummary>(of_nest(name));
export const open_nest = (opening: Opening) =>
  ask<NestSummary>(NESTS, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(opening),
  });
export const end_nest = (name: string) => ask<void>(of_nest(name), { method: "DELETE" });
export const another_code = (name: string) => ask<NestSummary>(of_nest(name, "/code"), { method: "POST" });
export const knock = (name: string) => ask<object>(of_nest(name, "/knock"), { method: "POST" });
export const door = (name: string) => ask<Door>(of_nest(name, "/door"));
