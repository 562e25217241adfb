/*
 * For who runs extensions: the entry `@statefun-ts/extension/host`.
 */
export type { ExtensionOrigin, ExtensionSummary, LoadedExtension } from './extension.ts';
export { titleOf } from './guard/definitions.ts';
export { isListening } from './guard/listening.ts';
export type { GuardedTransport } from './guard/transport.ts';
export { importExtensions, loadExtensions, locationOf } from './load.ts';
export type { ExtensionLocation, LoadOptions, LoadedExtensions } from './load.ts';
export { Registry } from './registry.ts';
export { checkExtension } from './shape.ts';
