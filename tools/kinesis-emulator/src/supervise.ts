/**
 * `supervise.ts FILE` runs the emulator in this process for as long as its parent lives. The parent holds the other
 * end of this process's standard input; the system closes it however the parent dies, `kill -9` included.
 */
const [script] = process.argv.slice(2);
if (script === undefined) throw new Error('usage: supervise.ts FILE');
// An orderly exit would wait for connections to end.
process.stdin.resume().once('close', () => process.kill(process.pid, 'SIGKILL'));
await import(script);

export {};
