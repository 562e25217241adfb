import type { Admitter } from '@statefun-ts/engine';
import { admit } from './admission.ts';

/** Undelivered records in the store, beyond which ingresses pause. */
const BACKLOG_BYTES_MAX = 256 * 1024 * 1024;

/** What admits the records of a Kinesis egress. It needs no client, which is large. */
export const createKinesisAdmitter = ({ id }: { readonly id: string }): Admitter => ({
  id,
  delivery: 'durable',
  backlogBytesMax: BACKLOG_BYTES_MAX,
  admit,
});
