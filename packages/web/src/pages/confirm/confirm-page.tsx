import type { ConfirmationPage } from '@dashboard/contract';
import { Anchor, Button, Stack, Text } from '@mantine/core';
import { siteUrl } from '../../api/site-url.ts';
import { CardPage } from '../../ui/card-page.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';

/** Asks before somebody is signed in whose sign-in didn't begin here, or in another one's place (F7). */
export function ConfirmPage({ confirm }: ConfirmationPage) {
  const { signIn, email, currentEmail, action, stayPath } = confirm;
  const isSwitch = currentEmail !== null && currentEmail !== email;
  usePageTitle('Sign in?');
  return (
    <CardPage title={`Sign in as ${email}?`}>
      <Stack gap="lg">
        <Text>
          {isSwitch
            ? `You are signed in as ${currentEmail} now, and would be signed out.`
            : 'Your company’s app wants to sign you in here.'}
        </Text>
        <form method="post" action={siteUrl(action)}>
          <input type="hidden" name="sign_in" value={signIn} />
          <Button type="submit" fullWidth>
            Sign in
          </Button>
        </form>
        <Anchor href={siteUrl(stayPath)} ta="center">
          {isSwitch ? `Stay signed in as ${currentEmail}` : 'Don’t sign in'}
        </Anchor>
        <Text size="xs" c="dimmed">
          If you didn’t expect this page, somebody may have sent you a link to sign you in as
          another person.
        </Text>
      </Stack>
    </CardPage>
  );
}
