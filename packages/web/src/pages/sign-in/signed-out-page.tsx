import { Anchor, Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { propertiesQuery } from '../../api/site.ts';
import { siteUrl } from '../../api/site-url.ts';
import { CardPage } from '../../parts/card-page.tsx';
import { usePageTitle } from '../../parts/use-page-title.ts';

/** Where signing out ends. It never starts a sign-in by itself. */
export function SignedOutPage() {
  const { data } = useQuery(propertiesQuery);
  usePageTitle('Signed out');
  return (
    <CardPage title="You are signed out">
      <Stack gap="lg">
        <Text>You can close this window or sign in again.</Text>
        <Button component="a" href={siteUrl('')} variant="default">
          Sign in again
        </Button>
        {data?.jwtEnabled && data.passwordLoginEnabled && (
          <Anchor href={siteUrl('auth/login')} ta="center">
            Sign in with a password
          </Anchor>
        )}
      </Stack>
    </CardPage>
  );
}
