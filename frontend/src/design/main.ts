// The page for whoever changes the page: `npm run design` shows it. It is no part of what is built and served.

import { mount } from "svelte";

import "../styles/tokens.css";
import "../styles/base.css";
import { first_language, speak } from "../lib/language/language.svelte";
import { kept_look } from "../lib/page/theme";
import Both from "./Both.svelte";
import Parts from "./Parts.svelte";

await speak(first_language());

const target = document.getElementById("page");
const theme = location.hash.slice(1);
if (target && theme) {
  const root = document.documentElement;
  root.dataset.theme = theme;
  addEventListener("storage", () => (root.dataset.accent = kept_look().accent));
  mount(Parts, { target });
} else if (target) mount(Both, { target });
