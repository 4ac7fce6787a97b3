import type { AuditAction } from '@dashboard/contract';
import { Button, EmptyState, Group, Select, Stack } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { auditQuery } from '../../../api/logs.ts';
import { DateRange } from '../../../parts/date-range.tsx';
import { Failure } from '../../../parts/failure.tsx';
import { useListAddress } from '../../../parts/list-address.ts';
import { periodOf } from '../../../parts/log-period.ts';
import { PageHead } from '../../../parts/page-head.tsx';
import { SearchBox } from '../../../parts/search-box.tsx';
import { usePageTitle } from '../../../parts/use-page-title.ts';
import { WaitingRows } from '../../../parts/waiting-rows.tsx';
import { actionWords } from './action-words.ts';
import { AuditTable } from './audit-table.tsx';

const actions = Object.entries(actionWords).map(([value, label]) => ({ value, label }));

/** Changes by administrators: who, when, from where, before and after. */
export function AuditPage() {
  const address = useListAddress();
  const action = address.get('action');
  const [subject, actor] = [address.get('subject'), address.get('actor')];
  const [from, to] = [address.get('from'), address.get('to')];
  const filter = {
    ...(Object.hasOwn(actionWords, action) && { action: action as AuditAction }),
    ...(subject !== '' && { subject }),
    ...(actor !== '' && { actor }),
    ...periodOf(from, to),
  };
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    auditQuery(filter),
  );
  const entries = data?.pages.flatMap((page) => page.entries);
  usePageTitle('Audit log');
  return (
    <Stack gap="lg" maw={1120}>
      <PageHead title="Audit log" facts="Changes to settings, keys, people and groups." />
      <Group gap="sm" align="flex-start">
        <SearchBox
          label="Person or group"
          placeholder="Person or group"
          value={subject}
          onSearch={(value) => address.change({ subject: value })}
        />
        <SearchBox
          label="Changed by (email)"
          value={actor}
          onSearch={(value) => address.change({ actor: value })}
        />
        <Select
          aria-label="Action"
          placeholder="Any change"
          data={actions}
          searchable
          clearable
          miw={220}
          flex={1}
          maw={400}
          value={action === '' ? null : action}
          onChange={(value) => address.change({ action: value ?? '' })}
        />
        <DateRange from={from} to={to} onChange={address.change} />
      </Group>
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {entries === undefined && error === null && <WaitingRows />}
      {entries !== undefined && entries.length > 0 && <AuditTable entries={entries} />}
      {entries?.length === 0 && (
        <EmptyState
          my={48}
          icon={<IconHistory aria-hidden />}
          title="No changes found"
          description="Changes are kept for at least 90 days."
        >
          <EmptyState.Actions>
            <Button
              variant="default"
              onClick={() =>
                address.change({ subject: '', actor: '', action: '', from: '', to: '' })
              }
            >
              Show all changes
            </Button>
          </EmptyState.Actions>
        </EmptyState>
      )}
      {hasNextPage && (
        <Button
          variant="default"
          style={{ alignSelf: 'center' }}
          loading={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          Show older changes
        </Button>
      )}
    </Stack>
  );
}
