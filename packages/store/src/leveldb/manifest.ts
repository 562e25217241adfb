import { ByteReader, Malformed } from './bytes.ts';

/** The files that make up a LevelDB database, as its manifest lists them. */
export interface Manifest {
  /** Write-ahead logs with a lower number are obsolete, except `previousLogNumber`. */
  readonly logNumber: number;
  readonly previousLogNumber: number;
  /** Live tables: file number to size. */
  readonly tables: ReadonlyMap<number, number>;
}

const TAG = {
  comparator: 1,
  logNumber: 2,
  nextFileNumber: 3,
  lastSequence: 4,
  compactPointer: 5,
  deletedFile: 6,
  newFile: 7,
  previousLogNumber: 9,
} as const;

/** Plays the edits of a manifest. Throws `Malformed`. */
export function readManifest(edits: readonly Buffer[]): Manifest {
  let logNumber = 0;
  let previousLogNumber = 0;
  if (edits.length === 0) throw new Malformed('it holds nothing');
  const live = new Map<string, { number: number; bytes: number }>();
  for (const edit of edits) {
    const reader = new ByteReader(edit);
    while (!reader.done) {
      const tag = reader.varint();
      switch (tag) {
        case TAG.comparator:
          reader.take(reader.varint());
          break;
        case TAG.logNumber:
          logNumber = reader.varint();
          break;
        case TAG.previousLogNumber:
          previousLogNumber = reader.varint();
          break;
        case TAG.nextFileNumber:
        case TAG.lastSequence:
          reader.varint();
          break;
        case TAG.compactPointer:
          reader.varint();
          reader.take(reader.varint());
          break;
        case TAG.deletedFile:
          live.delete(`${reader.varint()}/${reader.varint()}`);
          break;
        case TAG.newFile: {
          const [level, number, bytes] = [reader.varint(), reader.varint(), reader.varint()];
          reader.take(reader.varint());
          reader.take(reader.varint());
          live.set(`${level}/${number}`, { number, bytes });
          break;
        }
        default:
          throw new Malformed(`an edit has the unknown tag ${tag}`);
      }
    }
  }
  const tables = new Map([...live.values()].map(({ number, bytes }) => [number, bytes]));
  return { logNumber, previousLogNumber, tables };
}
