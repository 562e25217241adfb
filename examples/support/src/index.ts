export { runBuiltExample, type BuiltExample, type CommandLine } from './run-built-example.ts';
export { runExample, type Example } from './run-example.ts';
