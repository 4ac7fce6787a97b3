import type { ErrorCode, RefusalPage } from '@dashboard/contract';
import { Anchor, Button, Code, Group, Stack, Text } from '@mantine/core';
import { signOut } from '../../api/sign-out.ts';
import { leaveTo, siteUrl } from '../../api/site-url.ts';
import { CardPage } from '../../ui/card-page.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { isEmbedded } from '../../ui/embedded.ts';
import { errorWords, needsAdministrator } from '../../ui/error-words.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';

interface RefusedPageProps {
  readonly refusal: RefusalPage;
}

/** A sign-in that was refused: what happened, what to do, and a reference to read out. */
export function RefusedPage({ refusal }: RefusedPageProps) {
  const { title, advice } = errorWords(refusal.code);
  // Trying again does not solve a configuration problem: the reference comes first.
  const isForAdministrator = needsAdministrator(refusal.code);
  usePageTitle('Sign-in refused');
  return (
    <CardPage title={title}>
      <Stack gap="lg">
        <Text>{advice}</Text>
        {losesItsPlace(refusal) && (
          <Text>If you see this page again, allow cookies for this site first.</Text>
        )}
        {isForAdministrator && <Reference reference={refusal.reference} />}
        {refusal.retryPath !== null &&
          (refusal.code === 'framing_refused' ? (
            <LeaveTheFrame path={refusal.retryPath} />
          ) : (
            <Button
              component="a"
              href={siteUrl(refusal.retryPath)}
              variant={isForAdministrator ? 'default' : 'filled'}
            >
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
        {!isForAdministrator && <Reference reference={refusal.reference} />}
        <ExactReason refusal={refusal} />
      </Stack>
    </CardPage>
  );
}

function Reference({ reference }: { readonly reference: string }) {
  return (
    <Stack gap="xs">
      <Text size="xs" c="dimmed">
        Reference for your administrator:
      </Text>
      <Group justify="space-between" wrap="nowrap">
        <Code fz="md">{reference}</Code>
        <CopyButton value={reference} />
      </Group>
    </Stack>
  );
}

/** For administrators, and for people who develop an app on this machine: how to get the exact reason. */
function ExactReason({ refusal: { code, reference, isAdministrator } }: RefusedPageProps) {
  const isLocal = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(window.location.hostname);
  if (isEmbedded || !(isAdministrator || isLocal)) return null;
  const command = `curl -s -H 'Accept: application/json' '${siteUrl('auth/sso')}?jwt=TOKEN'`;
  return (
    <Stack gap="xs" component="section" aria-label="For the developer of the app">
      <Text size="sm" fw={600}>
        For the developer of the app
      </Text>
      <Text size="sm">
        The{' '}
        <Anchor href={siteUrl(`admin/sign-ins?about=${encodeURIComponent(reference)}`)}>
          sign-in log
        </Anchor>{' '}
        has the exact reason, and so does the JSON answer to a fresh token. See also{' '}
        <Anchor href={siteUrl(`docs/errors#${code}`)}>{code}</Anchor>.
      </Text>
      <Code block fz="xs" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {command}
      </Code>
      <Group justify="flex-end">
        <CopyButton value={command} />
      </Group>
    </Stack>
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
