import { describe, expect, test } from 'vitest';
import { renderMarkdown } from './render-markdown.ts';

const shown: Readonly<Record<string, string>> = {
  'docs/errors.md': '/bi/docs/errors',
  'examples/java/README.md': '/bi/docs/examples/java',
  'docs/images/question.png': '/bi/docs/images/question.png',
};
const render = (text: string, file = 'docs/page.md') =>
  renderMarkdown(text, file, (path) => shown[path] ?? null);

describe('Markdown', () => {
  test.each([
    ['<script>alert(1)</script>', '<script'],
    ['Words <img src=x onerror=alert(1)> and more', '<img'],
    ['<iframe src="https://example.org"></iframe>', '<iframe'],
    ['[x](javascript:alert(1))', 'javascript:'],
    ['[x](JaVaScRiPt:alert(1))', 'href'],
    ['[x](data:text/html,x)', 'href'],
    ['[x](vbscript:x)', 'href'],
    ['[x](//example.org)', 'href'],
    ['[x](\\\\example.org)', 'href="\\'],
    ['[x](/admin)', 'href'],
    ['[x](../../../etc/passwd)', 'href'],
    ['[x](missing.md)', 'href'],
    ['![x](https://example.org/x.png)', '<img'],
    ['![x](x.png)', '<img'],
    ['[x](errors.md#"onclick="alert(1))', '"onclick'],
    ['```\n</code><script>alert(1)</script>\n```', '<script'],
    ['`<b>`', '<b>'],
    ['<a href="javascript:alert(1)">x</a>', '<a'],
    ['# <b onclick=x>Heading</b>', '<b'],
    ['| <b> |\n| --- |\n| <i> |', '<i>'],
  ])('%j comes out without %j', (text, bad) => {
    expect(render(text)).not.toContain(bad);
  });

  test.each([
    ['[x](errors.md)', '<a href="/bi/docs/errors">x</a>'],
    ['[x](errors.md#the-api)', '<a href="/bi/docs/errors#the-api">x</a>'],
    ['[x](#locked-out)', '<p><a href="#locked-out">'],
    ['[x](../examples/java/README.md)', '<a href="/bi/docs/examples/java">x</a>'],
    ['[x](https://nodejs.org)', '<a href="https://nodejs.org">x</a>'],
    ['![a line](images/question.png)', '<img src="/bi/docs/images/question.png" alt="a line">'],
    ['## What *is* it?', '<h2 id="what-is-it">What <em>is</em> it?</h2>'],
    ['# A\n\n# A', '<h1 id="a-1">A</h1>'],
    ['| a |\n| --- |\n| `token_expired` |', '<tr id="token_expired">'],
    ['- **F7** The browser.', '<li id="f7">'],
    ['`<b>`', '<code>&lt;b&gt;</code>'],
    ['<b>', '&lt;b&gt;'],
  ])('%j comes out with %j', (text, good) => {
    const own: Readonly<Record<string, string>> = { ...shown, 'docs/page.md': '' };
    expect(renderMarkdown(text, 'docs/page.md', (path) => own[path] ?? null)).toContain(good);
  });
});
