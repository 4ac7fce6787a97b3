import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { jwtSettingsQuery } from '../../../api/jwt-settings.ts';
import { Failure } from '../../../parts/failure.tsx';
import { PageHead } from '../../../parts/page-head.tsx';
import { StateBadge } from '../../../parts/state-badge.tsx';
import { usePageTitle } from '../../../parts/use-page-title.ts';
import { JwtForm } from './jwt-form.tsx';

/** The settings for sign-in through the company's own app. */
export function JwtPage() {
  const { data, error, refetch } = useQuery({
    ...jwtSettingsQuery,
    staleTime: 0,
    refetchOnWindowFocus: false,
  });
  usePageTitle('JWT');
  return (
    <Stack gap="lg">
      <PageHead
        up={{ to: '/admin/settings/authentication', label: 'Authentication' }}
        title="JWT"
        facts="Sign in through your identity provider using a JSON Web Token."
        badges={
          data && (
            <StateBadge
              isOn={data.value.enabled}
              word={data.value.enabled ? 'Enabled' : 'Disabled'}
            />
          )
        }
      />
      {data === undefined && error !== null && (
        <Failure error={error} onRetry={() => void refetch()} />
      )}
      {data === undefined && error === null && (
        <Skeleton height={520} maw={640} aria-label="Loading the settings" />
      )}
      {data !== undefined && <JwtForm saved={data} />}
    </Stack>
  );
}
