import type { Setup } from '@dashboard/contract';
import { Anchor, Button, Group, Stack, Text, TextInput, type TextInputProps } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, fieldErrors } from '../../api/api-error.ts';
import { propertiesQuery, setUp } from '../../api/site.ts';
import { leaveTo, siteUrl } from '../../api/site-url.ts';
import { CardPage } from '../../parts/card-page.tsx';
import { Failure } from '../../parts/failure.tsx';
import { PasswordInput } from '../../parts/password-input.tsx';
import { usePageTitle } from '../../parts/use-page-title.ts';
import { pageDocuments } from '../../words/page-documents.ts';

/** The first visit: creates the first administrator. */
export function SetupPage() {
  const { data } = useQuery(propertiesQuery);
  usePageTitle('Setup');
  if (data?.setupRequired === false) {
    return (
      <CardPage title="Setup is already complete">
        <Text>
          <Anchor href={siteUrl('')} underline="always">
            Sign in
          </Anchor>{' '}
          instead.
        </Text>
      </CardPage>
    );
  }
  return (
    <CardPage title="Welcome to Dashboard" help={pageDocuments['/setup']}>
      <SetupForm isCodeRequired={data?.setupCodeRequired === true} />
    </CardPage>
  );
}

function SetupForm({ isCodeRequired }: { readonly isCodeRequired: boolean }) {
  const [wasCodeRefused, setCodeRefused] = useState(false);
  const needsCode = isCodeRequired || wasCodeRefused;
  const form = useForm({
    initialValues: {
      firstName: '',
      lastName: '',
      email: '',
      password: '',
      siteName: '',
      setupCode: '',
    },
    validate: {
      firstName: (value) => (value.trim() === '' ? 'Enter your first name.' : null),
      lastName: (value) => (value.trim() === '' ? 'Enter your last name.' : null),
      email: (value) => (/^[^@\s]+@[^@\s]+$/.test(value) ? null : 'Enter an email address.'),
      password: (value) => (value.length < 10 ? 'Use at least 10 characters.' : null),
      setupCode: (value) => (needsCode && value.trim() === '' ? 'Enter the setup code.' : null),
    },
  });
  const create = useMutation({
    mutationFn: (values: typeof form.values) => setUp(bodyOf(values)),
    onSuccess: () => leaveTo('', { replaces: true }),
    onError(error, { setupCode }) {
      if (isCodeInvalid(error)) setCodeRefused(true);
      // Without a code, the response only says that one is required.
      const wrong = isCodeInvalid(error) && setupCode !== '' && { setupCode: wrongCode };
      form.setErrors({ ...fieldErrors(error), ...wrong });
    },
  });
  const isShownInFields =
    isCodeInvalid(create.error) || Object.keys(fieldErrors(create.error)).length > 0;
  return (
    <form onSubmit={form.onSubmit((values) => create.mutate(values))} noValidate>
      <Stack>
        <Text c="dimmed">Create your administrator account.</Text>
        <Group grow align="flex-start" wrap="nowrap">
          <TextInput
            autoFocus
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
          label="Email"
          type="email"
          autoComplete="username"
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label="Password"
          autoComplete="new-password"
          description="At least 10 characters."
          {...form.getInputProps('password')}
        />
        <TextInput
          label="Site name (optional)"
          description="Shown on the sign-in page and at the top of every page."
          {...form.getInputProps('siteName')}
        />
        {needsCode && (
          <SetupCodeInput autoFocus={wasCodeRefused} {...form.getInputProps('setupCode')} />
        )}
        {create.isError && !isShownInFields && <Failure error={create.error} />}
        <Button type="submit" loading={create.isPending}>
          Create account
        </Button>
      </Stack>
    </form>
  );
}

const wrongCode = 'This is not the setup code.';

function isCodeInvalid(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'setup_code_invalid';
}

/** Shown only where the server requires the code. */
function SetupCodeInput(props: TextInputProps) {
  return (
    <TextInput
      label="Setup code"
      description="This code is in the output of the server, or DASHBOARD_SETUP_CODE sets it."
      autoComplete="off"
      {...props}
    />
  );
}

/** What is left empty is left out. */
function bodyOf({
  siteName,
  setupCode,
  ...person
}: { readonly siteName: string; readonly setupCode: string } & Omit<
  Setup,
  'siteName' | 'setupCode'
>): Setup {
  return {
    ...person,
    ...(siteName.trim() !== '' && { siteName: siteName.trim() }),
    ...(setupCode.trim() !== '' && { setupCode: setupCode.trim() }),
  };
}
