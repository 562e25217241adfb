/** How long another thread has shown no sign of giving way. */
export class Silence {
  readonly #beats: Int32Array;
  readonly #limitMs: number;
  readonly #everyMs: number;
  #last = -1;
  #silentMs = 0;

  /** `beats`: the thread counts on in its first place. `everyMs`: `lasts` is called so often. */
  constructor(beats: Int32Array, limitMs: number, everyMs: number) {
    this.#beats = beats;
    this.#limitMs = limitMs;
    this.#everyMs = everyMs;
  }

  /** It lasts for the limit by now. The time of the one who asks counts: a machine that slept woke up for both. */
  lasts(): boolean {
    const now = Atomics.load(this.#beats, 0);
    this.#silentMs = now === this.#last ? this.#silentMs + this.#everyMs : 0;
    this.#last = now;
    return this.#silentMs >= this.#limitMs;
  }

  /** It counts anew. */
  begin(): void {
    this.#silentMs = 0;
  }
}
