import { readFile } from 'node:fs/promises';
import { StatefunError } from '@statefun-ts/protocol';

/** The settings that a configuration file gives, in its order. */
export interface ConfigFile {
  readonly path: string;
  readonly entries: readonly { readonly key: string; readonly value: string; readonly line: number }[];
}

/** The file that is read when none is named. */
export const CONFIG_FILE = 'statefun.config.yaml';

/**
 * Reads a YAML mapping of settings to values; a list of values is joined with commas. Without a name it is
 * `statefun.config.yaml` of the working directory, if that is there. Throws `STATEFUN_CONFIG_INVALID`.
 */
export async function readConfigFile(named: string | undefined): Promise<ConfigFile | undefined> {
  const path = named ?? CONFIG_FILE;
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (named === undefined && (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      const message = `There is no file ${path} in ${process.cwd()}; check --config and STATEFUN_CONFIG.`;
      throw invalid(message, error);
    }
    throw invalid(`${path} can't be read: ${(error as Error).message}`, error);
  }
  return parseConfig(path, text);
}

async function parseConfig(path: string, text: string): Promise<ConfigFile> {
  const { LineCounter, isMap, isScalar, isSeq, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [error] = document.errors;
  if (error !== undefined)
    throw invalid(`${path}:${lines.linePos(error.pos[0]).line}: ${error.message}`, error);
  const { contents } = document;
  if (contents === null) return { path, entries: [] };
  if (!isMap(contents))
    throw invalid(`${path} must be a mapping of settings to values, as in \`admin-port: 8093\`.`);
  const entries = contents.items.map(({ key, value }) => {
    const line = isScalar(key) && key.range ? lines.linePos(key.range[0]).line : 1;
    const texts = (isSeq(value) ? value.items : [value]).map((item) => {
      const scalar = isScalar(item) ? item.value : undefined;
      if (typeof scalar === 'string' || typeof scalar === 'number') return String(scalar);
      throw invalid(
        `${path}:${line}: '${String(key)}' must have a text or number, or a list of them, as its value.`,
      );
    });
    return { key: String(key), value: texts.join(','), line };
  });
  return { path, entries };
}

const invalid = (message: string, cause?: unknown): StatefunError =>
  new StatefunError('STATEFUN_CONFIG_INVALID', message, { cause });
