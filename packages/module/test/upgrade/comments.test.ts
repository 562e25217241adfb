import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commentsOf, lostComments } from '../../src/upgrade/comments.ts';

test('comments are found with their places, and what only looks like one is none', () => {
  const text = `# first\na: "# no" # second\nb: '# no'\nc: |\n  # no\n  text # no\n#third\nd: x#no\ne: [a, # fourth\n  b]\n--- # fifth\n# no more  \n`;
  const comments = commentsOf(text);
  assert.deepEqual(
    comments.map((comment) => comment.text),
    ['# first', '# second', '#third', '# fourth', '# fifth', '# no more'],
  );
  for (const { text: comment, at } of comments) assert.ok(text.startsWith(comment, at), comment);
});

test('a comment that a text has is not lost; another one of the same words is', () => {
  const comments = commentsOf('# a\nx: 1\n# a\ny: 2\n# b\n');
  const stretches = [
    { end: 9, text: 'x: 1\n' },
    { end: 18, text: '# a\ny: 2\n' },
  ];
  assert.deepEqual(lostComments(comments, stretches), { before: [['# a'], []], behind: ['# b'] });
});
