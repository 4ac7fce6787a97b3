import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import type { TokenCheckAnswer, TokenCheckStep } from '@dashboard/contract';
import { StartRefused } from '../start-refused.ts';
import { checkToken } from '../token-check/check-token.ts';
import type { Command } from './command.ts';
import { withOpenSite } from './open-site.ts';

/** `./dashboard token check TOKEN` */
export const tokenCheck: Command = {
  help: `Usage: ./dashboard token check TOKEN [--json]

Checks a token step by step, as Admin → Settings → Check a token does. It changes nothing: the token
is not used up, and no account changes. Exit code: 0 if the token would sign a person in, 1 if not.

TOKEN is a token, "Bearer …", the whole address of a sign-in, or - to read one of these from standard
input, so that the token does not stay in the shell's history:

  pbpaste | ./dashboard token check -

Options
  --json  print the answer of POST /api/settings/jwt/check
`,
  async run(words, context) {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { json: { type: 'boolean' } },
    });
    const token = await readToken(positionals);
    const answer = await withOpenSite(context, ({ database, jwt, guard, config: { site } }) => {
      const lifetime = { maxAge: 0, idle: 0 };
      return checkToken({ database, jwt, site, guard, lifetime }, { token }, context.now());
    });
    context.print(values.json ? JSON.stringify(answer, null, 2) : inWords(answer));
    return answer.account.action === 'refuse' ? 1 : 0;
  },
};

/**
 * Finds the token in a pasted text: the token itself, `Bearer …`, or the address of a sign-in.
 *
 * @param words arguments; `-` means standard input
 * @throws StartRefused
 */
async function readToken(words: readonly string[]): Promise<string> {
  const given =
    words.length === 1 && words[0] === '-' ? await text(process.stdin) : words.join(' ');
  const [, pasted = ''] = /^(?:Bearer\s+)?(\S+)$/i.exec(given.trim()) ?? [];
  if (pasted === '')
    throw new StartRefused(
      'Give one token, or - for standard input: ./dashboard token check TOKEN',
    );
  if (!/^https?:/i.test(pasted) || !URL.canParse(pasted)) return pasted;
  const token = new URL(pasted).searchParams.get('jwt');
  if (token === null) throw new StartRefused('This address has no parameter “jwt”.');
  return token;
}

const signs: Readonly<Record<TokenCheckStep['outcome'] | 'warning', string>> = {
  passed: '✓',
  warning: '!',
  failed: '✗',
  skipped: '·',
};

function inWords({ checks, account }: TokenCheckAnswer): string {
  const steps = checks.map(({ outcome, name, code, detail, warning }) => {
    const why = code === undefined ? detail : `${detail} (${code})`;
    return `${signs[warning === true ? 'warning' : outcome]} ${name.padEnd(20)} ${why}`;
  });
  const { action, after, groups } = account;
  const names = (list: readonly { readonly name: string }[]) =>
    list.map(({ name }) => name).join(', ');
  const outcomes = {
    create: `It would create an account for ${after?.email} and sign in`,
    update: `It would sign ${after?.email} in`,
    refuse: 'It would be refused',
  };
  const added = groups.added.length > 0 ? `; added to the groups: ${names(groups.added)}` : '';
  const removed =
    groups.removed.length > 0 ? `; removed from the groups: ${names(groups.removed)}` : '';
  const changes = action === 'refuse' ? '' : added + removed;
  return [...steps, '', `${outcomes[action]}${changes}.`].join('\n');
}
