// When something is in the way.

import { quiet_evening } from "../cast";
import { refusal, type Scene } from "../stage";
import { settled } from "./steps";

const BAR = { act: (page: import("playwright-core").Page) => settled(page, "[role=status].shown") };
const AWAY = { act: (page: import("playwright-core").Page) => settled(page, "main h1") };

export const TROUBLE: Scene[] = [
  { name: "trouble-offline", line: "offline", ...BAR },
  { name: "trouble-reconnecting", line: "lost", ...BAR },
  { name: "trouble-restarting", line: "restarting", ...BAR },
  { name: "trouble-connecting", line: "silent", act: (page) => settled(page, "[data-soon]") },
  { name: "trouble-late", line: "silent", act: (page) => settled(page, ".late button") },
  { name: "trouble-removed", line: "removed", ...AWAY },
  { name: "trouble-nest-gone", path: "/nest/K7MPR", line: "nest_gone", ...AWAY },
  { name: "trouble-banned", line: "closed", answers: { "/nests/main": refusal(403, "banned") }, ...AWAY },
  { name: "trouble-no-nest", path: "/nest/ABCDE", line: "closed", answers: { "/nests/ABCDE": refusal(404, "not_found") }, ...AWAY },
  { name: "trouble-arrival", path: "/?problem=spotify_refused", state: quiet_evening },
];
