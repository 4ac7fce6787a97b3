import type { SignIn } from '@dashboard/contract';
import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { siteUrl } from '../../../api/site-url.ts';
import { Moment } from '../../../parts/moment.tsx';
import { browserName } from '../../../words/browser-name.ts';
import { refusalWords } from '../../../words/refusal-words.ts';
import { settingPath } from '../../../words/setting-anchor.ts';
import classes from './sign-in-table.module.css';

const flows: Readonly<Record<string, string>> = {
  password: 'Password',
  authorization_code: 'Authorization Code Flow',
  authorization_code_pkce: 'Authorization Code Flow with PKCE',
};

/** Everything in the log about a sign-in, with links to the settings that decide about it. */
export function SignInDetails({ signIn }: { readonly signIn: SignIn }) {
  const { code, detail, flow, failedCheck, accountId, claimNames, groupNames } = signIn;
  return (
    <Stack gap="md" pb="sm">
      {code !== null && <WhatToDo code={code} check={failedCheck} email={signIn.email} />}
      <dl className={classes.facts}>
        <Fact name="Details">{detail}</Fact>
        <Fact name="When">
          <Moment time={signIn.at} />
        </Fact>
        <Fact name="Who">
          {accountId === null ? (
            signIn.email
          ) : (
            <Anchor component={Link} to={`/admin/people/${accountId}`} inherit>
              <bdi>{signIn.email}</bdi>
            </Anchor>
          )}
        </Fact>
        <Fact name="How">{flows[flow] ?? flow}</Fact>
        <Fact name="Claims in the token">{claimNames?.join(', ')}</Fact>
        <Fact name="Groups in the token">{groupNames?.map((name) => `“${name}”`).join(', ')}</Fact>
        <Fact name="From">{signIn.address}</Fact>
        <Fact name="Browser">
          {signIn.userAgent !== null && (
            <bdi title={signIn.userAgent}>{browserName(signIn.userAgent) ?? signIn.userAgent}</bdi>
          )}
        </Fact>
        <Fact name="Reference">{signIn.reference}</Fact>
        <Fact name="Code">
          {code !== null && (
            <>
              <Anchor href={siteUrl(`docs/errors#${code}`)} inherit>
                {code}
              </Anchor>
              {failedCheck !== null && ` (rule ${failedCheck})`}
            </>
          )}
        </Fact>
      </dl>
    </Stack>
  );
}

/** Refusals because of an existing account: the remedy is on its page. */
const aboutAnAccount = [
  ...['account_deactivated', 'account_not_linked', 'account_limit'],
  ...['email_taken', 'identity_conflict'],
];

function WhatToDo({
  code,
  check,
  email,
}: {
  readonly code: string;
  readonly check: string | null;
  readonly email: string | null;
}) {
  const { remedy, setting } = refusalWords(code, check);
  const sought = code === 'account_limit' || email === null ? '' : email;
  return (
    <Stack gap="sm" align="flex-start">
      <Text>{remedy}</Text>
      <Group gap="sm">
        {setting !== null && (
          <Button component={Link} to={settingPath(setting)} size="xs">
            Change this setting
          </Button>
        )}
        {aboutAnAccount.includes(code) && (
          <Button
            component={Link}
            to={`/admin/people?${new URLSearchParams({ query: sought })}`}
            size="xs"
            variant="default"
          >
            {sought === '' ? 'See the people' : 'See the person'}
          </Button>
        )}
        {code.startsWith('token') && (
          <Button component={Link} to="/admin/check-token" size="xs" variant="default">
            Check a token
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  if (children === null || children === undefined || children === '' || children === false)
    return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>{typeof children === 'string' ? <bdi>{children}</bdi> : children}</dd>
    </>
  );
}
