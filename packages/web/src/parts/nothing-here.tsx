import { Button, EmptyState } from '@mantine/core';
import { IconMapQuestion } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { usePageTitle } from './use-page-title.ts';

/** The page for an address that leads nowhere, or nowhere that this person may see. */
export function NothingHere({
  title,
  children,
  way = { to: '/', label: 'Go to the home page' },
}: {
  readonly title: string;
  readonly children: ReactNode;
  /** Where to go on. */
  readonly way?: { readonly to: string; readonly label: string };
}) {
  usePageTitle(title);
  return (
    <EmptyState
      my={64}
      icon={<IconMapQuestion aria-hidden />}
      title={<h1 style={{ font: 'inherit', margin: 0 }}>{title}</h1>}
      description={children}
    >
      <EmptyState.Actions>
        <Button component={Link} to={way.to} variant="default">
          {way.label}
        </Button>
      </EmptyState.Actions>
    </EmptyState>
  );
}
