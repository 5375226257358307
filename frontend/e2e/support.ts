// The program itself, a real browser, and what stands between them. Everything listens on a free
// port, and ends by its process id.

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const ROOT = resolve(import.meta.dirname, "../..");

export const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
};
export const LAPTOP: BrowserContextOptions = { viewport: { width: 1280, height: 900 } };

/** Where the program is: as the environment says, else the newest that was built. */
function program(): string {
  return built([process.env.ECHONEST, join(ROOT, "target/debug/echonest"), join(ROOT, "target/release/echonest")]);
}

function built(places: (string | undefined)[]): string {
  const found = places.find((place) => place !== undefined && existsSync(place));
  if (!found) throw new Error("The program is not built; run `make build` first.");
  return found;
}

export function directory(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "echonest-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Below the ports that the system gives to whoever asks for any. */
const PORTS = { first: 10_000, count: 22_000 };
let next_port = process.pid * 64;

/** A port that nothing listens on, and that nobody takes between the end of a program and its next start. */
export async function free_port(): Promise<number> {
  const port = PORTS.first + (next_port++ % PORTS.count);
  // Browsers refuse this one, whoever listens there (https://fetch.spec.whatwg.org/#port-blocking).
  if (port === 10_080) return free_port();
  const server = createServer();
  const is_free = await new Promise<boolean>((settle) => {
    server.once("error", () => settle(false));
    server.listen(port, "127.0.0.1", () => settle(true));
  });
  if (!is_free) return free_port();
  await new Promise((closed) => server.close(closed));
  return port;
}

export class Process {
  readonly child: ChildProcess;
  readonly ended: Promise<void>;

  private constructor(child: ChildProcess) {
    this.child = child;
    this.ended = new Promise((ended) => child.once("exit", () => ended()));
  }

  /** Starts a program, and waits until it writes a line that says it is ready. */
  static async start(
    command: string,
    args: string[],
    ready: string,
    options: { env?: Record<string, string>; cwd?: string } = {},
  ): Promise<Process> {
    const child = spawn(command, args, {
      env: { PATH: process.env.PATH ?? "", HOME: tmpdir(), ...options.env },
      cwd: options.cwd ?? ROOT,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const said: string[] = [];
    await new Promise<void>((is_ready, failed) => {
      for (const stream of [child.stdout, child.stderr]) {
        createInterface(stream).on("line", (line) => {
          said.push(line);
          if (line.includes(ready)) is_ready();
        });
      }
      child.once("error", failed);
      child.once("exit", () => failed(new Error(`${command} ended:\n${said.join("\n")}`)));
    });
    return new Process(child);
  }

  /** Ends it at once, as a power cut would. */
  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.ended;
  }
}

export interface Party {
  url: string;
  process: Process;
  /** Pulls the plug and starts again at the same address, with the same data. */
  restart: () => Promise<void>;
}

/** What every server is told: nothing was played before, and Bender adds nothing. */
const settings_in = (data: string) => ({
  METRICS_BIND: "127.0.0.1:0",
  PLAY_LOG_DIR: join(data, "play_logs"),
  BENDER_DEPTH: "0",
});

/** Serves from an embedded store in `data`. */
export async function serve(data: string, settings: Record<string, string> = {}): Promise<Party> {
  const port = await free_port();
  const url = `http://127.0.0.1:${port}`;
  const env = { DATA_DIR: data, BIND: `127.0.0.1:${port}`, ...settings_in(data), ...settings };
  const start = () => Process.start(program(), ["serve"], "is ready at", { env });
  const party = {
    url,
    process: await start(),
    restart: async () => {
      await party.process.kill();
      party.process = await start();
    },
  };
  return party;
}

/** A replica that shares a Redis and `data`, and serves for a public address which is not its own. */
export async function replica(data: string, redis: string, public_url: string, port: number): Promise<Process> {
  const env = {
    ...settings_in(data),
    REDIS_URL: redis,
    SECRET_KEY: "a secret that both replicas share",
    BIND: `127.0.0.1:${port}`,
    PUBLIC_URL: public_url,
    TRUSTED_PROXIES: "127.0.0.1",
  };
  return Process.start(program(), ["serve"], "is ready at", { env });
}

export interface StandIns {
  process: Process;
  google: string;
  spotify: string;
  /** What the program has to be told to ask them. */
  settings: Record<string, string>;
}

/** Google and Spotify, as far as this machine needs them. */
export async function stand_ins(): Promise<StandIns> {
  const [google, spotify] = [await free_port(), await free_port()].map((port) => `127.0.0.1:${port}`);
  const fakes = built([process.env.FAKES, join(ROOT, "target/debug/fakes")]);
  const process_of = await Process.start(fakes, ["--google", google!, "--spotify", spotify!], "Spotify is ready at");
  const settings = {
    GOOGLE_ISSUER: `http://${google}`,
    GOOGLE_CLIENT_ID: "demo-google",
    GOOGLE_CLIENT_SECRET: "demo-google-secret",
    SPOTIFY_ACCOUNTS_URL: `http://${spotify}`,
    SPOTIFY_API_URL: `http://${spotify}/v1`,
    SPOTIFY_CLIENT_ID: "0123456789abcdef0123456789abcdef",
    SPOTIFY_CLIENT_SECRET: "fedcba9876543210fedcba9876543210",
  };
  return { process: process_of, google: `http://${google}`, spotify: `http://${spotify}`, settings };
}

/** A Redis on a socket file. */
export async function redis(path: string): Promise<{ url: string; process: Process }> {
  const args = ["--port", "0", "--unixsocket", join(path, "redis.sock"), "--appendonly", "yes", "--save", ""];
  const process = await Process.start("redis-server", args, "eady to accept connections", { cwd: path });
  return { url: `redis+unix://${join(path, "redis.sock")}`, process };
}

/** The door as it is shipped, with a certificate of its own: a browser has to be told to take it. */
export async function caddy(path: string, port: number, upstreams: number[]): Promise<Process> {
  const file = join(ROOT, "deploy/caddy/Caddyfile");
  const env = {
    HOME: path,
    XDG_DATA_HOME: path,
    XDG_CONFIG_HOME: path,
    HOSTNAME: "localhost",
    UPSTREAMS: upstreams.map((upstream) => `127.0.0.1:${upstream}`).join(" "),
    HTTP_PORT: String(await free_port()),
    HTTPS_PORT: String(port),
    CADDY_OPTIONS: "local_certs\ndefault_bind 127.0.0.1",
  };
  const args = ["run", "--config", file, "--adapter", "caddyfile"];
  return Process.start("caddy", args, "certificate obtained successfully", { env, cwd: path });
}

export function launch(...further: string[]): Promise<Browser> {
  const args = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    ...further,
  ];
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args });
}

