export { createLambdaTransport } from './lambda-transport.ts';
