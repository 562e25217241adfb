/**
 * The API of the official JavaScript SDK (`apache-flink-statefun` 3.3), so that a service moves over by
 * changing its import. By `import` and by `require`. New code is better off with `@statefun-ts/sdk`.
 */
export * from './api.ts';
// What `import sdk from 'apache-flink-statefun'` gives, that package being CommonJS.
export * as default from './api.ts';
