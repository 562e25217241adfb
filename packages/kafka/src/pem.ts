const block = /-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----/gs;

/** True for text that has a PEM block in it. */
export function isPem(text: string): boolean {
  return text.search(block) >= 0;
}

/**
 * PEM blocks as OpenSSL reads them: a property often has its line breaks lost or turned into blanks, which Java's
 * reader takes. What stands between blocks is left out.
 */
export function pemBlocks(text: string): string {
  return [...text.matchAll(block)]
    .map(([whole, label = '', body = '']) => {
      if (/\n.*\S.*\n/s.test(body) || body.includes(':')) return whole;
      const lines = body.replaceAll(/\s+/g, '').match(/.{1,64}/g) ?? [];
      return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`].join('\n');
    })
    .join('\n');
}
