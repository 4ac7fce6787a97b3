import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostileReturnPaths } from './hostile-return-paths.ts';
import { readReturnPath, readReturnPathLeniently, unwrapHandle, wrapPath } from './return-path.ts';

const plain = 'http://localhost:3000/';
const below = 'https://example.com/bi/';

describe('F1 a return path', () => {
  test.each(hostileReturnPaths.map((value) => [value]))('is refused: %j', (value) => {
    expect(readReturnPath(value, plain)).toBe('invalid');
    expect(readReturnPath(value, below)).toBe('invalid');
  });

  test.each([
    '/',
    '/bi/../x',
    '/bi/%2e%2e/x',
    '/BI/x',
    '/bix',
    '/question/1',
    'https://example.com/',
    'https://example.com/x',
    '/bi//auth/sso',
    '/bi/auth',
    '/bi/%61uth/x',
    '/bi/API',
    '/x/../bi/auth',
  ])('is refused outside the base path: %s', (value) =>
    expect(readReturnPath(value, below)).toBe('invalid'),
  );

  test.each([undefined, '', ' ', '\t', 'undefined', 'null', ' undefined '])(
    'is none: %j',
    (value) => {
      expect(readReturnPath(value, plain)).toBeNull();
    },
  );

  test.each([
    ['/', '/'],
    ['/question/1-superb-question', '/question/1-superb-question'],
    [
      '/question/2?from=2025-01-01&to=2025-03-31&view=table',
      '/question/2?from=2025-01-01&to=2025-03-31&view=table',
    ],
    ['/question/1#comments', '/question/1#comments'],
    ['/question/1?q=a%20b%26c', '/question/1?q=a%20b%26c'],
    [
      '/question/1?q=%F0%9F%91%A9%E2%80%8D%F0%9F%91%A7',
      '/question/1?q=%F0%9F%91%A9%E2%80%8D%F0%9F%91%A7',
    ],
    ['/question/1?q=ü 日本', '/question/1?q=%C3%BC%20%E6%97%A5%E6%9C%AC'],
    ['/question/1?to=//evil.test', '/question/1?to=//evil.test'],
    ['/question/1?to=https://evil.test', '/question/1?to=https://evil.test'],
    ['/a/../question/1', '/question/1'],
    ['/authors', '/authors'],
    ['/question/auth', '/question/auth'],
    ['http://localhost:3000', '/'],
    ['http://localhost:3000/question/1?a=1#b', '/question/1?a=1#b'],
    ['HTTP://LOCALHOST:3000/question/1', '/question/1'],
  ])('is kept: %s', (value, path) => {
    expect(readReturnPath(value, plain)).toBe(path);
  });

  test.each([
    ['/bi/', '/bi/'],
    ['/bi', '/bi'],
    ['/bi/question/1', '/bi/question/1'],
    ['https://example.com/bi/question/1', '/bi/question/1'],
    ['https://example.com:443/bi/', '/bi/'],
  ])('is kept under the base path: %s', (value, path) => {
    expect(readReturnPath(value, below)).toBe(path);
  });

  test('never leads off the site, for any value', () => {
    const ingredient = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      '%2e',
      '%2f',
      '%5c',
      '@',
      ':',
      'http:',
      'https:',
      'localhost:3000',
      'example.com',
      'evil.test',
      'bi',
      'auth',
      '\t',
      '\n',
      ' ',
      '?',
      '#',
      '。',
      '\u200b',
      'a',
    );
    const anything = fc.oneof(
      fc.string(),
      fc.webUrl(),
      fc.array(ingredient, { maxLength: 8 }).map((parts) => parts.join('')),
    );
    for (const site of [plain, below]) {
      fc.assert(
        fc.property(anything, (value) => {
          const path = readReturnPath(value, site);
          if (path === null || path === 'invalid') return;
          const target = new URL(path, site);
          expect(target.origin).toBe(new URL(site).origin);
          expect(path).toMatch(/^\/(?![/\\])/);
          expect(readReturnPath(path, site)).toBe(path);
          expect(`${target.pathname}/`.startsWith(new URL(site).pathname)).toBe(true);
        }),
        { numRuns: 3000 },
      );
    }
  });
});

