// A stage: the page as the program serves it, with a nest that says exactly what a scene wants. So any state can be looked
// at, also those that a real evening is seldom in, and two looks at a scene are alike to the pixel.
//
// The program itself serves the page and its covers; everything else that the page asks is answered here.

import type { Browser, BrowserContext, Page, Route, WebSocketRoute } from "playwright-core";

import type { Site } from "../src/lib/link/api";
import type { ClientMessage, CommitMessage, ServerMessage, State, Track, You } from "../src/lib/wire";
import { directory, launch, type Party, serve } from "../e2e/support";
import { evening, NOW_MS, YOU } from "./cast";

/** By this name a TV finds the party: it is in the code that it shows, which has to be the same each time. */
const HOST = "party.example";

export type Theme = "light" | "dark";
export type Language = "en" | "de";

/** What the server says to what the page sends; nothing where it says nothing. */
export type Say = (ServerMessage | CommitMessage)[];

/** How the line to the nest is. */
export type Line = "open" | "lost" | "offline" | "restarting" | "removed" | "nest_gone" | "closed" | "silent";

/** A state to be looked at. Whatever is left out is as on a usual evening. */
export interface Scene {
  /** Names the pictures; what comes before the first dash is its group. */
  name: string;
  /** The address to come to, after the host. */
  path?: string;
  site?: Partial<Site>;
  /** Whether nobody has come in yet. */
  is_at_the_door?: boolean;
  state?: (tracks: Track[]) => State;
  you?: Partial<You>;
  line?: Line;
  /** Whether this is the page of a TV, and if so, whether it shows the nest or is still to be paired. */
  tv?: "shows" | "pairs";
  /** What the program's other addresses answer, by the end of their path: something, or a refusal by its status. */
  answers?: Record<string, unknown>;
  /** What the nest says to what is pressed. */
  hears?: (asked: ClientMessage, state: State) => Say;
  /** What is done before anybody looks. It has to do in every language. */
  act?: (page: Page) => Promise<void>;
  /** Whether there is more to see than fits a screen. */
  is_long?: boolean;
}

/** A refusal in place of an answer. The page has sentences of its own for all of them. */
export const refusal = (status: number, code: string) => ({ status, code });

const is_refusal = (answer: unknown): answer is ReturnType<typeof refusal> =>
  typeof answer === "object" && answer !== null && "status" in answer && "code" in answer;

const SITE: Site = { name: "EchoNest", google: false, guests: "on", catalogue: "demo", spotify: false };

export class Stage {
  readonly browser: Browser;
  /** All that can be played, in the order of the catalogue. */
  readonly tracks: Track[];
  readonly #party: Party;
  readonly #remove: () => void;

