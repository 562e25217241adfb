import { createServer } from 'node:http';
import { StateFun } from '@statefun-ts/sdk';
import { bindCart } from './cart.ts';
import { bindStock } from './stock.ts';

export const statefun = new StateFun();
bindCart(statefun);
bindStock(statefun);

// `node functions.ts` serves them on their own, for a runtime that is started by `npx statefun run`.
if (import.meta.main) createServer(statefun.handler()).listen(8000, '127.0.0.1');
