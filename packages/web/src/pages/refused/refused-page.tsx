import type { ErrorCode, RefusalPage, RefusalReason } from '@dashboard/contract';
import { Anchor, Button, Code, Group, Stack, Text } from '@mantine/core';
import { useRef } from 'react';
import { signOut } from '../../api/sessions.ts';
import { leaveTo, siteUrl } from '../../api/site-url.ts';
import { CardPage } from '../../parts/card-page.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { isEmbedded, useTellingOuterPageOf } from '../../parts/embedded.ts';
import { usePageTitle } from '../../parts/use-page-title.ts';
import { type ErrorWords, errorWords, needsAdministrator } from '../../words/error-words.ts';

interface RefusedPageProps {
  readonly refusal: RefusalPage;
}

/** A sign-in that was refused: what happened, what to do, and a reference to read out. */
export function RefusedPage({ refusal }: RefusedPageProps) {
  const isBlocked = isEmbedded && lacksCookies(refusal);
  const { title, advice } = isBlocked ? blockedInFrame : wordsOf(refusal);
  const frame = useRef<HTMLElement>(null);
  // Trying again does not solve a configuration problem: the reference comes first.
  const isForAdministrator = needsAdministrator(refusal.code) || refusal.reason === 'token_missing';
  usePageTitle('Sign-in refused');
  useTellingOuterPageOf(frame, window.location.pathname);
  return (
    <CardPage title={title} ref={frame}>
      <Stack gap="lg">
        <Text>{advice}</Text>
        {lacksCookies(refusal) && !isBlocked && refusal.code !== 'cookies_blocked' && (
          <Text>If you see this page again, allow cookies for this site first.</Text>
        )}
        {isForAdministrator && <Reference reference={refusal.reference} />}
        {refusal.retryPath !== null && (
          <Retry
            code={refusal.code}
            path={refusal.retryPath}
            isBlocked={isBlocked}
            variant={isForAdministrator ? 'default' : 'filled'}
          />
        )}
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
        <Anchor
          href={siteUrl(`admin/sign-ins?about=${encodeURIComponent(reference)}`)}
          inherit
          underline="always"
        >
          sign-in log
        </Anchor>{' '}
        and the JSON response to a new token give the exact reason. See also{' '}
        <Anchor href={siteUrl(`docs/errors#${code}`)} inherit underline="always">
          {code}
        </Anchor>
        .
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

const blockedInFrame: ErrorWords = {
  title: 'Your browser blocks the cookies of pages inside other pages.',
  advice: 'Open this page in a new tab to sign in.',
};

/** Where the developer of the company's app has to know more than the code says. */
const reasonWords: Readonly<Record<RefusalReason, ErrorWords>> = {
  token_missing: {
    title: 'Your company’s app sent no sign-in token.',
    advice:
      'Contact your administrator. The app must send the token as the query parameter “jwt”. The sign-in log lists the parameters that it sent.',
  },
};

function wordsOf({ code, reason }: RefusalPage): ErrorWords {
  return reason === undefined ? errorWords(code) : reasonWords[reason];
}

const tiedByCookie: readonly ErrorCode[] = [
  'state_mismatch',
  'pkce_mismatch',
  'ticket_invalid',
  'cookies_blocked',
];

/** Whether the browser sent no cookie where the sign-in needed one (S8). */
function lacksCookies({ code, bringsCookies }: RefusalPage): boolean {
  return !bringsCookies && tiedByCookie.includes(code);
}

interface RetryProps {
  readonly code: ErrorCode;
  readonly path: string;
  readonly isBlocked: boolean;
  readonly variant: 'default' | 'filled';
}

function Retry({ code, path, isBlocked, variant }: RetryProps) {
  if (code === 'framing_refused') return <LeaveTheFrame path={path} />;
  if (isBlocked) return <OpenInTab path={path} />;
  return (
    <Button component="a" href={siteUrl(path)} variant={variant}>
      {code === 'return_to_invalid' ? 'Sign in' : 'Try again'}
    </Button>
  );
}

function OpenInTab({ path }: { readonly path: string }) {
  return (
    <Button component="a" href={siteUrl(path)} target="_blank">
      Open in a new tab
    </Button>
  );
}

/** A tab of its own, or the end of the frame's session and a new sign-in. */
function LeaveTheFrame({ path }: { readonly path: string }) {
  return (
    <>
      <OpenInTab path={path} />
      <Button variant="default" onClick={() => void signOut().then(() => leaveTo(path))}>
        Sign out here and try again
      </Button>
    </>
  );
}
