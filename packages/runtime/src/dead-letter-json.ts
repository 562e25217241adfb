import type { DeadLetter } from '@statefun-ts/engine';
import { formatAddress } from '@statefun-ts/protocol';

/** A dead letter as JSON: the same from the admin API and from `statefun dead-letters list --json`. */
export interface DeadLetterJson {
  /** Grows with time; `after` takes it. */
  readonly id: string;
  readonly at: string;
  readonly code: string;
  readonly message: string;
  /** The id of an ingress or egress, or `engine`. */
  readonly component: string;
  /** Where the source has it, as `topic/partition@offset`. */
  readonly position?: string;
  readonly target?: string;
  readonly caller?: string;
  readonly typename?: string;
  readonly valueBase64?: string;
  readonly keyBase64?: string;
}

export function deadLetterJson(letter: DeadLetter): DeadLetterJson {
  const { id, code, message, component, position, target, caller, argument, key } = letter;
  return {
    id,
    at: new Date(letter.atMs).toISOString(),
    code,
    message,
    component,
    ...(position !== '' && { position }),
    ...(target && { target: formatAddress(target) }),
    ...(caller && { caller: formatAddress(caller) }),
    ...(argument && {
      typename: argument.typename,
      valueBase64: Buffer.from(argument.value).toString('base64'),
    }),
    ...(key.length > 0 && { keyBase64: Buffer.from(key).toString('base64') }),
  };
}
