import { z } from 'zod';
import type { KafkaStartupPosition } from '../components.ts';
import { parseDate } from '../date.ts';
import { integer, mapping, parsed, type ScalarHints } from './fields.ts';
import { pairs } from './kafka-fields.ts';

const PLACE = /^(?<topic>.+)\/(?<partition>\d{1,9})$/s;

const offset = integer(0, Number.MAX_SAFE_INTEGER, 'an offset, a whole number from 0');

type Offsets = Extract<KafkaStartupPosition, { type: 'specific-offsets' }>['offsets'];

/** `<topic>/<partition>` and its offset, split at the last slash. */
const offsets = pairs(offset, 'a list of <topic>/<partition>: <offset>').transform(
  (given, context): Offsets => {
    const places = new Set<string>();
    const list = Array.isArray(given) ? given : [given];
    const read = list.flatMap((item, index) =>
      Object.entries(item).map(([place, offset]) => {
        const path = Array.isArray(given) ? [index, place] : [place];
        const groups = PLACE.exec(place)?.groups;
        if (groups === undefined) {
          context.addIssue({
            code: 'custom',
            path,
            message: '<topic>/<partition>: <offset>, as in orders/0: 42',
          });
        } else if (places.has(place)) {
          context.addIssue({ code: 'custom', path, message: 'each partition once' });
        }
        places.add(place);
        return { topic: groups?.['topic'] ?? '', partition: Number(groups?.['partition']), offset };
      }),
    );
    if (read.length === 0)
      context.addIssue({ code: 'custom', message: 'at least one <topic>/<partition>: <offset>' });
    return read;
  },
);

/** A startup position that needs no more than its name. */
export const plainStart = <const T extends string>(type: T, description: string) =>
  mapping({ type: z.literal(type).describe(description) });

const DATE_HINTS: ScalarHints = {
  pattern: '^\\s*\\d{4}-\\d\\d-\\d\\d[Tt ]',
  examples: ['2020-02-01 04:15:00.000 +0000'],
};

/** The startup position at a point in time. */
export const atDate = mapping({
  type: z.literal('date').describe('The first records of that time or later.'),
  date: parsed('a date such as 2020-02-01 04:15:00.000 +0000', parseDate, DATE_HINTS).describe(
    '`yyyy-MM-dd HH:mm:ss.SSS Z`, as in `2020-02-01 04:15:00.000 +0000`; ISO 8601 with an offset is taken too.',
  ),
});

/** The startup positions, by `type`. */
const STARTUP_POSITIONS = [
  plainStart('latest', 'Records that come from now on. This is the default.'),
  plainStart('earliest', 'The oldest records that there are.'),
  plainStart('group-offsets', 'What the consumer group has committed last; else `autoOffsetResetPosition`.'),
  mapping({
    type: z.literal('specific-offsets').describe('The offsets below; other partitions as `group-offsets`.'),
    offsets: offsets.describe('A list of `<topic>/<partition>: <offset>`, at least one.'),
  }),
  atDate,
] as const;

const TYPES = 'latest, earliest, group-offsets, specific-offsets, date';

export const startupPosition = () =>
  z
    .discriminatedUnion('type', STARTUP_POSITIONS, { error: `one of ${TYPES}` })
    .transform((spec): KafkaStartupPosition => {
      if (spec.type === 'date') return { type: 'date', timestampMs: spec.date };
      return spec;
    })
    .prefault({ type: 'latest' })
    .describe('Where to start when there is no progress in the store yet, by its `type`.');
