import { describe, expect, test } from 'vitest';
import { forSite, snippets } from './snippets.ts';

const address = 'https://data.example.com/$&/auth/sso';

describe.each(snippets)('the code to paste in $language', ({ load }) => {
  test('names this site once, and nothing of the example is left', async () => {
    const code = forSite(await load(), address);
    expect(code.split(address)).toHaveLength(2);
    expect(code).not.toContain('localhost');
  });

  test('takes the key from the environment', async () => {
    expect(await load()).toMatch(/(env|ENV)\S*.{0,2}SIGNING_KEY/i);
  });
});
