import { Paper, Stack, Text, Title } from '@mantine/core';
import { siteUrl } from '../../../api/site-url.ts';
import { CopyButton } from '../../../parts/copy-button.tsx';
import classes from './jwt-form.module.css';

/** The address to which the app redirects after it signed a user in. */
export function WhatToSend() {
  const address = `${siteUrl('auth/sso')}?jwt=TOKEN&return_to=RETURN_TO&state=STATE`;
  return (
    <Paper withBorder p="lg" component="section" aria-labelledby="what-your-app-sends">
      <Stack gap="sm" align="flex-start">
        <Title order={2} id="what-your-app-sends" tabIndex={-1}>
          What your app sends
        </Title>
        <Text>
          After your app signs a user in, it creates an HS256 token with at least their email and
          “iat”. It then redirects to this address, with “return_to” and “state” unchanged:
        </Text>
        <code className={classes.address}>{address}</code>
        <CopyButton value={address} label="Copy address" />
      </Stack>
    </Paper>
  );
}
