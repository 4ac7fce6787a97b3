import { Paper, Stack, Text, Title } from '@mantine/core';
import { siteUrl } from '../../../api/site-url.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import classes from './jwt-form.module.css';

/** Where the app redirects once it has signed somebody in. */
export function WhatToSend() {
  const address = `${siteUrl('auth/sso')}?jwt=TOKEN&return_to=RETURN_TO&state=STATE`;
  return (
    <Paper withBorder p="lg" component="section" aria-labelledby="what-your-app-sends">
      <Stack gap="sm" align="flex-start">
        <Title order={2} id="what-your-app-sends" tabIndex={-1}>
          What your app sends
        </Title>
        <Text>
          When somebody has signed in, your app makes an HS256 token with at least their email
          address and “iat”, and redirects to this address, with “return_to” and “state” as they
          came:
        </Text>
        <code className={classes.address}>{address}</code>
        <CopyButton value={address} label="Copy address" />
      </Stack>
    </Paper>
  );
}