/** Somebody with a browser, who has come in under a name. */
export class Person {
  readonly page: Page;
  readonly complaints: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on("pageerror", (error) => this.complaints.push(error.message));
    page.on("console", (message) => {
      // What the network says of itself while the plug is pulled is not the page's fault.
      const is_network = ["Failed to load", "WebSocket"].some((text) => message.text().includes(text));
      if (message.type() === "error" && !is_network) this.complaints.push(message.text());
    });
  }

  static async come_in(browser: Browser, url: string, name: string, options: BrowserContextOptions): Promise<Person> {
    const context = await browser.newContext(options);
    const person = new Person(await context.newPage());
    await person.page.goto(url);
    await person.page.getByLabel("Your name").fill(name);
    await person.page.getByRole("button", { name: /^(Join the party|Just add and vote)$/ }).click();
    await person.page.getByRole("region", { name: "Now playing" }).waitFor();
    // Whoever reloads the page loses this mark.
    await person.page.evaluate(() => Object.assign(window, { is_the_same_page: true }));
    return person;
  }

  /** On a phone, the part of the page that is shown. */
  async show(tab: "Queue" | "Add" | "People" | "Me"): Promise<void> {
    const button = this.page.getByRole("navigation").getByRole("button", { name: tab, exact: true });
    if (await button.isVisible()) await button.click();
  }

  /** Searches and adds what is found first. */
  async add(title: string): Promise<void> {
    await this.show("Add");
    await this.page.getByRole("searchbox").fill(title);
    const found = this.page.getByRole("region", { name: "Add" }).getByRole("button", { name: title });
    await found.first().click();
    await this.show("Queue");
  }

  row(title: string) {
    return this.page.getByRole("article", { name: title });
  }

  /** The titles in the queue, in order, read at one moment. */
  async titles(): Promise<string[]> {
    const rows = this.page.getByRole("region", { name: "Queue" }).getByRole("article");
    return rows.evaluateAll((rows) => rows.map((row) => row.getAttribute("aria-label") ?? ""));
  }

  now_playing() {
    return this.page.getByRole("region", { name: "Now playing" });
  }

  async playing(): Promise<string> {
    return this.now_playing().getByRole("heading").innerText();
  }

  /** Waits until something about this person's page is as wanted. */
  async sees<T>(look: () => Promise<T>, wanted: T): Promise<void> {
    const want = JSON.stringify(wanted);
    let seen = "";
    for (const end = Date.now() + 30_000; Date.now() < end; ) {
      seen = JSON.stringify(await look());
      if (seen === want) return;
      // The page's own next frame, not a while.
      await this.page.evaluate(() => new Promise((frame) => requestAnimationFrame(frame)));
    }
    throw new Error(`wanted ${want}, and saw ${seen}`);
  }

  is_the_same_page(): Promise<boolean> {
    return this.page.evaluate(() => "is_the_same_page" in window);
  }
}
