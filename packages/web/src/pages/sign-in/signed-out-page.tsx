import { Button, Stack, Text } from '@mantine/core';
import { siteUrl } from '../../api/site-url.ts';
import { CardPage } from '../../ui/card-page.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';

/** Where signing out ends. It never starts a sign-in by itself. */
export function SignedOutPage() {
  usePageTitle('Signed out');
  return (
    <CardPage title="You are signed out">
      <Stack gap="lg">
        <Text>Nothing more to do. You can close this window, or come back in.</Text>
        <Button component="a" href={siteUrl('')} variant="default">
          Sign in again
        </Button>
      </Stack>
    </CardPage>
  );
}
