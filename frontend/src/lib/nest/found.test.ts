import { describe, expect, it } from "vitest";

import { a_state, a_track, an_entry, playing } from "../../testing/samples";
import { known } from "./found";
import { standings } from "./order";

const track = a_track({ uri: "spotify:track:1", isrc: "GB1" });
const other = (changed: object) => an_entry(4, { track: a_track({ uri: "spotify:track:9", ...changed }) });

function in_queue(changed: object) {
  const state = a_state({ queue: [an_entry(3), other(changed)] });
  return known(track, state, standings(state, 0));
}

describe("a track that was found", () => {
  it("can be added while nothing speaks against it", () => {
    expect(known(track, a_state(), new Map())).toEqual({ says: "", can_be_added: true });
    expect(known(track, null, new Map())).toEqual({ says: "", can_be_added: true });
  });

  it("says when it played, where it may come again", () => {
    const again = known({ ...track, played_ms_ago: 7_200_000 }, a_state(), new Map());
    expect(again).toEqual({ says: "played 2 h ago", can_be_added: true });
  });

  it("says that it waits already, also as another release", () => {
    expect(in_queue({ uri: track.uri })).toEqual({ says: "in queue, 2nd", can_be_added: false });
    expect(in_queue({ isrc: "GB1" })).toEqual({ says: "in queue, 2nd", can_be_added: false });
    expect(in_queue({ isrc: "GB2" }).can_be_added).toBe(true);
  });

  it("is not another one because both have no ISRC", () => {
    const state = a_state({ queue: [other({})] });
    expect(known(a_track(), state, new Map()).can_be_added).toBe(true);
  });

  it("says that it plays", () => {
    const state = a_state({ playing: playing(other({ uri: track.uri })) });
    expect(known(track, state, new Map())).toEqual({ says: "playing", can_be_added: false });
  });

  it("says why it would be refused, but first that it is in already", () => {
    const refused = { ...track, refusal: "too_long" as const };
    expect(known(refused, a_state(), new Map())).toEqual({ says: "too long here", can_be_added: false });
    const state = a_state({ playing: playing(other({ uri: track.uri })) });
    expect(known(refused, state, new Map()).says).toBe("playing");
  });
});
