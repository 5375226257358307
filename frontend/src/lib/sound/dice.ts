// Chance that falls the same way in every browser: the same words give the same throws.

export class Dice {
  #state: number;

  constructor(words: string) {
    let hash = 0x811c9dc5;
    for (const letter of words) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
    this.#state = hash;
  }

  /** From 0 up to, but not including, 1. */
  throw(): number {
    // A counter, stirred: even neighbouring states have nothing in common afterwards.
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let stirred = this.#state;
    stirred = Math.imul(stirred ^ (stirred >>> 16), 0x21f0aaad);
    stirred = Math.imul(stirred ^ (stirred >>> 15), 0x735a2d97);
    return ((stirred ^ (stirred >>> 15)) >>> 0) / 2 ** 32;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.throw();
  }

  happens(chance: number): boolean {
    return this.throw() < chance;
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[Math.floor(this.throw() * choices.length)] ?? choices[0];
  }
}
