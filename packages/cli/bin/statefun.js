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
// Where V8 sees that most objects outlive a collection of new ones, it makes their like as old ones at once. A message's objects live
// for tens of milliseconds, so many do outlive one, and die right after: made as old ones they wait for the collection of those, which
// came three times as often and took a sixth of all CPU time.
v8.setFlagsFromString('--no-allocation-site-pretenuring');
module.enableCompileCache();
const { main } = await import('../src/main.ts');
process.exitCode = await main(process.argv.slice(2));
// All of ours is closed by now. What an extension left open does not keep the process.
setTimeout(() => process.exit(), 2000).unref();
