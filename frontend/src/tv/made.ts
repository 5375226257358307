// Elements, made without a framework: a TV's browser is slow, and there are few.

import { square } from "../lib/page/qr";

/** An element of a class, with what it holds. */
export function made<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  kind: string,
  ...inside: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  if (kind) element.className = kind;
  for (const part of inside) element.appendChild(typeof part === "string" ? document.createTextNode(part) : part);
  return element;
}

/** Text that may be written from either side. */
export function free<Name extends keyof HTMLElementTagNameMap>(name: Name, kind: string, text: string): HTMLElementTagNameMap[Name] {
  const element = made(name, kind, text);
  element.dir = "auto";
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

function drawn(name: string, attributes: Record<string, string>, ...inside: Element[]): Element {
  const element = document.createElementNS(SVG, name);
  for (const key of Object.keys(attributes)) element.setAttribute(key, attributes[key] || "");
  for (const part of inside) element.appendChild(part);
  return element;
}

/** A link for somebody's camera: dark on light, whatever the theme is. */
export function qr(text: string, label: string): Element {
  const { size, path } = square(text);
  const attributes = { class: "qr", role: "img", "aria-label": label, viewBox: `0 0 ${size} ${size}`, "shape-rendering": "crispEdges" };
  const ground = drawn("path", { fill: "#fff", d: `M0 0h${size}v${size}h-${size}z` });
  return drawn("svg", attributes, ground, drawn("path", { fill: "#000", d: path }));
}

/** A horn, as it is drawn on the page, too. */
export function horn(): Element {
  const shape = "M3 10v4h3l9 5V5L6 10zM18 9a4 4 0 0 1 0 6M6.5 14l1.5 6h3l-1.2-4.2";
  const line = { fill: "none", stroke: "currentColor", "stroke-width": "2", "stroke-linecap": "round", "stroke-linejoin": "round" };
  return drawn("svg", { class: "sign", viewBox: "0 0 24 24", "aria-hidden": "true" }, drawn("path", { ...line, d: shape }));
}

/** Something new, which comes with a movement, once: what is put elsewhere later does not come again. */
export function arriving(element: HTMLElement): HTMLElement {
  element.classList.add("arrives");
  element.addEventListener("animationend", () => element.classList.remove("arrives"));
  return element;
}

/** Puts new parts in the place of all there are. */
export function fill(element: Element, ...inside: (Node | string)[]): void {
  while (element.firstChild) element.removeChild(element.firstChild);
  for (const part of inside) element.appendChild(typeof part === "string" ? document.createTextNode(part) : part);
}

/** A cover: whole, with nothing on it. One that cannot be fetched leaves its place. */
export function cover(address: string | undefined, kind: string): HTMLElement {
  const place = made("div", kind);
  if (!address) return place;
  const image = made("img", "");
  image.alt = "";
  image.addEventListener("error", () => image.parentNode && image.parentNode.removeChild(image));
  image.src = address;
  place.appendChild(image);
  return place;
}
