import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { generalSettingsQuery } from '../../../api/general-settings.ts';
import { Failure } from '../../../parts/failure.tsx';
import { PageHead } from '../../../parts/page-head.tsx';
import { usePageTitle } from '../../../parts/use-page-title.ts';
import { GeneralForm } from './general-form.tsx';

/** What concerns the whole site: its name and address, sessions, logs, who may embed it. */
export function GeneralPage() {
  const { data, error, refetch } = useQuery({
    ...generalSettingsQuery,
    refetchOnWindowFocus: false,
  });
  usePageTitle('General');
  return (
    <Stack gap="lg" maw={640}>
      <PageHead
        title="General"
        facts="Site name and address, sessions, log retention and embedding."
      />
      {data === undefined && error !== null && (
        <Failure error={error} onRetry={() => void refetch()} />
      )}
      {data === undefined && error === null && (
        <Skeleton height={520} aria-label="Loading the settings" />
      )}
      {data !== undefined && <GeneralForm saved={data} />}
    </Stack>
  );
}
