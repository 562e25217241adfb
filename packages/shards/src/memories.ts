import type { Begin } from './messages.ts';

/** What egresses keep, as the hub knows it at once and the shard makes it durable. */
export class Memories {
  /** By egress and key. */
  readonly #kept = new Map<string, Map<string, string>>();

  constructor(memories: Begin['memories']) {
    for (const [egress, key, value] of memories) this.keep(egress, key, value);
  }

  keep(egress: string, key: string, value: string): void {
    const ofEgress = this.#kept.get(egress) ?? new Map<string, string>();
    this.#kept.set(egress, ofEgress.set(key, value));
  }

  recall(egress: string, key: string): string | undefined {
    return this.#kept.get(egress)?.get(key);
  }

  /** What all other egresses keep under `key`, by egress. */
  others(egress: string, key: string): Map<string, string> {
    const found = new Map<string, string>();
    for (const [other, kept] of this.#kept) {
      const value = other === egress ? undefined : kept.get(key);
      if (value !== undefined) found.set(other, value);
    }
    return found;
  }
}
