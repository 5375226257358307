// All that there is to say in German, to be compared with the English: what is loaded is `first`, and the topics.

import type { Sentences } from "../en/sentences";
import { accounts } from "./accounts";
import { bender } from "./bender";
import { connections } from "./connections";
import { doors } from "./doors";
import { keys } from "./keys";
import { listening } from "./listening";
import { looks } from "./looks";
import { mending } from "./mending";
import { moves } from "./moves";
import { nests } from "./nests";
import { party } from "./party";
import { past } from "./past";
import { refusals } from "./refusals";
import { screens } from "./screens";
import { sharing } from "./sharing";
import { sound } from "./sound";
import { times } from "./times";
import { tuning } from "./tuning";

export const sentences: Sentences = {
  accounts,
  bender,
  connections,
  doors,
  keys,
  listening,
  looks,
  mending,
  moves,
  nests,
  party,
  past,
  refusals,
  screens,
  sharing,
  sound,
  times,
  tuning,
};
