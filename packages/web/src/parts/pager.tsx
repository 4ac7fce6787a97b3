import { Button, Group, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { pageCount, rangeWords } from './page-range.ts';

export interface PagerProps {
  readonly page: number;
  readonly total: number;
  readonly perPage: number;
  readonly onPage: (page: number) => void;
}

/** Which part of a long list is in sight, and the ways on and back. */
export function Pager({ page, total, perPage, onPage }: PagerProps) {
  if (total === 0) return null;
  const last = pageCount(total, perPage);
  return (
    <Group component="nav" justify="space-between" gap="sm" aria-label="Pages">
      <Text size="sm" c="dimmed" aria-live="polite">
        {rangeWords({ page, total, perPage })}
      </Text>
      {(last > 1 || page > last) && (
        <Group gap="xs">
          <Button
            variant="default"
            size="xs"
            disabled={page <= 1}
            leftSection={<IconChevronLeft size={16} aria-hidden />}
            onClick={() => onPage(Math.min(page - 1, last))}
          >
            Previous
          </Button>
          <Button
            variant="default"
            size="xs"
            disabled={page >= last}
            rightSection={<IconChevronRight size={16} aria-hidden />}
            onClick={() => onPage(page + 1)}
          >
            Next
          </Button>
        </Group>
      )}
    </Group>
  );
}
