// What the first sight of a party says in German, in one piece.

export { accounts } from "./accounts";
export { bender } from "./bender";
export { looks } from "./looks";
export { mending } from "./mending";
export { moves } from "./moves";
export { nests } from "./nests";
export { party } from "./party";
export { refusals } from "./refusals";
export { sound } from "./sound";
export { times } from "./times";
