import { exactNumber, parseQuantity, type Unit } from './quantity.ts';

const UNITS: readonly Unit[] = [
  { labels: ['b', 'bytes'], factor: 1n },
  { labels: ['kb', 'k', 'kibibytes'], factor: 1024n },
  { labels: ['mb', 'm', 'mebibytes'], factor: 1024n ** 2n },
  { labels: ['gb', 'g', 'gibibytes'], factor: 1024n ** 3n },
  { labels: ['tb', 't', 'tebibytes'], factor: 1024n ** 4n },
];

/**
 * Parses a size in Flink's syntax to bytes: a whole number, optional spaces, and a unit from `b` to `tb` in
 * either case, each 1024 times the one before; without a unit, bytes. Throws STATEFUN_SIZE_INVALID.
 *
 * @example parseSize('32mb') // 33_554_432
 */
export function parseSize(size: string | number): number {
  const code = 'STATEFUN_SIZE_INVALID';
  return exactNumber(parseQuantity(String(size), UNITS, 1n, code), 'size in bytes', code);
}
