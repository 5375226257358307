// How the page looks, in English.

const words = {
  look: "How it looks",
  theme: "Theme",
  accent: "Colour",
  system: "As the device",
  dark: "Dark",
  light: "Light",
  amber: "Amber",
  rose: "Rose",
  leaf: "Leaf",
  sky: "Sky",
};

export const looks = { words };
