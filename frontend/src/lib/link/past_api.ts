// The page's questions about what was played, and about what of it is to be kept out of throwbacks.

import { ask } from "./api";
import type { Exported, History, OnThisDay, Recap } from "../wire";

/** What a person wants of their own plays. */
export interface Throwbacks {
  left_out: boolean;
}

const MINE = "/api/v1/me/throwbacks";

const of_nest = (nest: string, what: string) => `/api/v1/nests/${encodeURIComponent(nest)}/${what}`;

function asking(path: string, parameter: string, value: string | undefined): string {
  return value === undefined ? path : `${path}?${new URLSearchParams({ [parameter]: value })}`;
}

function send<T>(method: "POST" | "PUT", path: string, body: object): Promise<T> {
  return ask<T>(path, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
}

export const history = (nest: string, before?: string, is_mine = false) => {
  const parameters = new URLSearchParams({ ...(before !== undefined && { before }), ...(is_mine && { mine: "true" }) });
  return ask<History>(parameters.size === 0 ? of_nest(nest, "history") : `${of_nest(nest, "history")}?${parameters}`);
};
export const recap = (nest: string, night?: string) => ask<Recap>(asking(of_nest(nest, "recap"), "night", night));
export const on_this_day = (nest: string) => ask<OnThisDay>(of_nest(nest, "on-this-day"));
export const export_night = (nest: string, night: string) => send<Exported>("POST", of_nest(nest, "export"), { night });
export const throwbacks = () => ask<Throwbacks>(MINE);
export const put_throwbacks = (wanted: Throwbacks) => send<Throwbacks | undefined>("PUT", MINE, wanted);
