import type { JwtSettings } from '@dashboard/contract';
import { Anchor, Group, Text, VisuallyHidden } from '@mantine/core';
import { IconCircleCheck, IconCircleDashed, IconCircleX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { addressTestQuery } from '../../../api/jwt-settings.ts';
import { Ago } from '../../../parts/ago.tsx';
import classes from './checklist.module.css';

type State = 'done' | 'failed' | 'open';

/** What works of the saved settings: address, key, the app's response, the first sign-in. */
export function Checklist({ settings }: { readonly settings: JwtSettings }) {
  const { identityProviderUri, signingKey } = settings;
  const { data, isFetching, refetch } = useQuery({
    ...addressTestQuery(identityProviderUri ?? ''),
    enabled: false,
  });
  const lastUse = lastUseOf(signingKey);
  return (
    <ul className={classes.list} aria-label="Checklist">
      <Item state={identityProviderUri === null ? 'open' : 'done'} title="Address">
        {identityProviderUri}
      </Item>
      <Item state={signingKey.set ? 'done' : 'open'} title="Key">
        {signingKey.set && `ends with “${signingKey.lastFour ?? ''}”`}
      </Item>
      <Item state={responseState(data?.reached, lastUse !== null)} title="App response">
        {data?.detail ?? (
          <Anchor
            component="button"
            type="button"
            inherit
            disabled={isFetching}
            onClick={() => void refetch()}
          >
            Test now
          </Anchor>
        )}
      </Item>
      <Item state={lastUse === null ? 'open' : 'done'} title="First sign-in">
        {lastUse === null ? 'none yet' : <LastSignIn {...lastUse} />}
      </Item>
    </ul>
  );
}

const icons = { done: IconCircleCheck, failed: IconCircleX, open: IconCircleDashed } as const;
const words: Readonly<Record<State, string>> = { done: 'Done', failed: 'Failed', open: 'To do' };
const colors: Readonly<Record<State, string>> = {
  done: 'var(--mantine-color-green-filled)',
  failed: 'var(--mantine-color-error)',
  open: 'var(--mantine-color-dimmed)',
};

function Item({
  state,
  title,
  children,
}: {
  readonly state: State;
  readonly title: string;
  readonly children: ReactNode;
}) {
  const Icon = icons[state];
  return (
    <Group component="li" gap="xs" wrap="nowrap" align="flex-start">
      <Icon className={classes.icon} size={18} color={colors[state]} aria-hidden />
      <Text size="sm" className={classes.text}>
        <VisuallyHidden>{words[state]}: </VisuallyHidden>
        <b>{title}</b>{' '}
        <Text span inherit c="dimmed">
          {children}
        </Text>
      </Text>
    </Group>
  );
}

interface LastUse {
  readonly at: string;
  readonly by: string | null;
}

/** The last sign-in with the current key, or else with the previous one. */
function lastUseOf({
  lastUsedAt,
  lastUsedBy,
  previous,
}: JwtSettings['signingKey']): LastUse | null {
  if (lastUsedAt !== null) return { at: lastUsedAt, by: lastUsedBy };
  const at = previous?.lastUsedAt ?? null;
  return at === null ? null : { at, by: previous?.lastUsedBy ?? null };
}

function LastSignIn({ at, by }: LastUse) {
  return (
    <>
      last one <Ago time={at} />
      {by !== null && (
        <>
          {' '}
          by <bdi>{by}</bdi>
        </>
      )}
    </>
  );
}

/** A sign-in proves that the app works, also if this server can't reach it. */
function responseState(isReached: boolean | undefined, hasSignIn: boolean): State {
  if (isReached === true) return 'done';
  if (isReached === undefined) return hasSignIn ? 'done' : 'open';
  return 'failed';
}
