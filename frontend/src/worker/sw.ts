// The page without a connection: keeps what the page is made of, and nothing that anybody said, did or
// is. Everything else goes to the network as if this were not here. `shell.ts` fills in what is kept.

import { is_page, kind_of } from "./kinds";

/** As far as a worker's scope matters here: its types and those of a page exclude each other. */
interface Scope {
  addEventListener<Name extends keyof Heard>(name: Name, hear: (event: Heard[Name]) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  registration: { unregister(): Promise<boolean> };
}
interface Waiting {
  waitUntil(done: Promise<unknown>): void;
}
interface Heard {
  install: Waiting;
  activate: Waiting;
  message: { data: unknown };
  fetch: Waiting & { request: Request; respondWith(answer: Promise<Response>): void };
}

const scope = globalThis as unknown as Scope;
const KEPT = "__SHELL__".split(" ");
const PREFIX = "shell-";
const CACHE = `${PREFIX}__BUILD__`;
/** How long the network may take before what is kept is shown. */
const WITHIN_MS = 3_000;

async function keep(): Promise<void> {
  const cache = await caches.open(CACHE);
  const page = await fetch("/", { cache: "no-cache" });
  const entry = KEPT.find((path) => path.startsWith("/assets/index-") && path.endsWith(".js"));
  // Where several servers answer, this may be the page of another build, and its parts are not kept.
  if (!page.ok || !entry || !(await page.clone().text()).includes(entry)) throw new Error("another build answers");
  await cache.put("/", page);
  await cache.addAll(KEPT);
}

async function forget(all: boolean): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && (all || name !== CACHE));
  await Promise.all(names.map((name) => caches.delete(name)));
}

/** Whoever runs the server ends this by no longer having it. */
async function end_if_gone(): Promise<void> {
  const answer = await fetch("/sw.js", { cache: "no-cache" }).catch(() => null);
  if (answer?.status !== 404 && answer?.status !== 410) return;
  await forget(true);
  await scope.registration.unregister();
}

async function kept(path: string): Promise<Response | undefined> {
  return (await caches.open(CACHE)).match(path);
}

/** What the network says, if it says it soon enough. */
async function newest(request: Request, path: string): Promise<Response> {
  const asked = fetch(request);
  const late = new Promise<undefined>((settle) => setTimeout(() => settle(undefined), WITHIN_MS));
  const answer = await Promise.race([asked.catch(() => undefined), late]);
  // A proxy that finds no server says so in its own words.
  const is_said = answer && ![502, 503, 504].includes(answer.status);
  return is_said ? answer : ((await kept(path)) ?? asked);
}

scope.addEventListener("install", (event) => event.waitUntil(keep()));
scope.addEventListener("activate", (event) => event.waitUntil(forget(false).then(() => scope.clients.claim())));
scope.addEventListener("message", ({ data }) => {
  if (data === "take_over") void scope.skipWaiting();
});
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (!is_page(pathname)) return;
    event.waitUntil(end_if_gone());
    event.respondWith(newest(request, "/"));
    return;
  }
  const kind = kind_of(pathname, KEPT);
  if (kind === "unchanging") event.respondWith(kept(pathname).then((answer) => answer ?? fetch(request)));
  if (kind === "fixed") event.respondWith(newest(request, pathname));
});
