import type { FunctionFigures } from './function-stats.ts';
import { FunctionStats } from './function-stats.ts';

/** Function types with metrics of their own: anybody who may send may name new ones under `ns/*`. */
const TYPES_MAX = 200;
const NAME_LENGTH_MAX = 200;
/** What all other types are counted under. No type name lacks a slash. */
export const OTHERS = '(others)';

/** The figures of each function type. */
export class FunctionMetrics {
  /** By type name, as `ns/name`; further types are all counted as `OTHERS`. */
  readonly byType = new Map<string, FunctionStats>();

  /** What counts the calls of a function type. */
  readonly of = (type: string): FunctionStats => {
    const known = this.byType.get(type);
    if (known !== undefined) return known;
    const isOwn = type === OTHERS || (this.byType.size < TYPES_MAX && type.length <= NAME_LENGTH_MAX);
    if (!isOwn) return this.of(OTHERS);
    const stats = new FunctionStats();
    this.byType.set(type, stats);
    return stats;
  };

  /** To be called every `SAMPLE_EVERY_MS`. */
  sample(): void {
    for (const stats of this.byType.values()) stats.sample();
  }

  figures(): Map<string, FunctionFigures> {
    return new Map([...this.byType].map(([type, stats]) => [type, stats.figures()]));
  }
}
