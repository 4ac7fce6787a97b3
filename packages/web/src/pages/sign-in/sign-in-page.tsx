import type { Properties } from '@dashboard/contract';
import { Anchor, Button, Divider, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'react-router';
import { ApiError } from '../../api/api-error.ts';
import { signIn } from '../../api/sessions.ts';
import { propertiesQuery } from '../../api/site.ts';
import { leaveTo, siteUrl } from '../../api/site-url.ts';
import { CardPage } from '../../parts/card-page.tsx';
import { Failure } from '../../parts/failure.tsx';
import { PasswordInput } from '../../parts/password-input.tsx';
import { usePageTitle } from '../../parts/use-page-title.ts';
import { pageDocuments } from '../../words/page-documents.ts';
import { returnPath } from './return-path.ts';

/** The password form and the link to SSO. Both keep the page that was requested. */
export function SignInPage() {
  const { search } = useLocation();
  const { data, error, refetch } = useQuery(propertiesQuery);
  const destination = returnPath(search);
  usePageTitle('Sign in');
  return (
    <CardPage
      title={data === undefined ? 'Sign in' : `Sign in to ${data.siteName}`}
      help={pageDocuments['/auth/login']}
    >
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton height={220} />}
      {data !== undefined && <WaysIn properties={data} destination={destination} />}
    </CardPage>
  );
}

function WaysIn({
  properties,
  destination,
}: {
  readonly properties: Properties;
  readonly destination: string;
}) {
  const { jwtEnabled, passwordLoginEnabled, setupRequired } = properties;
  if (!jwtEnabled && !passwordLoginEnabled) {
    return <Text>Sign-in is not available. Contact your administrator.</Text>;
  }
  return (
    <Stack gap="lg">
      {setupRequired && (
        <Text>
          This site has no administrator yet.{' '}
          <Anchor href={siteUrl('setup')} underline="always">
            Create the administrator account
          </Anchor>
          .
        </Text>
      )}
      {jwtEnabled && (
        <Button
          component="a"
          href={siteUrl(`auth/sso?return_to=${encodeURIComponent(destination)}`)}
        >
          Sign in with SSO
        </Button>
      )}
      {jwtEnabled && passwordLoginEnabled && <Divider label="or with a password" />}
      {passwordLoginEnabled && <PasswordForm destination={destination} isSecond={jwtEnabled} />}
    </Stack>
  );
}

interface Faults {
  readonly email?: string | undefined;
  readonly password?: string | undefined;
}

/** A plain form: the form library is larger than the rest of this page, which loads first of all. */
function PasswordForm({
  destination,
  isSecond,
}: {
  readonly destination: string;
  readonly isSecond: boolean;
}) {
  const [faults, setFaults] = useState<Faults>({});
  const enter = useMutation({
    mutationFn: signIn,
    onSuccess: () => leaveTo(destination, { replaces: true }),
  });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const values = new FormData(event.currentTarget);
    const [email, password] = [String(values.get('email')), String(values.get('password'))];
    const found = {
      email: email.trim() === '' ? 'Enter your email address.' : undefined,
      password: password === '' ? 'Enter your password.' : undefined,
    };
    setFaults(found);
    if (found.email === undefined && found.password === undefined)
      enter.mutate({ email, password });
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput
          label="Email"
          name="email"
          type="email"
          autoComplete="username"
          autoFocus
          error={faults.email}
          onChange={() => setFaults(({ password }) => ({ password }))}
        />
        <PasswordInput
          label="Password"
          name="password"
          autoComplete="current-password"
          error={faults.password}
          onChange={() => setFaults(({ email }) => ({ email }))}
        />
        {enter.isError && <Failure error={enter.error} />}
        {enter.error instanceof ApiError && enter.error.code === 'invalid_credentials' && (
          <Text size="xs" c="dimmed">
            Forgot your password? Ask your administrator to reset it.
          </Text>
        )}
        <Button
          type="submit"
          variant={isSecond ? 'default' : 'filled'}
          loading={enter.isPending || enter.isSuccess}
        >
          Sign in
        </Button>
      </Stack>
    </form>
  );
}
