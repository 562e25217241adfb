const replacement = '\u00EF\u00BF\u00BD';
const replacementCharacter = '\uFFFD';

/**
 * Text of UTF-8 bytes as Java decodes them, so that an address is the same here and in the original. What is
 * malformed becomes U+FFFD. The only difference to the Web's rules: an encoded surrogate, or the first two
 * bytes of one, becomes one U+FFFD instead of one for each byte.
 */
export function decodeJavaUtf8(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end);
  if (!text.includes(replacementCharacter)) return text;
  const binary = bytes.toString('latin1', start, end);
  const patched = binary.replaceAll(/\u00ED[\u00A0-\u00BF][\u0080-\u00BF]?/g, replacement);
  return Buffer.from(patched, 'latin1').toString('utf8');
}
