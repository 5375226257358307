// The page of a TV: it follows the nest it was paired with, or shows a code until somebody pairs it. Alone, for ever.

import "../styles/tokens.css";
import "./tv.css";
import "./picture.css";

import { made } from "./made";
import { LOOK_EVERY_MS } from "./newer";
import { nest_of } from "./pairing";
import { spare, stay_awake } from "./rest";
import { speech } from "./said";
import { Screen } from "./screen";

const place = document.getElementById("screen");
const root = document.documentElement;
const said = speech(navigator.languages || [navigator.language]);

root.lang = said.language;
root.dataset.theme = /[?&]theme=light(&|$)/.test(location.search) ? "light" : "dark";

if (place) {
  const picture = made("div", "picture");
  const sign = made("p", "away");
  sign.setAttribute("role", "status");
  place.appendChild(picture);
  place.appendChild(sign);
  const screen = new Screen(picture, sign, nest_of(location.pathname), said);
  screen.look_for_newer();
  setInterval(() => screen.look_for_newer(), LOOK_EVERY_MS);
  addEventListener("online", () => screen.hurry());
  spare(picture);
  stay_awake();
  screen.begin();
}
