import { Skeleton, Stack } from '@mantine/core';

/** Stands in for a table that is on its way. */
export function WaitingRows() {
  return (
    <Stack gap="xs" aria-busy="true" aria-label="Loading">
      {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
        <Skeleton key={key} height={56} />
      ))}
    </Stack>
  );
}
