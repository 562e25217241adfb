import assert from 'node:assert/strict';

import type { Check, Subject } from './check.ts';
import { statesAfter, typeOf, unique } from './check.ts';

/** A service that is replaced while the runtime runs, and while it is down. */
const evolve = async (subject: Subject): Promise<void> => {
  const { app, sdk } = subject;
  const [evolving, late] = [typeOf(subject, 'evolving'), typeOf(subject, 'late')];
  const [id, other] = [unique('evolving'), unique('evolving')];
  const [waited, waitedToo, early] = [unique('waited'), unique('waited'), unique('early')];
  await statesAfter(
    subject,
    evolving,
    id,
    { op: 'set', state: 'kept', value: 1 },
    { op: 'set', state: 'note', value: 'text' },
    { op: 'set', state: 'gone', value: 3 },
  );
  await app.script(late, id, { op: 'report', tag: early });

  // The state has a value of one type, and the service now asks for another: nothing is misread, the mail waits.
  await app.endRuntime('SIGTERM');
  await app.startService(sdk, 'changed');
  await app.startRuntime();
  await app.script(evolving, id, { op: 'report', tag: waited });
  await app.script(evolving, other, { op: 'set', state: 'kept', value: 7 }, { op: 'report', tag: waitedToo });
  await statesAfter(subject, typeOf(subject, 'probe'), id);
  const isEarly = ({ tag }: { tag: string }): boolean => [waited, waitedToo, early].includes(tag);
  assert.deepEqual(app.reports.matching(isEarly), []);

  await app.startService(sdk, 'next');
  const { reports } = app;
  assert.deepEqual((await reports.tagged(waited)).states, { kept: 1, note: 'text', fresh: null });
  assert.deepEqual((await reports.tagged(waitedToo)).states, { kept: 7, note: null, fresh: null });
  assert.deepEqual((await reports.tagged(early)).states, {});
  await statesAfter(subject, evolving, id, { op: 'set', state: 'fresh', value: 'new' });

  // A state that was not asked for in between is as it was.
  await app.endRuntime('SIGKILL');
  await app.startService(sdk, 'first');
  await app.startRuntime();
  assert.deepEqual(await statesAfter(subject, evolving, id), { kept: 1, note: 'text', gone: 3 });
};

export const EVOLUTION: readonly Check[] = [
  {
    title:
      'functions and states come and go with the service; a state of another type is refused, its mail waits',
    run: evolve,
  },
];
