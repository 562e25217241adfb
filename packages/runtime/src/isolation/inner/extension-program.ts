// Runs the parts of one extension in a thread of its own, for the thread that started it.
import type { Observer } from '@statefun-ts/engine';
import type { ComponentContext } from '@statefun-ts/extension';
import { importExtensions } from '@statefun-ts/extension/host';
import { systemClock } from '../../clock.ts';
import { Line } from '../../line.ts';
import { createRegistry } from '../../registry.ts';
import type { ExtensionThreadData, FromThread, Made, OfPart, Order, ToPart } from '../messages.ts';
import { faultOf } from '../messages.ts';
import { beat, takeData } from '../watched-thread.ts';
import { Workshop } from '../workshop.ts';
import { makePart } from './making.ts';
import type { InnerPart } from './part.ts';
import { Speaker } from './speaker.ts';

/** So many errors that the extension did not catch are logged: each may come a thousand times a second. */
const FAULTS_LOGGED_MAX = 100;

const data = takeData<ExtensionThreadData>();
const { extension, others, name, host, components, shared } = data;
beat(data.heartbeat);

const parts = new Map<number, InnerPart>();
const line = new Line<FromThread, OfPart<ToPart>>(
  data.line,
  (messages) => {
    for (const message of messages) receive(message);
  },
  end,
);
const speaker = new Speaker(data, line);

const observer: Observer = {
  log: (level, message, fields) => {
    speaker.say({ do: 'log', level, message, fields });
  },
};

let faults = 0;
const onUncaught = (error: unknown): void => {
  if (++faults > FAULTS_LOGGED_MAX) return;
  const last = faults === FAULTS_LOGGED_MAX ? '; further ones are not logged' : '';
  const message = `the extension ${extension.name} did not catch an error of its own: ${String(error)}${last}`;
  observer.log('error', message, { code: 'STATEFUN_EXTENSION_FAILED', extension: extension.name });
};
/** What was to cross is lost: another thread does it again. */
function end(error: unknown): never {
  process.off('uncaughtException', onUncaught);
  throw error;
}
process.on('uncaughtException', onUncaught);
process.on('unhandledRejection', onUncaught);

const context: ComponentContext = {
  name,
  host,
  components,
  observer,
  clock: systemClock,
  random: Math.random,
};

/** The extension runs here; the transports of others, which its endpoints may use, in their threads. */
const loaded = importExtensions([extension]).then(
  (extensions) => new Workshop(createRegistry({}, extensions), others),
);
// Whoever wants a part is told.
loaded.catch(() => undefined);

function receive(message: OfPart<ToPart>): void {
  if (message.do === 'order') obey(message);
  else parts.get(message.part)?.receive(message);
}

function obey({ part, request, ...order }: OfPart<Extract<ToPart, { do: 'order' }>>): void {
  const done = order.order === 'create' ? create(part, order) : parts.get(part)?.order(order);
  Promise.resolve(done).then(
    (value) => speaker.say({ do: 'done', part, request, value }),
    (error: unknown) => speaker.say({ do: 'failed', part, request, fault: faultOf(error) }),
  );
}

async function create(
  part: number,
  { role, component }: Extract<Order, { order: 'create' }>,
): Promise<Made[keyof Made]> {
  const workshop = await loaded;
  const making = { workshop, context, shared, speaker: speaker.of(part) };
  const { part: inner, made } = await makePart(role, component, making);
  parts.set(part, inner);
  return made;
}
