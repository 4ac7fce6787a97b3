import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { documentOfPage, pageDocuments } from '../packages/web/src/words/page-documents.ts';

const docs = new URL('../docs/', import.meta.url);

describe('the document of a page', () => {
  test.each(Object.entries(pageDocuments))('of %s exists: %s', (_page, place) => {
    const [name, anchor] = place.split('#');
    const text = readFileSync(new URL(`${name}.md`, docs), 'utf8');
    const anchors = [...text.matchAll(/^#{1,4} (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, '')
        .replaceAll(' ', '-'),
    );
    if (anchor !== undefined) expect(anchors).toContain(anchor);
  });

  test('is the one of the longest matching path', () => {
    expect(documentOfPage('/admin/people/7')).toBe(pageDocuments['/admin/people']);
    expect(documentOfPage('/admin/settings/authentication/jwt')).toContain('#enabling-jwt');
    expect(documentOfPage('/account')).toBeNull();
    expect(documentOfPage('/admin/peoples')).toBeNull();
  });
});
