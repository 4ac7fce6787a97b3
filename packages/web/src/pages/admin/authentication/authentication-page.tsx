import { Button, Group, Paper, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { propertiesQuery } from '../../../api/read-properties.ts';
import { Failure } from '../../../ui/failure.tsx';
import { StateBadge } from '../../../ui/state-badge.tsx';
import { usePageTitle } from '../../../ui/use-page-title.ts';

/** The ways to sign in, each with its state at a glance. */
export function AuthenticationPage() {
  const { data, error, refetch } = useQuery(propertiesQuery);
  usePageTitle('Authentication');
  return (
    <Stack gap="lg" maw={880}>
      <div>
        <Title order={1}>Authentication</Title>
        <Text c="dimmed">How people get in.</Text>
      </div>
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton height={180} />}
      {data !== undefined && (
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Way
            title="Password login"
            state={
              <StateBadge
                isOn={data.passwordLoginEnabled}
                word={data.passwordLoginEnabled ? 'Enabled' : 'Off'}
              />
            }
            text="People with a password can sign in with it."
          >
            <Button
              component={Link}
              to="/admin/settings/authentication/password-login"
              variant="default"
              aria-label="Configure password login"
            >
              Configure
            </Button>
          </Way>
          <Way
            title="JWT"
            state={
              <StateBadge
                isOn={data.jwtEnabled}
                word={data.jwtEnabled ? 'Enabled' : 'Not in use'}
              />
            }
            text="People sign in through your company’s own app, which vouches for them with a JSON Web Token."
          >
            <Button
              component={Link}
              to="/admin/settings/authentication/jwt"
              variant="default"
              aria-label="Configure JWT"
            >
              Configure
            </Button>
          </Way>
        </SimpleGrid>
      )}
    </Stack>
  );
}

interface WayProps {
  readonly title: string;
  readonly state: ReactNode;
  readonly text: string;
  readonly children?: ReactNode;
}

function Way({ title, state, text, children }: WayProps) {
  return (
    <Paper withBorder p="lg" component="section" aria-label={title}>
      <Stack gap="sm" align="flex-start" h="100%">
        <Group gap="sm">
          <Title order={2}>{title}</Title>
          {state}
        </Group>
        <Text style={{ flex: 1 }}>{text}</Text>
        {children}
      </Stack>
    </Paper>
  );
}
