export { openStore, readStore } from './open.ts';
export {
  SHARDS_MAX,
  changeShards,
  readStores,
  removeLeftovers,
  shardDirectories,
  storedShards,
} from './shards.ts';
export { WRITE_BUFFER_BYTES } from './settings.ts';
export type { StoreOptions } from './settings.ts';
export type { Store, StoreReader } from './store.ts';
export { StoreError } from './store-error.ts';
export type { Verification } from './verify.ts';
