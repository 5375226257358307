// The door: before anybody is in.

import { refusal, type Scene } from "../stage";

const spotify = { catalogue: "spotify", spotify: true } as const;

export const DOOR: Scene[] = [
  { name: "door-guests", is_at_the_door: true },
  { name: "door-spotify", is_at_the_door: true, site: spotify, act: (page) => page.locator("#name").fill("Mira") },
  { name: "door-code", is_at_the_door: true, site: { guests: "code" } },
  { name: "door-google", is_at_the_door: true, site: { google: true, ...spotify } },
  { name: "door-google-only", is_at_the_door: true, site: { google: true, guests: "off" } },
  { name: "door-problem", is_at_the_door: true, path: "/login?problem=not_allowed", site: { google: true } },
  {
    name: "door-refused",
    is_at_the_door: true,
    answers: { "/login/guest": refusal(429, "rate_limited") },
    act: async (page) => {
      await page.locator("#name").fill("Mira");
      await page.locator("form .strong").first().click();
      await page.locator("#complaint:not(:empty)").waitFor();
    },
  },
];
