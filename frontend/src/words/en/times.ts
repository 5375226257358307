// Lengths of time and what is counted, in English.

export const times = {
  just_now: "just now",
  minutes_ago: (minutes: string) => `${minutes} min ago`,
  hours_ago: (hours: string) => `${hours} h ago`,
  days_ago: (days: string) => `${days} days ago`,
  minutes: (minutes: string) => `${minutes} min`,
  hours: (hours: string, minutes: string) => `${hours} h ${minutes} min`,
  seconds: (seconds: string) => `${seconds} s`,
};
