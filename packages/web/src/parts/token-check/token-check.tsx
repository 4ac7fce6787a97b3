import type { JwtSettingsPatch, TokenCheckAnswer } from '@dashboard/contract';
import { Button, SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldErrors } from '../../api/api-error.ts';
import { checkToken } from '../../api/jwt-settings.ts';
import { settingWords } from '../../words/setting-words.ts';
import { Failure } from '../failure.tsx';
import { CheckResult } from './check-result.tsx';
import { jsonFault } from './json-fault.ts';

const sources = [
  { value: 'token', label: 'A token' },
  { value: 'claims', label: 'Claims' },
] as const;

const exampleClaims = `{
  "email": "ada@example.com",
  "first_name": "Ada",
  "groups": ["engineers"]
}`;

/**
 * Checks a token, or claims, against the settings and shows what a sign-in would do. The pasted text
 * stays on this page: it is in no address and in no storage.
 */
export function TokenCheck({
  settings,
  children,
}: {
  readonly settings: JwtSettingsPatch;
  /** More to fill in before the check. */
  readonly children?: React.ReactNode;
}) {
  const [source, setSource] = useState<'token' | 'claims'>('token');
  const [token, setToken] = useState('');
  const [claims, setClaims] = useState(exampleClaims);
  const check = useMutation<TokenCheckAnswer>({
    mutationFn: () =>
      checkToken({
        ...(source === 'token' ? { token: token.trim() } : { claims: JSON.parse(claims) }),
        ...(Object.keys(settings).length > 0 && { settings }),
      }),
  });
  const claimsFault = source === 'claims' ? jsonFault(claims) : null;
  const isReady = source === 'token' ? token.trim() !== '' : claimsFault === null;
  const errors = fieldErrors(check.error);
  return (
    <Stack gap="lg">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) check.mutate();
        }}
      >
        <Stack gap="md" align="stretch">
          <SegmentedControl
            aria-label="What to check"
            style={{ alignSelf: 'flex-start' }}
            data={[...sources]}
            value={source}
            onChange={(value) => setSource(value as typeof source)}
          />
          {source === 'token' ? (
            <Textarea
              label="Token"
              description="Paste the token as your app created it. It is sent only to this server, and it stays unused."
              autosize
              minRows={3}
              maxRows={10}
              spellCheck={false}
              autoComplete="off"
              styles={mono}
              error={errors.token}
              value={token}
              onChange={(event) => setToken(event.currentTarget.value)}
            />
          ) : (
            <Textarea
              label="Claims"
              description="The claims of the token, as JSON. They are signed with the signing key for this check only. Without “iat”, the current time is used."
              autosize
              minRows={6}
              maxRows={20}
              spellCheck={false}
              autoComplete="off"
              styles={mono}
              error={claimsFault}
              value={claims}
              onChange={(event) => setClaims(event.currentTarget.value)}
            />
          )}
          {children}
          <Button
            type="submit"
            style={{ alignSelf: 'flex-start' }}
            disabled={!isReady}
            loading={check.isPending}
          >
            Check
          </Button>
        </Stack>
      </form>
      {check.error !== null && <Failure error={check.error} />}
      {Object.entries(errors)
        .filter(([name]) => name !== 'token')
        .map(([name, fault]) => (
          <Text key={name} size="sm" c="red">
            {wordsOf(name)}: {fault}
          </Text>
        ))}
      <div aria-live="polite">
        {check.data !== undefined && <CheckResult answer={check.data} />}
      </div>
    </Stack>
  );
}

const mono = { input: { fontFamily: 'var(--mantine-font-family-monospace)' } };

/** The form's label of a setting that the response calls, for example, `settings.issuer`. */
function wordsOf(name: string): string {
  const setting = name.replace('settings.', '');
  const [, words = setting] = Object.entries(settingWords).find(([key]) => key === setting) ?? [];
  return words;
}
