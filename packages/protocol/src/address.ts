import type { Address } from './messages.ts';

const partCharsMax = 200;
const plain = /^[\p{L}\p{M}\p{N}\p{P}\p{S}]+$/u;
const unprintable = /[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * An address for logs and messages: `namespace/type/id`. An id with spaces, quotes of its own or characters
 * that don't print is quoted and escaped, and a long one is cut, so that no id can forge or flood a log.
 * Not for parsing: ids may have slashes.
 */
export function formatAddress({ namespace, type, id }: Address): string {
  return [namespace, type, id].map(printable).join('/');
}

function printable(part: string): string {
  const cut = part.length > partCharsMax ? `${part.slice(0, partCharsMax)}…` : part;
  if (plain.test(cut) && !cut.startsWith('"')) return cut;
  return JSON.stringify(cut).replaceAll(unprintable, escape);
}

const escape = (character: string) => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`;
