import type { ConfirmationPage } from '@dashboard/contract';
import { Anchor, Button, Stack, Text } from '@mantine/core';
import { siteUrl } from '../../api/site-url.ts';
import { CardPage } from '../../parts/card-page.tsx';
import { usePageTitle } from '../../parts/use-page-title.ts';
import classes from './confirm-page.module.css';

/** Asks for confirmation of an unsolicited sign-in, or of one that switches accounts (F7). */
export function ConfirmPage({ confirm }: ConfirmationPage) {
  const { signIn, email, currentEmail, action, stayPath } = confirm;
  const isSwitch = currentEmail !== null && currentEmail !== email;
  usePageTitle('Confirm sign-in');
  return (
    <CardPage title={isSwitch ? 'Switch account?' : 'Confirm sign-in'}>
      <Stack gap="lg">
        <Text>
          {isSwitch
            ? `You’re signed in as ${currentEmail}. Do you want to continue as ${email}?`
            : `Your company’s app wants to sign you in as ${email}.`}
        </Text>
        {isSwitch && (
          <Button component="a" href={siteUrl(stayPath)} fullWidth className={classes.long}>
            Stay signed in as {currentEmail}
          </Button>
        )}
        <form method="post" action={siteUrl(action)}>
          <input type="hidden" name="sign_in" value={signIn} />
          <Button
            type="submit"
            fullWidth
            variant={isSwitch ? 'default' : 'filled'}
            className={classes.long}
          >
            Sign in as {email}
          </Button>
        </form>
        {!isSwitch && (
          <Anchor href={siteUrl(stayPath)} ta="center">
            Cancel
          </Anchor>
        )}
        <Text size="xs" c="dimmed">
          If you didn’t expect this page, don’t continue: a link can try to sign you in as another
          person.
        </Text>
      </Stack>
    </CardPage>
  );
}
