import { parseArgs } from 'node:util';
import type { TokenCheckAnswer, TokenCheckStep } from '@dashboard/contract';
import { StartRefused } from '../start-refused.ts';
import { checkToken } from '../token-check/check-token.ts';
import type { Command } from './command.ts';
import { withOpenSite } from './open-site.ts';

/** `./dashboard token check TOKEN` */
export const tokenCheck: Command = {
  help: `Usage: ./dashboard token check TOKEN [--json]

Says what a sign-in with this token would come to, step by step, as Admin → Settings → Check a token
does. Nothing comes of it: the token isn't used up, and nobody's account changes. The exit code is 0
where it would sign somebody in, else 1.

Options
  --json  print the answer of POST /api/settings/jwt/check
`,
  async run(words, context) {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { json: { type: 'boolean' } },
    });
    const [token] = positionals;
    if (token === undefined || positionals.length > 1)
      throw new StartRefused('Give one token: ./dashboard token check TOKEN');
    const answer = await withOpenSite(context, ({ database, jwt, guard, config: { site } }) => {
      const lifetime = { maxAge: 0, idle: 0 };
      return checkToken({ database, jwt, site, guard, lifetime }, { token }, context.now());
    });
    context.print(values.json ? JSON.stringify(answer, null, 2) : inWords(answer));
    return answer.account.action === 'refuse' ? 1 : 0;
  },
};

const signs: Readonly<Record<TokenCheckStep['outcome'], string>> = {
  passed: '✓',
  failed: '✗',
  skipped: '·',
};

function inWords({ checks, account }: TokenCheckAnswer): string {
  const steps = checks.map(({ outcome, name, code, detail }) => {
    const why = code === undefined ? detail : `${detail} (${code})`;
    return `${signs[outcome]} ${name.padEnd(20)} ${why}`;
  });
  const { action, after, groups } = account;
  const names = (list: readonly { readonly name: string }[]) =>
    list.map(({ name }) => name).join(', ');
  const outcomes = {
    create: `It would make an account for ${after?.email}`,
    update: `It would sign ${after?.email} in`,
    refuse: 'It would sign nobody in',
  };
  const added = groups.added.length > 0 ? `; into the groups: ${names(groups.added)}` : '';
  const removed = groups.removed.length > 0 ? `; out of the groups: ${names(groups.removed)}` : '';
  const changes = action === 'refuse' ? '' : added + removed;
  return [...steps, '', `${outcomes[action]}${changes}.`].join('\n');
}
