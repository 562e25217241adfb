import { brokenRequest } from './broken-requests.ts';
import { Random } from './random.ts';
import { exchange, statusesIn } from './raw-exchange.ts';

/** How many broken requests to send, and from how many clients at once. */
export interface BrokenTraffic {
  readonly requests: number;
  readonly clients: number;
  /** Client n draws from this seed + n. */
  readonly seed: number;
}

/**
 * Sends requests, as broken or hostile clients might, to 127.0.0.1. Hands each status that is answered to `check`,
 * with the beginning of the request in quotes; what `check` throws ends it.
 */
export async function sendBrokenRequests(
  port: number,
  { requests, clients, seed }: BrokenTraffic,
  check: (status: number, request: string) => void,
): Promise<void> {
  let left = requests;
  const client = async (random: Random): Promise<void> => {
    while (left-- > 0) {
      const request = brokenRequest(random);
      const shown = JSON.stringify(request.toString('latin1').slice(0, 300));
      for (const status of statusesIn(await exchange(port, request, random))) check(status, shown);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, i) => client(new Random(seed + i))));
}
