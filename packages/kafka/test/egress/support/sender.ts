/**
 * A process that sends through an exactly-once egress until it is killed: `sender.ts ADDRESS NAME TOPIC JOURNAL`.
 * It prints a line whenever something got out. With a fifth argument, `drain`, it adds nothing, sends what is
 * left and ends.
 */
import { writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { createKafkaEgress } from '../../../src/egress/kafka-egress.ts';
import { egressComponent, exactlyOnce, testContext } from './context.ts';
import { JournaledOutbox } from './journaled-outbox.ts';

const [address = '', name = '', topic = '', journal = '', mode = ''] = process.argv.slice(2);
const outbox = new JournaledOutbox(journal, topic);
const egress = createKafkaEgress(egressComponent(address, exactlyOnce), testContext(name));
await egress.start(outbox);
if (mode === 'drain') {
  await outbox.drained();
  await egress.stop();
  outbox.epoch(0);
} else {
  const out = (): number => outbox.streams().reduce((sum, { head }) => sum + head, 0);
  for (let reported = out(); outbox.failures.length === 0; await delay(1)) {
    outbox.epoch(10);
    egress.wake();
    if (out() > reported) {
      reported = out();
      writeSync(1, 'out\n');
    }
  }
  throw outbox.failures[0];
}
