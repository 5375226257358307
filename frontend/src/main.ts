import { mount } from "svelte";

import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/soon.css";
import App from "./App.svelte";
import { keep_page } from "./lib/page/keeping";
import { first_language, speak } from "./lib/language/language.svelte";
import { until_there } from "./lib/page/soon";
import { follow_device } from "./lib/page/theme";

follow_device();

const target = document.getElementById("page");
const wanted = first_language();

/** Nothing is shown before it can be said; where a language cannot be fetched, it is said in English. */
async function begin(): Promise<void> {
  if (!target || !((await speak(wanted)) || (await speak("en")))) return not_loaded();
  until_there(target);
  target.replaceChildren();
  mount(App, { target });
  if (import.meta.env.PROD) void keep_page().catch(() => {});
}

/** The one sentence that needs none of this, in every language: `theme.js` shows it, too. */
function not_loaded(): void {
  document.getElementById("soon")?.remove();
  document.getElementById("not-loaded")?.removeAttribute("hidden");
}

void begin();
