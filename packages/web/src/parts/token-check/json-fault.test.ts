import { expect, test } from 'vitest';
import { jsonFault } from './json-fault.ts';

test.each([
  ['{"email": "ada@example.com"}', null],
  ['{}', null],
  ['[]', 'JSON object'],
  ['"text"', 'JSON object'],
  ['{\n  "email": ada\n}', 'line 2'],
  ['{\n  "email": "ada"', 'line 2'],
  ['', 'line 1'],
])('%j is judged', (text, fault) => {
  if (fault === null) expect(jsonFault(text)).toBeNull();
  else expect(jsonFault(text)).toContain(fault);
});
