export * from './messages.ts';
export * from './codec.ts';
export * from './errors.ts';
export * from './typename.ts';
export * from './address.ts';
export * from './types.ts';
export * from './stream/index.ts';
