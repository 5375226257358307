// Every screen and state there is. A new one is one more entry in the list of its topic.

import type { Scene } from "../stage";
import { ADD } from "./add";
import { DOOR } from "./door";
import { HOUSE } from "./house";
import { PARTY } from "./party";
import { LISTENING, ME, PEOPLE } from "./people";
import { TROUBLE } from "./trouble";
import { TV } from "./tv";

export const SCENES: Scene[] = [...DOOR, ...PARTY, ...ADD, ...PEOPLE, ...ME, ...LISTENING, ...HOUSE, ...TROUBLE, ...TV];
