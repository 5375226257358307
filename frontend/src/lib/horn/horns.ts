// The airhorns of this page: one way to the loudspeaker, opened when the first one is to be heard.

import { blow } from "./blow";
import { horn_named } from "./sounds";

let context: AudioContext | undefined;

/** Blows it here, and says whether it is heard. */
export async function heard(sound: string, volume: number): Promise<boolean> {
  try {
    context ??= new AudioContext();
    if (context.state !== "running") await context.resume();
    blow(context, horn_named(sound), volume);
    return true;
  } catch {
    // No sound on this device; it is seen.
    return false;
  }
}
