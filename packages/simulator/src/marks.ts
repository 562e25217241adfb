import type { Address } from '@statefun-ts/protocol';

/**
 * What travels through the engine carries a readable mark, `<<KIND:text>>`, so that the world can tell, in any row
 * and without knowing the engine's formats, which message, state or record is in it.
 *
 * `MSG`: a message's uid; `LOG`: an address and the messages it has applied; `OUT`: an egress record's name;
 * `BAD`: a bad source record; `LSE`, `SES`: the message that wrote a state that expires.
 */
export type MarkKind = 'MSG' | 'LOG' | 'OUT' | 'BAD' | 'LSE' | 'SES';

export interface Mark {
  readonly kind: MarkKind;
  readonly text: string;
}

const PATTERN = /<<(MSG|LOG|OUT|BAD|LSE|SES):([^>]*)>>/g;

/** A mark, padded by `padding` bytes. `text` is ASCII without `>`. */
export const encodeMark = (kind: MarkKind, text: string, padding = 0): Uint8Array => {
  const room = Buffer.from(`[[[<<${kind}:${text}>>${'.'.repeat(padding)}]]]`, 'latin1');
  // A view of a larger buffer, as the ports allow.
  return new Uint8Array(room.buffer, room.byteOffset + 3, room.length - 6);
};

/** All marks in some bytes, in order. */
export const findMarks = (bytes: Uint8Array): Mark[] => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!buffer.includes('<<')) return [];
  const text = buffer.toString('latin1');
  return Array.from(text.matchAll(PATTERN), ([, kind, found]) => ({
    kind: kind as MarkKind,
    text: found ?? '',
  }));
};

/** The text of the first mark of a kind. */
export const findMark = (kind: MarkKind, bytes: Uint8Array): string | undefined =>
  findMarks(bytes).find((mark) => mark.kind === kind)?.text;

/** An address as ASCII text, one for each. */
export const addressKey = ({ namespace, type, id }: Address): string =>
  `${namespace}/${type}/${encodeURIComponent(id)}`;

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
