// Runs one of several shards in a thread: its engine, its store, its calls. Ingresses and egresses run in the thread that
// started it.
import type { ExchangeMessage, Observer } from '@statefun-ts/engine';
import { Exchange } from '@statefun-ts/engine';
import { StatefunError } from '@statefun-ts/protocol';
import type { Envelope, ToHub, ToSpoke } from '@statefun-ts/shards';
import { Spoke } from '@statefun-ts/shards';
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../clock.ts';
import { createAdmitters, createEndpoints } from '../components.ts';
import { Workshop } from '../isolation/workshop.ts';
import { createRegistry } from '../registry.ts';
import { Line } from '../line.ts';
import { ShardHost } from './shard-host.ts';
import type { ShardNotice, ShardRequest, ShardWorkerData } from './shard-thread.ts';

/** How often the status is looked at, and told when it changed. */
const STATUS_EVERY_MS = 10;

const port = parentPort;
if (port === null) throw new StatefunError('STATEFUN_INTERNAL', 'This is the program of a worker thread.');
const say = (notice: ShardNotice): void => port.postMessage(notice, []);
const observer: Observer = {
  log: (level, message, fields) => say({ say: 'log', level, message, fields }),
};

const data = workerData as ShardWorkerData;

async function makeShard(): Promise<{ readonly shard: ShardHost; readonly spoke: Spoke }> {
  const { index, count, module, directory, drainMs, limits, extensions, extensionLoopMs: loopMs } = data;
  const { name, host, callsInFlightMax, deadLetterEgresses } = data;
  const workshop = new Workshop(createRegistry(), extensions, { loopMs });
  const options = { workshop, name, host, callsInFlightMax, deadLetterEgresses, observer };
  const context = { ...options, clock: systemClock, random: Math.random };
  const admitters = await createAdmitters(module, context);
  const spoke = new Spoke({
    ingresses: data.ingresses,
    admitters,
    send: (message) => hub.send(message),
  });
  const hub = new Line<Envelope<ToHub>, Envelope<ToSpoke>>(data.hub, (messages) => spoke.receive(messages));
  const exchange = new Exchange({ index, count }, (to, message) => others[to]?.send(message));
  const others = data.others.map((other, from) => {
    if (other === null) return undefined;
    return new Line<ExchangeMessage, ExchangeMessage>(other, (messages) => {
      for (const message of messages) exchange.receive(from, message);
    });
  });
  const { ingresses, egresses } = spoke;
  const endpoints = await createEndpoints(module, context, admitters);
  const shard = new ShardHost({
    ingresses,
    egresses,
    exchange,
    endpoints,
    directory,
    observer,
    drainMs,
    limits,
  });
  return { shard, spoke };
}

const made = makeShard();
// Whoever asks for something is told.
made.catch(() => undefined);

async function answerTo(request: ShardRequest): Promise<unknown> {
  const { shard, spoke } = await made;
  if (request.ask === 'start') {
    watchStatus(shard);
    return shard.start();
  }
  if (request.ask === 'figures') return shard.figures();
  if (request.ask === 'deadLetters') return shard.deadLetters(request.after, request.limit);
  spoke.stopping();
  await shard.stop();
  tellStatus(shard);
  return undefined;
}

let told = '';
function tellStatus(shard: ShardHost): void {
  const status = shard.status();
  const now = JSON.stringify(status);
  if (now === told) return;
  told = now;
  say({ say: 'status', status });
}

function watchStatus(shard: ShardHost): void {
  setInterval(() => tellStatus(shard), STATUS_EVERY_MS).unref();
}

port.on('message', (request: ShardRequest) => {
  answerTo(request).then(
    (value) => say({ say: 'answer', request: request.request, value }),
    (error: unknown) => {
      if (!(error instanceof StatefunError)) throw error;
      say({ say: 'refusal', request: request.request, code: error.code, message: error.message });
    },
  );
});
