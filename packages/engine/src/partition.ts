/**
 * Which partition an id belongs to. The name goes into the store: another hash needs another name, or
 * addresses would lose their state.
 */
export const PARTITION_HASH = 'fnv1a-utf16-v1';

/** 32-bit FNV-1a over the UTF-16 code units of `id`, finished as MurmurHash3 does, modulo `partitions`. */
export const partitionOf = (id: string, partitions: number): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % partitions;
};

/** The lane of a partition: lanes, too, are fixed when a store is created. */
export const laneOf = (partition: number, lanes: number): number => partition % lanes;

/** How the ids of an application are spread: over partitions, and these over lanes. Fixed when a store is created. */
export interface Spread {
  readonly partitions: number;
  readonly lanes: number;
}

/** Which part of an application a shard is: the `index`th of `count`. It owns whole lanes. */
export interface Share {
  readonly index: number;
  readonly count: number;
}

/** All of an application. */
export const WHOLE: Share = { index: 0, count: 1 };

/** Which shard owns a lane. Other than lanes, shards may change from start to start. */
export const shardOf = (lane: number, shards: number): number => lane % shards;

/** Which lane an id belongs to. */
export const laneOfId = (id: string, { partitions, lanes }: Spread): number =>
  laneOf(partitionOf(id, partitions), lanes);

const utf8 = new TextDecoder();

/**
 * Which lane a record belongs to that can't become a message: that of its key, since it may have been a message before
 * the module changed, or the first one when it has none.
 */
export const laneOfKey = (key: Uint8Array | null, spread: Spread): number =>
  key === null ? 0 : laneOfId(utf8.decode(key), spread);

/** Which shard owns an id. */
export const shardOfId = (id: string, spread: Spread, shards: number): number =>
  shardOf(laneOfId(id, spread), shards);
