import { Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './jwt-form.module.css';

/** A part of the form; its heading is where an address with `#anchor` leads. */
export function FormSection({
  anchor,
  number,
  title,
  children,
}: {
  readonly anchor: string;
  readonly number?: number;
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <Stack component="section" gap="md" aria-label={title}>
      <Title order={2} id={anchor} tabIndex={-1} className={classes.heading}>
        {number !== undefined && <span className={classes.number}>{number}</span>}
        {title}
      </Title>
      {children}
    </Stack>
  );
}
