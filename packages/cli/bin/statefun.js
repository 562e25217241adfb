#!/usr/bin/env node
// Plain JavaScript, so that an older Node gets as far as the sentence below.
import module from 'node:module';

const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `statefun needs Node 24 or later, and this is Node ${process.versions.node}.\n` +
      "In this project the npm package 'node' brings it: `npm rebuild node`, then `npx statefun …`.",
  );
  process.exit(1);
}
module.enableCompileCache();
const { setUpHeaps } = await import('../src/heap.ts');
setUpHeaps();
const { main } = await import('../src/main.ts');
process.exitCode = await main(process.argv.slice(2));
// All of ours is closed by now. What an extension left open does not keep the process.
setTimeout(() => process.exit(), 2000).unref();
