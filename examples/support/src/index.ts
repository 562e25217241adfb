export { runExample, type Example } from './run-example.ts';
