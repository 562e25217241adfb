// A node:test reporter: prints failures as they come and a dot for what passes, and writes the counts to the
// file named by STATEFUN_TEST_COUNTS, since a parent can't read them off the prose.
import { writeFileSync } from 'node:fs';
import type { TestEvent } from 'node:test/reporters';
import { inspect } from 'node:util';

export default async function* report(events: AsyncIterable<TestEvent>): AsyncIterable<string> {
  let passed = 0;
  let failed = 0;
  for await (const event of events) {
    if (event.type === 'test:pass' && event.data.skip === undefined && event.data.details.type !== 'suite') {
      passed++;
      yield passed % 100 === 0 ? `. ${passed}\n` : '.';
    }
    // A skipped test proves nothing: here it counts as a failure.
    const isSkipped = event.type === 'test:pass' && event.data.skip !== undefined;
    if (isSkipped || event.type === 'test:fail') {
      const { name, file, line, details } = event.data;
      if (details.type === 'suite') continue;
      failed++;
      const error = 'error' in details ? details.error : undefined;
      yield `\nFAILED ${name}\n  ${file ?? ''}:${line ?? ''}\n  ${isSkipped ? 'skipped' : inspect(error?.cause ?? error)}\n`;
    }
    if (event.type === 'test:stderr' && event.data.message.includes('Error')) yield event.data.message;
  }
  const countsFile = process.env['STATEFUN_TEST_COUNTS'];
  if (countsFile !== undefined) writeFileSync(countsFile, JSON.stringify({ passed, failed }));
  yield `\n${passed} passed, ${failed} failed\n`;
}
