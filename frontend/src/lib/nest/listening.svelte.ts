// My listening along on my own Spotify, as the page of one nest holds it.

import { Problem, sentence, spotify, type SpotifyAccount } from "../link/api";
import { type Device, devices, listening, type Listening, wish, type Wish } from "../link/listen_api";

/** How long the slider rests before its place is sent. */
const REST_MS = 300;

export class MyListening {
  account = $state<SpotifyAccount>();
  mine = $state<Listening>();
  devices = $state<Device[]>();
  complaint = $state("");
  devices_complaint = $state("");
  is_looking = $state(false);
  /** Whether this server has nothing of the kind. */
  is_missing = $state(false);
  /** Where I put the slider, until the server has heard of it. */
  offset_wish_ms = $state<number>();

  /** The id of the nest that I am in. */
  readonly #nest: string;
  #pending = $state(0);
  is_busy = $derived(this.#pending > 0);
  /** Whether I listen, in whichever nest. */
  is_on = $derived(this.mine?.on ?? false);
  /** What the nest is called in which I listen, where that is another one. */
  elsewhere = $derived.by(() => this.#name_elsewhere());
  is_here = $derived(this.is_on && this.elsewhere === undefined);
  offset_ms = $derived(this.offset_wish_ms ?? this.mine?.offset_ms ?? 0);

  /** Counts what was wished: an answer from before the last one tells what is over. */
  #wishes = 0;
  #resting: ReturnType<typeof setTimeout> | undefined;

  constructor(nest: string) {
    this.#nest = nest;
  }

  /** Finds out how I stand. */
  async begin(): Promise<void> {
    await this.#look_at_account();
    if (this.account?.state === "connected") await this.look();
  }

  /** Looks how it goes. A question in vain leaves what is known. */
  async look(): Promise<void> {
    if (this.is_busy || this.is_missing) return;
    const wishes = this.#wishes;
    try {
      const mine = await listening();
      if (wishes === this.#wishes) this.mine = mine;
    } catch (error) {
      if (error instanceof Problem && error.code === "not_found") this.is_missing = true;
      if (error instanceof Problem && error.needs) await this.#look_at_account();
    }
  }

  async ask(wanted: Wish): Promise<void> {
    const wishes = ++this.#wishes;
    this.#pending += 1;
    this.complaint = "";
    try {
      const mine = await wish(this.#nest, wanted);
      if (wishes === this.#wishes) this.mine = mine;
    } catch (error) {
      this.complaint = sentence(error);
      if (error instanceof Problem && error.needs) await this.#look_at_account();
    }
    this.#pending -= 1;
  }

  async look_for_devices(): Promise<void> {
    this.is_looking = true;
    this.devices_complaint = "";
    try {
      this.devices = await devices();
    } catch (error) {
      this.devices_complaint = sentence(error);
    }
    this.is_looking = false;
  }

  /** Moves the slider; the server hears of where it comes to rest. */
  put_offset(offset_ms: number): void {
    this.offset_wish_ms = offset_ms;
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => void this.#send_offset(), REST_MS);
  }

  /** Whoever leaves before the slider has rested has it sent. */
  close(): void {
    if (this.#resting === undefined) return;
    clearTimeout(this.#resting);
    void this.#send_offset();
  }

  #name_elsewhere(): string | undefined {
    const listens_in = this.is_on ? this.mine?.nest : undefined;
    return listens_in?.id === this.#nest ? undefined : listens_in?.name;
  }

  async #send_offset(): Promise<void> {
    this.#resting = undefined;
    const offset_ms = this.offset_wish_ms;
    if (offset_ms === undefined) return;
    const device = this.mine?.device?.id;
    await this.ask({ action: "offset", offset_ms, ...(device !== undefined && { device }) });
    // It may have been moved on meanwhile; then its next rest settles it.
    if (this.offset_wish_ms === offset_ms && this.#resting === undefined) this.offset_wish_ms = undefined;
  }

  async #look_at_account(): Promise<void> {
    try {
      this.account = await spotify();
    } catch (error) {
      this.complaint = sentence(error);
    }
  }
}
