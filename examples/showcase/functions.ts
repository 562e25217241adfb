import { createServer } from 'node:http';
import { StateFun } from '@statefun-ts/sdk';
import { bindAsync } from './functions/async.ts';
import { bindEgress } from './functions/egress.ts';
import { bindMessaging } from './functions/messaging.ts';
import { bindServing } from './functions/serving.ts';
import { bindStorage } from './functions/storage.ts';
import { bindTypes } from './functions/types.ts';

export const statefun = new StateFun();
for (const bind of [bindTypes, bindMessaging, bindEgress, bindStorage, bindAsync, bindServing])
  bind(statefun);

// `node functions.ts` serves them on their own, for a runtime that is started by `npx statefun run`.
if (import.meta.main) createServer(statefun.handler()).listen(8000, '127.0.0.1');
