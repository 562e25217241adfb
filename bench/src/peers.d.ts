/** Builds one of the Go programs under `bench/peers` and returns its path. */
export declare const buildPeer: (name: 'load' | 'fn' | 'sdk-go') => Promise<string>;
/** The script that starts and stops the original. */
export declare const ORIGINAL: string;
