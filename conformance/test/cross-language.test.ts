// Our SDKs together in one application: what is written in one language is read in every other.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ModuleContext } from '../src/application.ts';
import { Application } from '../src/application.ts';
import { receivedBy } from '../src/checks/check.ts';
import type { TypedSample } from '../src/every-value.ts';
import { EVERY_VALUE, assertArrived, assertSame } from '../src/every-value.ts';
import { playgroundModule } from '../src/module-file.ts';
import { KINDS } from '../src/script.ts';
import type { Sdk } from '../src/sdks.ts';
import { OUR_SDKS } from '../src/sdks.ts';

test('a message from each language arrives in each other as it was sent, of every type and with every extreme value', async () => {
  const app = await Application.start('cross-language-messages', OUR_SDKS, playgroundModule);
  try {
    for (const from of OUR_SDKS) await Promise.all(OUR_SDKS.map((to) => sendsAll(app, from, to)));
  } finally {
    await app.close();
  }
});

const sendsAll = async (app: Application, from: Sdk, to: Sdk): Promise<void> => {
  const [sender, target, id] = [`${from.namespace}/probe`, `${to.namespace}/probe`, `from-${from.namespace}`];
  const sends = EVERY_VALUE.map(({ as, value }) => ({ op: 'send' as const, to: target, id, as, value }));
  await app.script(sender, `to-${to.namespace}`, ...sends);
  const what = `all messages from ${from.name} to ${to.name}`;
  const got = await app.reports.several(EVERY_VALUE.length, receivedBy(`${target}/${id}`), what);
  for (const [i, sample] of EVERY_VALUE.entries()) {
    assert.equal(got[i]?.caller, `${sender}/to-${to.namespace}`);
    assertArrived(sample, got[i]?.message, `from ${from.name} to ${to.name}, message ${i}`);
  }
  assert.equal(got.length, EVERY_VALUE.length);
};

/** The function whose service changes its language. */
const MOVING = 'moving/probe';

/** For each address of the moving function what its states are set to: together all values there are. */
const ADDRESSES: readonly (readonly TypedSample[])[] = (() => {
  const byKind = KINDS.map((kind) => EVERY_VALUE.filter(({ as }) => as === kind));
  const count = Math.max(...byKind.map(({ length }) => length));
  return Array.from({ length: count }, (_, i) =>
    byKind.flatMap((samples) => samples[i % samples.length] ?? []),
  );
})();

test('a state that was written in one language is read in each other, of every type and with every extreme value', async () => {
  // Each serves the same function, at a URL of its own.
  const services = OUR_SDKS.map((sdk) => ({
    ...sdk,
    start: (port: number, variant: Parameters<Sdk['start']>[1]) => sdk.start(port, variant, 'moving'),
  }));
  const servedBy =
    ({ namespace }: Sdk) =>
    (context: ModuleContext): string =>
      playgroundModule({
        ...context,
        services: new Map([['moving', context.services.get(namespace) ?? assert.fail(namespace)]]),
      });
  const [first = assert.fail('there is no SDK')] = OUR_SDKS;
  const app = await Application.start('cross-language-state', services, servedBy(first));
  try {
    const moveTo = async (sdk: Sdk): Promise<void> => {
      app.writeModule(servedBy(sdk));
      await app.restartRuntime('SIGTERM');
    };
    // Each reads what those before it have written; then all but the last what those after them have.
    for (const [i, sdk] of OUR_SDKS.entries()) {
      if (i > 0) await moveTo(sdk);
      await writeStates(app, sdk);
      for (const writer of OUR_SDKS.slice(0, i + 1)) await readStates(app, writer, sdk);
    }
    for (const [i, sdk] of [...OUR_SDKS.entries()].slice(0, -1)) {
      await moveTo(sdk);
      for (const writer of OUR_SDKS.slice(i + 1)) await readStates(app, writer, sdk);
    }
  } finally {
    await app.close();
  }
});

const addressOf = (writer: Sdk, i: number): string => `by-${writer.namespace}-${i}`;

const writeStates = async (app: Application, writer: Sdk): Promise<void> => {
  await Promise.all(
    ADDRESSES.map((samples, i) => {
      const sets = samples.map(({ as, value }) => ({ op: 'set' as const, state: as, value }));
      return app.script(MOVING, addressOf(writer, i), ...sets);
    }),
  );
};

const readStates = async (app: Application, writer: Sdk, reader: Sdk): Promise<void> => {
  await Promise.all(
    ADDRESSES.map(async (samples, i) => {
      const tag = `${addressOf(writer, i)}-read-by-${reader.namespace}`;
      await app.script(MOVING, addressOf(writer, i), { op: 'report', tag });
      const { states } = await app.reports.tagged(tag);
      const where = `written by ${writer.name}, read by ${reader.name}`;
      for (const sample of samples) assertSame(sample, states?.[sample.as], where);
    }),
  );
};
