/*
 * For who runs extensions: the entry `@statefun-ts/extension/host`.
 */
export type { ExtensionOrigin, ExtensionSummary, LoadedExtension } from './extension.ts';
export { amid, Boundary, extensionAtWork } from './guard/boundary.ts';
export { titleOf } from './guard/definitions.ts';
export { LOOP_MS, watchForLoops } from './loops/loop-watch.ts';
export { Silence } from './loops/silence.ts';
export { placeInThread } from './loops/stopped-thread.ts';
export { isListening } from './guard/listening.ts';
export { importExtensions, loadExtensions, locationOf } from './load.ts';
export type { ExtensionLocation, LoadOptions, LoadedExtensions } from './load.ts';
export { Registry } from './registry.ts';
export { checkExtension } from './shape.ts';
export { programsBeside } from './stamps.ts';
