import { MODULE_CHARACTERS_MAX, type ModuleFile, type Problem } from '@statefun-ts/module';
import { createReadStream } from 'node:fs';

/** A module file, or why it can't be read. */
export type ReadFile = { readonly source: ModuleFile } | { readonly problem: Problem };

/** What stands for standard input on the command line. */
export const STDIN = '-';

/** Reads a module file, or standard input. */
export async function readModuleFile(path: string): Promise<ReadFile> {
  const file = path === STDIN ? '<stdin>' : path;
  try {
    return {
      source: { file, text: await readText(path === STDIN ? process.stdin : createReadStream(path)) },
    };
  } catch (error) {
    return { problem: unreadable(file, error as NodeJS.ErrnoException) };
  }
}

/** No character of a string takes more bytes of UTF-8: with these, there is a character too many. */
const BYTES_MAX = (MODULE_CHARACTERS_MAX + 1) * 3;

/**
 * A text that is longer than any module file may be is cut off behind that: whatever is given is refused rather
 * than read without end.
 */
async function readText(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    bytes += chunk.length;
    // Leaving the loop closes the stream.
    if (bytes >= BYTES_MAX) return Buffer.concat(chunks).toString('utf8', 0, BYTES_MAX);
  }
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
}

function unreadable(file: string, { code, message }: NodeJS.ErrnoException): Problem {
  const texts: Readonly<Record<string, string>> = {
    ENOENT: `There is no file ${file} in ${process.cwd()}.`,
    EISDIR: `${file} is a directory.`,
    ERR_ENCODING_INVALID_ENCODED_DATA: 'The file is not a text in UTF-8.',
  };
  const hints: Readonly<Record<string, string>> = {
    ENOENT: 'check its name; statefun run and dev take it by --module FILE, the others as an argument',
    EISDIR: `name a file in it, or let --modules-dir ${file} find what is in its directories`,
  };
  const hint = hints[code ?? ''];
  return {
    severity: 'error',
    code: 'STATEFUN_MODULE_UNREADABLE',
    message: texts[code ?? ''] ?? `The file can't be read: ${message}.`,
    ...(hint !== undefined && { hint }),
    origin: { file, line: 1, column: 1 },
  };
}
