import type { Setup } from '@dashboard/contract';
import { Anchor, Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery } from '@tanstack/react-query';
import { fieldErrors } from '../../api/api-error.ts';
import { propertiesQuery } from '../../api/read-properties.ts';
import { setUp } from '../../api/set-up.ts';
import { leaveTo, siteUrl } from '../../api/site-url.ts';
import { CardPage } from '../../ui/card-page.tsx';
import { Failure } from '../../ui/failure.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';

/** The first visit: makes the first administrator. */
export function SetupPage() {
  const { data } = useQuery(propertiesQuery);
  usePageTitle('Setup');
  if (data?.setupRequired === false) {
    return (
      <CardPage title="This site is set up already">
        <Text>
          Its first administrator was made before.{' '}
          <Anchor href={siteUrl('auth/login')} underline="always">
            Sign in
          </Anchor>{' '}
          instead.
        </Text>
      </CardPage>
    );
  }
  return (
    <CardPage title="Welcome to Dashboard">
      <SetupForm />
    </CardPage>
  );
}

function SetupForm() {
  const form = useForm({
    initialValues: { firstName: '', lastName: '', email: '', password: '', siteName: '' },
    validate: {
      firstName: (value) => (value.trim() === '' ? 'Enter your first name.' : null),
      lastName: (value) => (value.trim() === '' ? 'Enter your last name.' : null),
      email: (value) => (/^[^@\s]+@[^@\s]+$/.test(value) ? null : 'Enter an e-mail address.'),
      password: (value) => (value.length < 10 ? 'Use at least 10 characters.' : null),
    },
  });
  const create = useMutation({
    mutationFn: ({ siteName, ...person }: typeof form.values) => {
      const body: Setup =
        siteName.trim() === '' ? person : { ...person, siteName: siteName.trim() };
      return setUp(body);
    },
    onSuccess: () => leaveTo(''),
    onError: (error) => form.setErrors({ ...fieldErrors(error) }),
  });
  const hasFieldErrors = Object.keys(fieldErrors(create.error)).length > 0;
  return (
    <form onSubmit={form.onSubmit((values) => create.mutate(values))} noValidate>
      <Stack>
        <Text c="dimmed">You are the first here. Make your account; it administers this site.</Text>
        <Group grow align="flex-start" preventGrowOverflow={false}>
          <TextInput
            label="First name"
            autoComplete="given-name"
            {...form.getInputProps('firstName')}
          />
          <TextInput
            label="Last name"
            autoComplete="family-name"
            {...form.getInputProps('lastName')}
          />
        </Group>
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="username"
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label="Password"
          autoComplete="new-password"
          description="At least 10 characters. Length is strength."
          {...form.getInputProps('password')}
        />
        <TextInput
          label="Name of this site (optional)"
          description="Shown on the sign-in page and on top of every page."
          {...form.getInputProps('siteName')}
        />
        {create.isError && !hasFieldErrors && <Failure error={create.error} />}
        <Button type="submit" loading={create.isPending}>
          Create account
        </Button>
      </Stack>
    </form>
  );
}
