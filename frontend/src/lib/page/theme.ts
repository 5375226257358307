// How this device's owner likes the page to look. `public/theme.js` puts the same on before the first paint; this is for
// choosing anew, and for devices that change between day and night by themselves.

export const THEMES = ["system", "dark", "light"] as const;
export const ACCENTS = ["amber", "rose", "leaf", "sky"] as const;

export interface Look {
  theme: (typeof THEMES)[number];
  accent: (typeof ACCENTS)[number];
}

const KEPT_AS = "theme";
const LIGHT = "(prefers-color-scheme: light)";

/** What the device keeps; what it does not keep, or keeps from another time, is as usual. */
export function kept_look(): Look {
  let kept = "";
  try {
    kept = localStorage.getItem(KEPT_AS) ?? "";
  } catch {
    // Browsers may be told to remember nothing.
  }
  const [theme, accent] = kept.split(" ");
  return { theme: THEMES.find((one) => one === theme) ?? "system", accent: ACCENTS.find((one) => one === accent) ?? "amber" };
}

/** Puts it on, and keeps it. */
export function choose_look(look: Look): void {
  put_on(look);
  try {
    localStorage.setItem(KEPT_AS, `${look.theme} ${look.accent}`);
  } catch {
    // Then it is as usual next time.
  }
}

/** Follows the device from now on, where that was chosen, and whatever is chosen in another tab. */
export function follow_device(): void {
  matchMedia(LIGHT).addEventListener("change", () => put_on(kept_look()));
  addEventListener("storage", ({ key }) => key === KEPT_AS && put_on(kept_look()));
  put_on(kept_look());
}

function put_on({ theme, accent }: Look): void {
  const root = document.documentElement;
  root.dataset.theme = theme === "system" ? (matchMedia(LIGHT).matches ? "light" : "dark") : theme;
  root.dataset.accent = accent;
  // The bar of the browser around the page is of the page's ground.
  const ground = getComputedStyle(root).getPropertyValue("--ground").trim();
  for (const bar of document.querySelectorAll('meta[name="theme-color"]')) bar.setAttribute("content", ground);
}