describe('F1 a return address that an app has damaged', () => {
  test.each([
    ['question/1'],
    ['./question/1'],
    ['%2Fquestion%2F1'],
    ['%252Fquestion%252F1%253Fa%253D1'],
    ['localhost:3000/question/1'],
    ['/question/%zz'],
    ['/question/%E0%A4%A'],
    ['%E0%A4%A'],
    ['http://localhost:3000/question/%zz'],
    ['?x'],
    ['100%'],
  ])('counts as none: %s', (value) => {
    expect(readReturnPathLeniently(value, plain)).toEqual({ path: null, flaw: 'unreadable' });
    expect(readReturnPath(value, plain)).toBe('invalid');
  });

  test.each([
    ['//evil.test'],
    ['%2F%2Fevil.test'],
    ['%252F%252Fevil.test'],
    ['%2F%5Cevil.test'],
    ['https%3A%2F%2Fevil.test'],
    ['https%253A%252F%252Fevil.test'],
    ['javascript%3Aalert(1)'],
    ['javascript:alert(%zz)'],
    ['/question/%00'],
    ['%09/evil.test'],
    ['/auth/logout'],
    ['/api/session'],
    ['http://localhost:3000@evil.test/%zz'],
    ['/%2fevil.test'],
    ['evil.test:3000/question/1'],
  ])('is refused if it names another origin, hides characters or is not allowed: %s', (value) => {
    expect(readReturnPathLeniently(value, plain)).toBe('invalid');
  });

  test.each([
    ['/question/1', '/bi/question/1'],
    ['/question/1?a=b#chart', '/bi/question/1?a=b#chart'],
    ['/', '/bi/'],
    ['/bix', '/bi/bix'],
    ['/bi/../x', '/bi/x'],
  ])('gets the base path if it has none: %s', (value, path) => {
    expect(readReturnPathLeniently(value, below)).toEqual({ path, flaw: 'without base path' });
  });

  test.each([
    ['/auth/logout'],
    ['/api/session'],
    ['/bi/auth'],
    ['/x/../bi/auth'],
    ['https://example.com/question/1'],
    ['/..//evil.test'],
    ['/%2fevil.test'],
    ['/x\\y'],
  ])('gets no base path: %s', (value) => {
    expect(readReturnPathLeniently(value, below)).toBe('invalid');
  });

  test.each(hostileReturnPaths.map((value) => [value]))(
    'never leaves the base path: %j',
    (value) => {
      const read = readReturnPathLeniently(value, below);
      if (read === 'invalid' || read.path === null) return;
      expect(read.path).toMatch(/^\/bi\/(?!auth|api|\/)/);
    },
  );

  test('S1 loses its query if it is too long, and counts as none if it still is', () => {
    const long = 'a'.repeat(2100);
    expect(readReturnPathLeniently(`/question/1?x=${long}`, plain)).toEqual({
      path: '/question/1',
      flaw: 'too long',
    });
    expect(readReturnPathLeniently(`/question/1?x=${'ü'.repeat(500)}`, plain)).toMatchObject({
      path: '/question/1',
    });
    expect(readReturnPathLeniently(`/${long}`, plain)).toEqual({ path: null, flaw: 'too long' });
    expect(readReturnPathLeniently('/question/1?x=1', plain)).toEqual({
      path: '/question/1?x=1',
      flaw: null,
    });
    expect(readReturnPathLeniently('undefined', plain)).toEqual({ path: null, flaw: null });
  });
});

describe('S2 a handle', () => {
  test('does not change a plain path and encodes any other', () => {
    expect(wrapPath('/question/1-superb-question', plain)).toBe('/question/1-superb-question');
    expect(wrapPath('/question/1?a=1', plain)).toMatch(/^\/go\/[\w-]+$/);
    expect(wrapPath('/bi/question/1?a=1', below)).toMatch(/^\/bi\/go\/[\w-]+$/);
    fc.assert(
      fc.property(fc.webPath(), fc.webQueryParameters(), (path, query) => {
        const wanted = readReturnPath(`/q${path}?${query}`, plain);
        fc.pre(wanted !== null && wanted !== 'invalid');
        const sent = wrapPath(wanted, plain);
        expect(sent).toMatch(/^[\w.~/-]+$/);
        expect(unwrapHandle(sent, plain) ?? sent).toBe(wanted);
      }),
    );
  });

  test('can have 2,048 characters', () => {
    const longest = `/question/1?x=${'a'.repeat(2034)}`;
    const sent = wrapPath(longest, plain);
    expect(readReturnPath(sent, plain)).toBe(sent);
    expect(unwrapHandle(sent, plain)).toBe(longest);
  });

  test.each(
    [...hostileReturnPaths, '/go/L3F1ZXN0aW9uLzE', '', 'undefined'].map((value) => [value]),
  )('is refused with %j in it', (value) => {
    const handle = Buffer.from(value).toString('base64url');
    expect(unwrapHandle(`/go/${handle}`, plain)).toBe('invalid');
  });

  test.each(['/go/', '/go/%20', '/go/a b', '/go/a/b', '/go/a=', '/go/_w', '/go/L3F1ZXN0aW9uLzE='])(
    'is refused as %s',
    (path) => {
      expect(unwrapHandle(path, plain)).toBe('invalid');
    },
  );

  test('is null for another path', () => {
    expect(unwrapHandle('/question/1', plain)).toBeNull();
    expect(unwrapHandle('/gone/x', plain)).toBeNull();
  });
});
