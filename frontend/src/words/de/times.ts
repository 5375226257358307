// Lengths of time and what is counted, in German.

import type { Sentences } from "../en/sentences";

export const times: Sentences["times"] = {
  just_now: "gerade eben",
  minutes_ago: (minutes) => `vor ${minutes} Min.`,
  hours_ago: (hours) => `vor ${hours} Std.`,
  days_ago: (days) => `vor ${days} Tagen`,
  minutes: (minutes) => `${minutes} Min.`,
  hours: (hours, minutes) => `${hours} Std. ${minutes} Min.`,
  seconds: (seconds) => `${seconds} s`,
};
