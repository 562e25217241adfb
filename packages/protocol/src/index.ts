export * from './messages.ts';
export * from './codec.ts';
export * from './errors.ts';
