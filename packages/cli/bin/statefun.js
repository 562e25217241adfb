#!/usr/bin/env node
// Plain JavaScript, so that an older Node gets as far as the sentence below.
import module from 'node:module';
import v8 from 'node:v8';

const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `statefun needs Node 24 or later, and this is Node ${process.versions.node}.\n` +
      "In this project the npm package 'node' brings it: `npm rebuild node`, then `npx statefun …`.",
  );
  process.exit(1);
}
// Old objects are collected when they are this much more than after the last time, in percent. Left to itself V8 lets
// them become four times as many: for 3 % of CPU time it is a hundred MiB less (greeter, 100,000 addresses).
v8.setFlagsFromString('--heap-growing-percent=150');
// A message's objects live for some tens of milliseconds, so that some collection of new objects meets them, and V8 learns to make
// their like as old ones at once. They then wait for the dear collection, three times as often: a sixth of all CPU time.
v8.setFlagsFromString('--no-allocation-site-pretenuring');
module.enableCompileCache();
const { main } = await import('../src/main.ts');
process.exitCode = await main(process.argv.slice(2));
// All of ours is closed by now. What an extension left open does not keep the process.
setTimeout(() => process.exit(), 2000).unref();
