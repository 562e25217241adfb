import { StatefunError } from '@statefun-ts/protocol';

const PATTERN =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?\s*(?:Z|([+-])(\d\d):?(\d\d))$/i;

/**
 * Parses a point in time to milliseconds since 1970. Takes the original's `yyyy-MM-dd HH:mm:ss.SSS Z`, as in
 * `2020-02-01 04:15:00.000 +0000`, and, as a kindness, ISO 8601 (`2020-02-01T04:15:00Z`) and the form that
 * the original's documentation shows but its code refuses (`2020-02-01 04:15:00.00 Z`). An offset from UTC is
 * always needed. What is below a millisecond is cut off. Throws STATEFUN_DATE_INVALID.
 */
export function parseDate(text: string): number {
  const match = PATTERN.exec(text.trim());
  if (match === null) throw invalid(text, 'it must look like 2020-02-01 04:15:00.000 +0000');
  const part = (group: number): number => Number(match[group] ?? 0);
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map(part) as Six;
  const millisecond = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  const localMs = new Date(0).setUTCFullYear(year, month - 1, day);
  if (new Date(localMs).getUTCMonth() !== month - 1 || day < 1) throw invalid(text, 'no such day');
  if (hour > 23 || minute > 59 || second > 59) throw invalid(text, 'no such time of day');
  const [offsetHour, offsetMinute] = [part(9), part(10)];
  if (offsetHour * 60 + offsetMinute > 18 * 60 || offsetMinute > 59) throw invalid(text, 'no such offset');
  const offsetMs = (offsetHour * 60 + offsetMinute) * 60_000 * (match[8] === '-' ? -1 : 1);
  return localMs + ((hour * 60 + minute) * 60 + second) * 1000 + millisecond - offsetMs;
}

type Six = [number, number, number, number, number, number];

const invalid = (text: string, why: string) =>
  new StatefunError('STATEFUN_DATE_INVALID', `${JSON.stringify(text)} is no point in time: ${why}.`);
