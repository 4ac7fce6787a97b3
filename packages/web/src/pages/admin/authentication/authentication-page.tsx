import { Button, Group, Paper, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { propertiesQuery } from '../../../api/site.ts';
import { Failure } from '../../../parts/failure.tsx';
import { StateBadge } from '../../../parts/state-badge.tsx';
import { usePageTitle } from '../../../parts/use-page-title.ts';

/** The sign-in methods with their states. */
export function AuthenticationPage() {
  const { data, error, refetch } = useQuery(propertiesQuery);
  usePageTitle('Authentication');
  return (
    <Stack gap="lg" maw={880}>
      <div>
        <Title order={1}>Authentication</Title>
        <Text c="dimmed">Sign-in methods</Text>
      </div>
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton height={180} />}
      {data !== undefined && (
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Method
            title="Password login"
            state={
              <StateBadge
                isOn={data.passwordLoginEnabled}
                word={data.passwordLoginEnabled ? 'Enabled' : 'Disabled'}
              />
            }
            text="Sign in with an email and a password."
          >
            <Button
              component={Link}
              to="/admin/settings/authentication/password-login"
              variant="default"
              aria-label="Configure password login"
            >
              Configure
            </Button>
          </Method>
          <Method
            title="JWT"
            state={
              <StateBadge isOn={data.jwtEnabled} word={data.jwtEnabled ? 'Enabled' : 'Disabled'} />
            }
            text="Sign in through your identity provider using a JSON Web Token."
          >
            <Button
              component={Link}
              to="/admin/settings/authentication/jwt"
              variant="default"
              aria-label="Configure JWT"
            >
              Configure
            </Button>
          </Method>
        </SimpleGrid>
      )}
    </Stack>
  );
}

interface MethodProps {
  readonly title: string;
  readonly state: ReactNode;
  readonly text: string;
  readonly children?: ReactNode;
}

function Method({ title, state, text, children }: MethodProps) {
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
