// A server in front of the party that has its own copy of the page: what becomes of that copy is the test's.

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { free_port, type Party, serve } from "./support";

const KINDS: Record<string, string> = { js: "text/javascript", css: "text/css", html: "text/html; charset=utf-8" };
/** What this server decides by itself. */
const OWN = new Set(["content-encoding", "content-length", "transfer-encoding", "connection", "set-cookie"]);

export class Front {
  readonly url: string;
  readonly party: Party;
  /** The copy. */
  readonly page = mkdtempSync(join(tmpdir(), "echonest-page-"));
  #server: Server;

  private constructor(url: string, party: Party) {
    this.url = url;
    this.party = party;
    cpSync(`${import.meta.dirname}/../dist`, this.page, { recursive: true });
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.headersSent || response.writeHead(502).end());
    });
    this.#server.on("upgrade", (request, client) => {
      const { hostname, port, host } = new URL(party.url);
      const upstream = connect(Number(port), hostname, () => {
        const headers = Object.entries({ ...request.headers, host }).map(([name, value]) => `${name}: ${value}`);
        upstream.write(`${request.method} ${request.url} HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n`);
        upstream.pipe(client).pipe(upstream);
      });
      for (const [one, other] of [[upstream, client] as const, [client, upstream] as const]) {
        one.on("error", () => other.destroy()).on("close", () => other.destroy());
      }
    });
  }

  static async open(data: string): Promise<Front> {
    const port = await free_port();
    const url = `http://127.0.0.1:${port}`;
    const front = new Front(url, await serve(data, { PUBLIC_URL: url }));
    await new Promise<void>((listens) => front.#server.listen(port, "127.0.0.1", listens));
    return front;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await this.party.process.kill();
    rmSync(this.page, { recursive: true, force: true });
  }

  /** Takes a file away until it is put back. */
  without(name: string): () => void {
    const path = join(this.page, name);
    const held = readFileSync(path);
    rmSync(path);
    return () => writeFileSync(path, held);
  }

  /** The same page under other names, as after an update: what imports a part has another name when that has. */
  update(): void {
    const mark = crypto.randomUUID().slice(0, 4);
    const scripts = readdirSync(join(this.page, "assets")).filter((name) => name.endsWith(".js"));
    for (const name of ["index.html", "sw.js", ...scripts.map((script) => `assets/${script}`)]) {
      const path = join(this.page, name);
      let text = readFileSync(path, "utf8");
      for (const script of scripts) text = text.replaceAll(script, script.replace(".js", `${mark}.js`));
      rmSync(path);
      writeFileSync(name.startsWith("assets/") ? path.replace(".js", `${mark}.js`) : path, text);
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url!, this.url);
    const name = pathname === "/" ? "index.html" : pathname.slice(1);
    if (name === "index.html" || name === "sw.js" || name.startsWith("assets/")) {
      const file = readdirSync(this.page, { recursive: true }).map(String).includes(name) ? readFileSync(join(this.page, name)) : null;
      const kind = KINDS[name.split(".").at(-1)!] ?? "application/octet-stream";
      response.writeHead(file ? 200 : 404, { "content-type": kind, "cache-control": "no-cache" }).end(file ?? "");
      return;
    }
    const body: Buffer[] = [];
    for await (const part of request) body.push(part as Buffer);
    const { host: _, connection: __, ...headers } = request.headers as Record<string, string>;
    const answer = await fetch(`${this.party.url}${request.url}`, {
      method: request.method!,
      headers,
      redirect: "manual",
      ...(body.length > 0 && { body: Buffer.concat(body) }),
    });
    const told = [...answer.headers].filter(([header]) => !OWN.has(header)).flat();
    const cookies = answer.headers.getSetCookie().flatMap((cookie) => ["set-cookie", cookie]);
    response.writeHead(answer.status, [...told, ...cookies]).end(Buffer.from(await answer.arrayBuffer()));
  }
}
