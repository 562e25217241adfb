import { setFlagsFromString } from 'node:v8';

/*
 * How V8 keeps the heaps of all threads. What each flag brought is in docs/performance.md.
 */

/** An application that runs in a program of someone else leaves its heaps alone. */
let isOurs = false;

/** Before anything else is loaded. */
export function setUpHeaps(): void {
  isOurs = true;
  // Old objects are collected when they are this much more than after the last time, in percent. Left to itself V8 lets
  // them become four times as many: for 3 % of CPU time it is a hundred MiB less (greeter, 100,000 addresses).
  setFlagsFromString('--heap-growing-percent=150');
  // Where V8 sees that most objects outlive a collection of new ones, it makes their like as old ones at once. A message's objects live
  // for tens of milliseconds, so many do outlive one, and die right after: made as old ones they wait for the collection of those, which
  // came three times as often and took a sixth of all CPU time.
  setFlagsFromString('--no-allocation-site-pretenuring');
  // Nearly all that a start makes stays, programs above all. The room for new objects would double each time that most of them stay,
  // and be kept, empty, until there are messages to need it: 50 MiB and more with two shards.
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** All is loaded, and messages come: V8's own choice of how the room for new objects grows. */
export function letHeapsGrow(): void {
  if (isOurs) setFlagsFromString('--semi-space-growth-factor=2');
}