  private constructor(browser: Browser, party: Party, tracks: Track[], remove: () => void) {
    [this.browser, this.#party, this.tracks, this.#remove] = [browser, party, tracks, remove];
  }

  static async open(): Promise<Stage> {
    const data = directory();
    const party = await serve(data.path, { RATE_LIMITS: "off" });
    return new Stage(await launch(`--host-resolver-rules=MAP ${HOST} ${new URL(party.url).host}`), party, await catalogue(party.url), data.remove);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.#party.process.kill();
    this.#remove();
  }

  /** Plays a scene to a fresh browser, until there is what is to be looked at. */
  async play(scene: Scene, theme: Theme, language: Language, viewport: { width: number; height: number }): Promise<Page> {
    const context = await this.browser.newContext({
      viewport,
      colorScheme: theme,
      locale: language === "de" ? "de-DE" : "en-GB",
      timezoneId: "Europe/Berlin",
      reducedMotion: "reduce",
      hasTouch: viewport.width < 800,
    });
    const page = await context.newPage();
    await page.clock.setFixedTime(NOW_MS);
    // The page counts from the server's time by the steady clock, which stands still as well.
    await page.addInitScript(() => Object.defineProperty(performance, "now", { value: () => 0 }));
    const state = (scene.state ?? evening)(this.tracks);
    await this.#answer(context, scene, state);
    if (scene.tv) {
      if (scene.tv === "shows") await page.addInitScript(script_stream, JSON.stringify({ ...hello(scene, state), you: undefined }));
      await page.goto(`http://${HOST}/nest/${state.nest.code}/tv${theme === "light" ? "?theme=light" : ""}`);
      await page.locator(scene.tv === "shows" ? ".now .title" : ".pairing .qr").waitFor();
      return page;
    }
    const line = await script_socket(page, scene, state);
    await page.goto(this.#party.url + (scene.path ?? "/"));
    await (scene.is_at_the_door ? page.locator("main .door").waitFor() : line.connected);
    if (!scene.is_at_the_door && !["closed", "removed", "nest_gone", "silent"].includes(scene.line ?? "open")) {
      await page.locator(".party").waitFor();
    }
    if (scene.line === "offline") await context.setOffline(true);
    await scene.act?.(page);
    // Whatever was pressed last is not pointed at any more.
    await page.mouse.move(0, 0);
    // What is never answered is on its way for good.
    if (!Object.values(scene.answers ?? {}).includes("never")) await page.waitForLoadState("networkidle");
    return page;
  }

  async #answer(context: BrowserContext, scene: Scene, state: State): Promise<void> {
    const found = { tracks: this.tracks.slice(0, 20), next_offset: 20 };
    const usual: Record<string, unknown> = {
      "/site": { ...SITE, ...scene.site },
      "/me": scene.is_at_the_door ? refusal(401, "signed_out") : { you: { ...YOU, ...scene.you } },
      "/search": found,
      "/throwbacks": { left_out: false },
      "/tokens": { tokens: [] },
      "/door": { waiting: [], banned: [] },
      "/history": { plays: [] },
      "/on-this-day": { day: "2026-06-20", memories: [] },
      ["/nests/" + state.nest.id]: { id: state.nest.id },
      ...scene.answers,
    };
    const answer = async (route: Route) => {
      const { pathname } = new URL(route.request().url());
      const end = Object.keys(usual).find((end) => pathname.endsWith(end));
      const says = end === undefined ? refusal(404, "not_found") : usual[end];
      if (says === "never") return;
      if (!is_refusal(says)) return route.fulfill({ json: says });
      return route.fulfill({ status: says.status, json: { code: says.code, message: "" } });
    };
    await context.route(/\/(api\/v1|login)\//, answer);
  }
}

/** Everything that the catalogue holds. */
async function catalogue(url: string): Promise<Track[]> {
  const headers = { "content-type": "application/json", origin: url };
  const entered = await fetch(`${url}/login/guest`, { method: "POST", headers, body: JSON.stringify({ name: "Stage" }) });
  const cookie = entered.headers.getSetCookie().map((one) => one.split(";")[0]).join("; ");
  const tracks: Track[] = [];
  for (let offset: number | undefined = 0; offset !== undefined; ) {
    const answer = await fetch(`${url}/api/v1/search?q=&offset=${offset}`, { headers: { cookie } });
    const found = (await answer.json()) as { tracks: Track[]; next_offset?: number };
    tracks.push(...found.tracks);
    offset = found.next_offset;
  }
  return tracks;
}

/** Lets the nest say what the scene wants; settles once it has said what there is. */
async function script_socket(page: Page, scene: Scene, state: State): Promise<{ connected: Promise<void> }> {
  const { line = "open" } = scene;
  let is_first = true;
  let connected = () => {};
  const is_connected = new Promise<void>((settle) => (connected = settle));
  await page.routeWebSocket(/\/socket\//, (socket) => {
    if (line === "silent") return connected();
    if (line === "closed" || !is_first) {
      connected();
      return void socket.close();
    }
    is_first = false;
    // The page speaks first, once it listens.
    let has_said = false;
    socket.onMessage((text) => {
      const asked = JSON.parse(String(text)) as ClientMessage;
      if (asked.type === "ping") {
        if (!has_said) say(socket, [hello(scene, state)]);
        say(socket, [{ type: "pong", t: asked.t, server_time_ms: NOW_MS }]);
        if (!has_said) end(socket, line);
        has_said = true;
        connected();
      } else if (scene.hears) say(socket, scene.hears(asked, state));
    });
  });
  return { connected: is_connected };
}

function say(socket: WebSocketRoute, messages: Say): void {
  for (const message of messages) socket.send(JSON.stringify(message));
}

function hello(scene: Scene, state: State): ServerMessage {
  const you = { ...YOU, ...scene.you };
  return { type: "hello", protocol: 1, you, seq: 1, position: "1-0", server_time_ms: NOW_MS, state };
}

/** Lets what a TV reads say what there is, and nothing more; it is run in the page. */
function script_stream(hello: string): void {
  const ask = window.fetch;
  window.fetch = (address, how) => {
    if (!String(address).endsWith("/api/v1/tv/events")) return ask(address, how);
    const start = (stream: ReadableStreamDefaultController) =>
      stream.enqueue(new TextEncoder().encode(`event: hello\nid: 1-0\ndata: ${hello}\n\n`));
    return Promise.resolve(new Response(new ReadableStream({ start })));
  };
}

/** What happens to the line after the first word. */
function end(socket: WebSocketRoute, line: Line): void {
  if (line === "restarting") say(socket, [{ type: "bye", code: "restarting", reconnect_after_ms: 60_000 }]);
  if (line === "removed" || line === "nest_gone") say(socket, [{ type: "bye", code: line }]);
  if (["lost", "restarting", "removed", "nest_gone"].includes(line)) void socket.close();
}
