import type { Properties } from '@dashboard/contract';
import { Button, Divider, PasswordInput, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useLocation } from 'react-router';
import { ApiError } from '../../api/api-error.ts';
import { propertiesQuery } from '../../api/read-properties.ts';
import { signIn } from '../../api/sign-in.ts';
import { leaveTo, siteUrl } from '../../api/site-url.ts';
import { CardPage } from '../../ui/card-page.tsx';
import { Failure } from '../../ui/failure.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { returnPath } from './return-path.ts';

/** The password form and the link to SSO. Both keep the page that was requested. */
export function SignInPage() {
  const { search } = useLocation();
  const { data, error, refetch } = useQuery(propertiesQuery);
  const destination = returnPath(search);
  usePageTitle('Sign in');
  return (
    <CardPage title={data === undefined ? 'Sign in' : `Sign in to ${data.siteName}`}>
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
          <a href={siteUrl('setup')}>Create the administrator account</a>.
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

function PasswordForm({
  destination,
  isSecond,
}: {
  readonly destination: string;
  readonly isSecond: boolean;
}) {
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: {
      email: (value) => (value.trim() === '' ? 'Enter your email address.' : null),
      password: (value) => (value === '' ? 'Enter your password.' : null),
    },
  });
  const enter = useMutation({ mutationFn: signIn, onSuccess: () => leaveTo(destination) });
  return (
    <form onSubmit={form.onSubmit((values) => enter.mutate(values))} noValidate>
      <Stack>
        <TextInput
          label="Email"
          type="email"
          autoComplete="username"
          autoFocus
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          {...form.getInputProps('password')}
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
