// Pairing a TV, in the shape of RFC 8628: it shows a code, and asks until somebody confirmed it on a phone.

export interface Pairing {
  device_code: string;
  user_code: string;
  expires_in_ms: number;
  interval_ms: number;
  nest?: string;
}

/** What came of asking once. */
export type Asked = "waiting" | "paired" | "over" | "full" | "unreachable";

function post(path: string, body: object): Promise<Response> {
  return fetch(path, {
    method: "POST",
    credentials: "same-origin",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** Begins a pairing with the nest of this name; "gone" where there is none, "unreachable" where nobody answers. */
export async function begin(nest: string): Promise<Pairing | "gone" | "unreachable"> {
  try {
    const response = await post("/api/v1/tv/pairings", { nest });
    if (response.status === 404) return "gone";
    return response.ok ? ((await response.json()) as Pairing) : "unreachable";
  } catch {
    return "unreachable";
  }
}

/** Asks once whether somebody has confirmed it. */
export async function ask(pairing: Pairing): Promise<Asked> {
  try {
    const { status } = await post("/api/v1/tv/pass", { device_code: pairing.device_code });
    if (status === 204) return "paired";
    if (status === 202) return "waiting";
    if (status === 409) return "full";
    return status === 404 ? "over" : "unreachable";
  } catch {
    return "unreachable";
  }
}

/** The address that leads a phone to the nest, with the code filled in. */
export function way_to_confirm(origin: string, nest: string, code: string): string {
  return `${origin}/nest/${encodeURIComponent(nest)}?tv=${code}`;
}

/** A code as one reads it out: in two groups. */
export function spelled(code: string): string {
  const half = Math.ceil(code.length / 2);
  return `${code.slice(0, half)} ${code.slice(half)}`;
}

/** The name that a TV's address gives to its nest. */
export function nest_of(path: string): string {
  const found = /^\/nest\/([^/]+)\/tv\/?$/.exec(path);
  return found && found[1] ? decodeURIComponent(found[1]) : "main";
}
