import { Code, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { propertiesQuery } from '../../../api/site.ts';
import { siteUrl } from '../../../api/site-url.ts';
import { CopyButton } from '../../../parts/copy-button.tsx';

/** The address of the password form while JWT is enabled: other pages redirect to the app. */
export function PasswordAddress() {
  const { data } = useQuery(propertiesQuery);
  if (data === undefined || !data.jwtEnabled || !data.passwordLoginEnabled) return null;
  const address = siteUrl('auth/login');
  return (
    <Stack gap="xs" align="flex-start">
      <Text size="sm">
        Password sign-in stays available at this address. Use it if your app is down.
      </Text>
      <Code block w="100%">
        {address}
      </Code>
      <CopyButton value={address} label="Copy address" />
    </Stack>
  );
}
