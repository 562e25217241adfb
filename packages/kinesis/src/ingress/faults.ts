import { StatefunError } from '@statefun-ts/protocol';

/** What an operator can do about a lost position; the same for all ways to lose one. */
const wayOut =
  'Nothing more is read from this shard, nor from those that follow it. If the loss is acceptable, give the ingress ' +
  'another id in the module: it then starts by its startupPosition.';

/** Records behind the position may be gone: `what` says why. */
export function positionLost(ingress: string, stream: string, shard: string, what: string): StatefunError {
  const message = `Ingress ${ingress} on Kinesis stream ${stream}, ${shard}: ${what} ${wayOut}`;
  return new StatefunError('STATEFUN_KINESIS_POSITION_LOST', message);
}
