/*
 * For who runs extensions: the entry `@statefun-ts/extension/host`.
 */
export type { ExtensionOrigin, LoadedExtension } from './extension.ts';
export { amid, extensionAtWork } from './guard/boundary.ts';
export { beat, forgetThread, newHeartbeat, watchForLoops, watchThread } from './loops/loop-watch.ts';
export type { Heartbeat } from './loops/loop-watch.ts';
export { isListening } from './guard/listening.ts';
export { importExtensions, loadExtensions, locationOf } from './load.ts';
export type { ExtensionLocation, LoadOptions, LoadedExtensions } from './load.ts';
export { Registry } from './registry.ts';
export { checkExtension } from './shape.ts';
export { programsBeside } from './stamps.ts';
