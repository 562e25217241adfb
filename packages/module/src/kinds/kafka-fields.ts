import { StatefunError } from '@statefun-ts/protocol';
import { z } from 'zod';
import { parsed } from './fields.ts';
import type { KindContext } from './kind.ts';

export type Properties = Readonly<Record<string, string>>;

/** A list of mappings, as the original wants it, or one mapping. */
export const pairs = <T extends z.ZodType>(value: T, expected: string) => {
  const one = z.record(z.string(), value, { error: expected });
  return z.union([z.array(one), one], { error: expected });
};

const propertyValue = z
  .union([z.string(), z.number(), z.boolean()], { error: 'a text, a number, true or false' })
  .transform(String);

/** Properties of a client; of a name that is given twice, the later one wins. */
export const properties = (client: string) =>
  pairs(propertyValue, 'a list of <name>: <value>, or a mapping of them')
    .transform((given): Properties =>
      Object.fromEntries([given].flat().flatMap((item) => Object.entries(item))),
    )
    .prefault([])
    .describe(`Properties of the ${client} client: a list of \`<name>: <value>\`, or a mapping of them.`);

/** A listener's protocol may stand before each broker, as `bootstrap.servers` allows. */
const BROKER = /^(?:[\w.%-]*:\/\/)?(?:\[[0-9a-f:.%]+\]|[\w.%-]+):(\d{1,5})$/i;

export const address = () =>
  parsed(
    'brokers as <host>:<port>, with commas between them',
    (value) => {
      const brokers = value.split(',').map((broker) => broker.trim());
      for (const broker of brokers) {
        const port = Number(BROKER.exec(broker)?.[1] ?? 0);
        if (port > 0 && port <= 65_535) continue;
        throw new StatefunError(
          'STATEFUN_MODULE_VALUE_INVALID',
          `${JSON.stringify(broker)} is no <host>:<port>.`,
        );
      }
      return brokers.join(',');
    },
    { pattern: ':\\d', examples: ['localhost:9092'] },
  )
    .optional()
    .describe(
      'The brokers, `<host>:<port>` with commas between them. Default: the property `bootstrap.servers`.',
    );

/** A property, if `properties` is valid and has it. */
export const propertyOf = (given: Properties | undefined, name: string): string | undefined =>
  given !== undefined && Object.hasOwn(given, name) ? given[name] : undefined;

/** Says so when a field and a property say the same thing differently: the field wins, as in the original. */
export function warnOverridden(
  { warn }: KindContext,
  given: Properties,
  name: string,
  field: string,
  value: string,
): void {
  const property = propertyOf(given, name);
  if (property === undefined || property === value) return;
  warn(['properties'], {
    code: 'STATEFUN_MODULE_NO_EFFECT',
    message: `The property ${name} has no effect: ${field} sets it to something else.`,
    hint: 'keep one of the two',
  });
}
