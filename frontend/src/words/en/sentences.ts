// What there is to say, topic by topic. English is where sentences begin: another language has the
// same ones, or it does not compile.

import type { accounts } from "./accounts";
import type { bender } from "./bender";
import type { connections } from "./connections";
import type { doors } from "./doors";
import type { keys } from "./keys";
import type { listening } from "./listening";
import type { looks } from "./looks";
import type { mending } from "./mending";
import type { moves } from "./moves";
import type { nests } from "./nests";
import type { party } from "./party";
import type { past } from "./past";
import type { refusals } from "./refusals";
import type { screens } from "./screens";
import type { sharing } from "./sharing";
import type { sound } from "./sound";
import type { times } from "./times";
import type { tuning } from "./tuning";

export interface Sentences {
  accounts: typeof accounts;
  bender: typeof bender;
  connections: typeof connections;
  doors: typeof doors;
  keys: typeof keys;
  listening: typeof listening;
  looks: typeof looks;
  mending: typeof mending;
  moves: typeof moves;
  nests: typeof nests;
  party: typeof party;
  past: typeof past;
  refusals: typeof refusals;
  screens: typeof screens;
  sharing: typeof sharing;
  sound: typeof sound;
  times: typeof times;
  tuning: typeof tuning;
}
