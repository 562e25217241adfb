import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commentsOf } from '../../src/upgrade/comments.ts';
import { columnOf, withoutForeignTail } from '../../src/upgrade/tail.ts';

/** What is left of a component, whose spec stands in the file with `a: 1` as its last field. */
function left(file: string, component: string): string {
  const start = file.indexOf('a: 1');
  const place = { end: start + 4, column: columnOf(start, file) };
  return withoutForeignTail(component, place, { text: file, comments: commentsOf(file) });
}

test('comments behind a spec are its own as far as they are indented like it', () => {
  const file =
    '- spec:\n    a: 1 # beside\n    # own\n\n    # own, too\n  # of the entry\n    # not any more\n- b\n';
  const printed = 'spec:\n  a: 1 # beside\n  # own\n\n  # own, too\n  # of the entry\n  # not any more\n';
  assert.equal(left(file, printed), 'spec:\n  a: 1 # beside\n  # own\n\n  # own, too\n');
});

test('without one of its own, the component ends with its last field', () => {
  assert.equal(left('- spec:\n    a: 1\n# next\n- b\n', 'spec:\n  a: 1\n  # next\n'), 'spec:\n  a: 1\n');
  assert.equal(left('- spec:\n    a: 1 # c\n- b # next\n', 'spec:\n  a: 1 # c\n'), 'spec:\n  a: 1 # c\n');
});

test('what only looks like a comment stays', () => {
  const printed = 'spec:\n  a: |+\n    # text\n\n';
  assert.equal(left('- spec:\n    a: 1\n# next\n', printed), printed);
});
