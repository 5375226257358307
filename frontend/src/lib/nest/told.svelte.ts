// What is told to whoever looks at the page, or hears it: notices that go by themselves, and sentences that are only heard.

/** How long a notice stays, one that can be undone, and one of what took out much at once. */
export const NOTICE_MS = 5_000;
export const UNDO_MS = 12_000;
export const UNDO_MUCH_MS = 60_000;
/** Notices on screen at once: more would hide what they speak of. */
const NOTICES_MAX = 2;
/** What is said to whoever hears the page is read once: this many sentences are kept meanwhile. */
const SPOKEN_MAX = 3;

export interface Notice {
  key: number;
  text: string;
  is_bad: boolean;
  undo?: () => void;
  /** The one thing to do about it. */
  action?: Action;
  /** Whether it stays until somebody does something. */
  lasts?: boolean;
}

/** What a button says and does. */
export interface Action {
  label: string;
  does: () => void;
}

export class Told {
  notices = $state<Notice[]>([]);
  /** What was said last to whoever hears the page instead of seeing it. */
  spoken = $state.raw<{ key: number; text: string }[]>([]);
  #key = 0;

  tell(text: string, undo?: () => void, stays_ms = undo ? UNDO_MS : NOTICE_MS): void {
    this.#notify({ key: this.#key++, text, is_bad: false, ...(undo && { undo }) }, stays_ms);
  }

  /** Says why something was not done, and what there is to do about it. */
  complain(text: string, action?: Action): void {
    this.#notify({ key: this.#key++, text, is_bad: true, ...(action && { action }) }, action ? UNDO_MS : NOTICE_MS);
  }

  /** Says what stays until somebody does it, or wants it gone. */
  offer(text: string, action: Action): void {
    this.notices = [{ key: this.#key++, text, is_bad: false, action, lasts: true }, ...this.notices];
  }

  /** Says something that whoever sees the page sees anyway. */
  say(text: string): void {
    const spoken = { key: this.#key++, text };
    this.spoken = [...this.spoken, spoken].slice(-SPOKEN_MAX);
    setTimeout(() => (this.spoken = this.spoken.filter((other) => other !== spoken)), NOTICE_MS);
  }

  dismiss(notice: Notice): void {
    this.notices = this.notices.filter((other) => other.key !== notice.key);
  }

  #notify(notice: Notice, stays_ms: number): void {
    const [lasting, others] = [true, false].map((lasts) => this.notices.filter((one) => (one.lasts ?? false) === lasts));
    this.notices = [...lasting!, ...[...others!, notice].slice(-NOTICES_MAX)];
    setTimeout(() => this.dismiss(notice), stays_ms);
  }
}
