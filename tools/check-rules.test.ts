import { expect, test } from 'vitest';
import { ruleFaults, testNamesIn } from './check-rules.ts';

const page = '# Rules\n\n- **I4** One.\n- **I4a** Two.\n- **F10** Three.\n';

test('lists each rule that no test names, and its place', () => {
  expect(ruleFaults(page, ['I4 refuses another sub'])).toEqual([
    { file: 'docs/sso-protocol.md', line: 4, problem: 'no test is named after the rule I4a' },
    { file: 'docs/sso-protocol.md', line: 5, problem: 'no test is named after the rule F10' },
  ]);
  expect(ruleFaults(page, ['I4, I4a and F10 hold'])).toEqual([]);
});

test('does not count a rule in a comment, or in another word, as a test', () => {
  const text = `// I4\ntest('does it', () => {});\ndescribe.each(kinds)('F10 keeps', () => {});`;
  expect(testNamesIn(text)).toEqual(['does it', 'F10 keeps']);
  expect(ruleFaults(page, ['XI4 and F101'])).toHaveLength(3);
});
