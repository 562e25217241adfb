export { main, type MainHooks } from './main.ts';
export { EXIT, type ExitCode } from './exit-codes.ts';
export type { Urls } from './application.ts';
