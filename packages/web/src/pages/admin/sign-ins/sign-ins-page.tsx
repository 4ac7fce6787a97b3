import type { SignIn } from '@dashboard/contract';
import { Button, EmptyState, Group, SegmentedControl, Select, Stack } from '@mantine/core';
import { IconLogin } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { signInsQuery } from '../../../api/logs.ts';
import { DateRange } from '../../../parts/date-range.tsx';
import { Failure } from '../../../parts/failure.tsx';
import { useListAddress } from '../../../parts/list-address.ts';
import { PageHead } from '../../../parts/page-head.tsx';
import { SearchBox } from '../../../parts/search-box.tsx';
import { usePageTitle } from '../../../parts/use-page-title.ts';
import { WaitingRows } from '../../../parts/waiting-rows.tsx';
import { refusalReasons } from '../../../words/refusal-words.ts';
import { signInFilter } from './sign-in-filter.ts';
import { SignInTable } from './sign-in-table.tsx';

const outcomes = [
  { value: '', label: 'All' },
  { value: 'signed_in', label: 'Signed in' },
  { value: 'refused', label: 'Refused' },
];

/** Every sign-in attempt with its reason; updates by itself. */
export function SignInsPage() {
  const address = useListAddress();
  const filter = signInFilter(address.get);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    signInsQuery(filter),
  );
  const signIns = data?.pages.flatMap((page) => page.signIns);
  usePageTitle('Sign-in log');
  return (
    <Stack gap="lg" maw={1120}>
      <PageHead
        title="Sign-in log"
        facts="Every sign-in attempt, newest first. Updates automatically."
        action={
          <Button component={Link} to="/admin/check-token" variant="default">
            Check a token
          </Button>
        }
      />
      <Group gap="sm" align="flex-start">
        <SearchBox
          label="Email or reference"
          value={address.get('about')}
          onSearch={(about) => address.change({ about })}
        />
        <SegmentedControl
          aria-label="Outcome"
          data={outcomes}
          value={filter.outcome ?? ''}
          onChange={(outcome) => address.change({ outcome })}
        />
        <Select
          aria-label="Reason"
          placeholder="Any reason"
          data={refusalReasons}
          searchable
          clearable
          miw={260}
          flex={1}
          maw={400}
          value={filter.code ?? null}
          onChange={(code) => address.change({ code: code ?? '' })}
        />
        <DateRange from={address.get('from')} to={address.get('to')} onChange={address.change} />
      </Group>
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {signIns === undefined && error === null && <WaitingRows />}
      {signIns !== undefined && (
        <Found
          signIns={signIns}
          isWhole={Object.keys(filter).length === 0}
          isSearched={filter.email !== undefined || filter.reference !== undefined}
          onShowAll={() => address.change({ outcome: '', code: '', about: '', from: '', to: '' })}
        />
      )}
      {hasNextPage && (
        <Button
          variant="default"
          style={{ alignSelf: 'center' }}
          loading={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          Show older attempts
        </Button>
      )}
    </Stack>
  );
}

function Found({
  signIns,
  isWhole,
  isSearched,
  onShowAll,
}: {
  readonly signIns: readonly SignIn[];
  readonly isWhole: boolean;
  readonly isSearched: boolean;
  readonly onShowAll: () => void;
}) {
  if (signIns.length > 0) return <SignInTable signIns={signIns} />;
  return (
    <EmptyState
      my={48}
      icon={<IconLogin aria-hidden />}
      title={isWhole ? 'No sign-in attempts yet' : 'No attempts found'}
      description={emptyWords(isWhole, isSearched)}
    >
      {!isWhole && (
        <EmptyState.Actions>
          <Button variant="default" onClick={onShowAll}>
            Show all attempts
          </Button>
        </EmptyState.Actions>
      )}
    </EmptyState>
  );
}

function emptyWords(isWhole: boolean, isSearched: boolean): string {
  if (isWhole) return 'Sign-in attempts will appear here.';
  return isSearched
    ? 'The log has an email only if the signature was valid or the account exists.'
    : 'No attempt matches the filter.';
}
