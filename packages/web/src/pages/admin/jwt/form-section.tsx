import { Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { DocumentationLink } from './documentation-link.tsx';

/** A section of the form. Its heading is the target of an address with `#anchor`. */
export function FormSection({
  anchor,
  title,
  about,
  documentation,
  children,
}: {
  readonly anchor: string;
  readonly title: string;
  /** One sentence about the section. */
  readonly about?: string;
  /** The part of the documentation about it, such as `authenticating-with-jwt#accounts`. */
  readonly documentation: string;
  readonly children: ReactNode;
}) {
  return (
    <Stack component="section" gap="md" aria-label={title}>
      <div>
        <Group justify="space-between" gap="xs">
          <Title order={2} id={anchor} tabIndex={-1}>
            {title}
          </Title>
          <DocumentationLink to={documentation} about={title} />
        </Group>
        {about !== undefined && (
          <Text size="sm" c="dimmed">
            {about}
          </Text>
        )}
      </div>
      {children}
    </Stack>
  );
}
