import { readFileSync } from 'node:fs';
import { compactVerify } from 'jose';
import { expect, test } from 'vitest';
import { checkHeader, cutToken } from './precheck.ts';
import { readJsonObject } from './read-json-object.ts';

interface Vector {
  readonly tcId: number;
  readonly comment: string;
  readonly jws: unknown;
  readonly result: 'valid' | 'invalid';
}

interface VectorFile {
  readonly testGroups: readonly {
    readonly private?: { readonly kty?: string; readonly k?: string };
    readonly tests: readonly Vector[];
  }[];
}

/** They contradict themselves; `../vectors/README.md` explains why. */
const corrected: Readonly<Record<number, boolean>> = {
  367: true,
  370: true,
  372: false,
  373: false,
};

function symmetricVectors(file: string) {
  const { testGroups } = JSON.parse(
    readFileSync(new URL(`../vectors/${file}`, import.meta.url), 'utf8'),
  ) as VectorFile;
  return testGroups
    .filter((group) => group.private?.kty === 'oct' && group.private.k !== undefined)
    .flatMap((group) => group.tests.map((vector) => ({ ...vector, key: group.private?.k ?? '' })))
    .filter(
      ({ tcId, jws }) =>
        file === 'json_web_signature_test.json' || (tcId <= 17 && jws !== undefined),
    );
}

/** The same steps as `verifyLoginToken` before the payload is read. */
async function isAccepted(jws: unknown, key: string): Promise<boolean> {
  try {
    const token = typeof jws === 'string' ? jws : JSON.stringify(jws);
    const { header } = cutToken(token, 8192);
    const members = readJsonObject(header.toString());
    if (members === null) return false;
    checkHeader(members);
    await compactVerify(token, Buffer.from(key, 'base64url'), { algorithms: ['HS256'] });
    return true;
  } catch {
    return false;
  }
}

const vectors = symmetricVectors('json_web_signature_test.json');

test('there are forty symmetric vectors', () => {
  expect(vectors).toHaveLength(40);
});

test.each([...vectors, ...symmetricVectors('json_web_crypto_test.json')])(
  'vector $tcId, $comment',
  async ({ tcId, jws, result, key }) => {
    expect(await isAccepted(jws, key)).toBe(corrected[tcId] ?? result === 'valid');
  },
);
