// Made by `npm run generate` from the .proto files: change those.
import type { WireReader, WireWriter } from '@statefun-ts/protocol/wire';

const NONE: never[] = [];

export interface AggregatedRecord {
  readonly partitionKeys: readonly string[];
  readonly explicitHashKeys: readonly string[];
  readonly records: readonly UserRecord[];
}

export function encodeAggregatedRecord(writer: WireWriter, message: AggregatedRecord): void {
  for (let i = message.records.length - 1; i >= 0; i--) {
    const item = message.records[i] as UserRecord;
    const end = writer.position;
    encodeUserRecord(writer, item);
    writer.lengthTo(end);
    writer.integer(26);
  }
  for (let i = message.explicitHashKeys.length - 1; i >= 0; i--) {
    const item = message.explicitHashKeys[i] as string;
    writer.string(item);
    writer.integer(18);
  }
  for (let i = message.partitionKeys.length - 1; i >= 0; i--) {
    const item = message.partitionKeys[i] as string;
    writer.string(item);
    writer.integer(10);
  }
}

export function decodeAggregatedRecord(reader: WireReader, prior: AggregatedRecord | null): AggregatedRecord {
  let partitionKeys: string[] = (prior === null ? NONE : prior.partitionKeys) as string[];
  let explicitHashKeys: string[] = (prior === null ? NONE : prior.explicitHashKeys) as string[];
  let records: UserRecord[] = (prior === null ? NONE : prior.records) as UserRecord[];
  while (reader.hasMore) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const item = reader.string();
        if (partitionKeys.length > 0) partitionKeys.push(item);
        else partitionKeys = [item];
        break;
      }
      case 18: {
        const item = reader.string();
        if (explicitHashKeys.length > 0) explicitHashKeys.push(item);
        else explicitHashKeys = [item];
        break;
      }
      case 26: {
        const outer3 = reader.enter();
        const item = decodeUserRecord(reader, null);
        reader.leave(outer3);
        if (records.length > 0) records.push(item);
        else records = [item];
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { partitionKeys, explicitHashKeys, records };
}

export interface UserRecord {
  readonly partitionKeyIndex: number;
  readonly explicitHashKeyIndex: number | null;
  readonly data: Uint8Array;
}

export function encodeUserRecord(writer: WireWriter, message: UserRecord): void {
  writer.bytes(message.data);
  writer.integer(26);
  if (message.explicitHashKeyIndex !== null) {
    writer.integer(message.explicitHashKeyIndex);
    writer.integer(16);
  }
  writer.integer(message.partitionKeyIndex);
  writer.integer(8);
}

export function decodeUserRecord(reader: WireReader, prior: UserRecord | null): UserRecord {
  let partitionKeyIndex: number | null = prior === null ? null : prior.partitionKeyIndex;
  let explicitHashKeyIndex: number | null = prior === null ? null : prior.explicitHashKeyIndex;
  let data: Uint8Array | null = prior === null ? null : prior.data;
  while (reader.hasMore) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        partitionKeyIndex = reader.uint32();
        break;
      case 16:
        explicitHashKeyIndex = reader.uint32();
        break;
      case 26:
        data = reader.bytes();
        break;
      default:
        reader.skip(tag);
    }
  }
  if (partitionKeyIndex === null) throw new RangeError('UserRecord has no field partitionKeyIndex');
  if (data === null) throw new RangeError('UserRecord has no field data');
  return { partitionKeyIndex, explicitHashKeyIndex, data };
}
