import type { ErrorCode, RefusalPage } from '@dashboard/contract';
import { Anchor, Button, Code, Group, Stack, Text } from '@mantine/core';
import { signOut } from '../../api/sign-out.ts';
import { leaveTo, siteUrl } from '../../api/site-url.ts';
import { CardPage } from '../../ui/card-page.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { isEmbedded } from '../../ui/embedded.ts';
import { errorWords } from '../../ui/error-words.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';

/** A sign-in that was refused: what happened, what to do, and a reference to read out. */
export function RefusedPage({ refusal }: { readonly refusal: RefusalPage }) {
  const { title, advice } = errorWords(refusal.code);
  usePageTitle('Sign-in refused');
  return (
    <CardPage title={title}>
      <Stack gap="lg">
        <Text>{advice}</Text>
        {losesItsPlace(refusal) && (
          <Text>If you come back to this page, allow cookies for this site first.</Text>
        )}
        {refusal.retryPath !== null &&
          (refusal.code === 'framing_refused' ? (
            <LeaveTheFrame path={refusal.retryPath} />
          ) : (
            <Button component="a" href={siteUrl(refusal.retryPath)}>
              Try again
            </Button>
          ))}
        {refusal.passwordLoginPath !== null && (
          <Anchor
            href={siteUrl(refusal.passwordLoginPath)}
            ta="center"
            {...(isEmbedded ? { target: '_blank' } : {})}
          >
            Sign in with a password
          </Anchor>
        )}
        <Stack gap="xs">
          <Text size="xs" c="dimmed">
            If this goes on, give your administrator this reference:
          </Text>
          <Group justify="space-between" wrap="nowrap">
            <Code fz="md">{refusal.reference}</Code>
            <CopyButton value={refusal.reference} />
          </Group>
        </Stack>
      </Stack>
    </CardPage>
  );
}

const tiedByCookie: readonly ErrorCode[] = ['state_mismatch', 'pkce_mismatch', 'ticket_invalid'];

/** Without cookies each sign-in is one that another browser might have begun (S8). */
function losesItsPlace({ code, bringsCookies }: RefusalPage): boolean {
  return !bringsCookies && tiedByCookie.includes(code);
}

/** What can't be done in a frame is done in a tab; or the frame's own session ends, and a new one begins. */
function LeaveTheFrame({ path }: { readonly path: string }) {
  return (
    <>
      <Button component="a" href={siteUrl(path)} target="_blank">
        Open in a new tab
      </Button>
      <Button variant="default" onClick={() => void signOut().then(() => leaveTo(path))}>
        Sign out here and try again
      </Button>
    </>
  );
}
