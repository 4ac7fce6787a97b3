import type { RefusalPage } from '@dashboard/contract';
import { Anchor, Button, Code, Group, Stack, Text } from '@mantine/core';
import { siteUrl } from '../../api/site-url.ts';
import { CardPage } from '../../ui/card-page.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { errorWords } from '../../ui/error-words.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';

/** A sign-in that was refused: what happened, what to do, and a reference to read out. */
export function RefusedPage({ refusal }: { readonly refusal: RefusalPage }) {
  const { title, advice } = errorWords(refusal.code);
  usePageTitle('Sign-in refused');
  return (
    <CardPage title={title}>
      <Stack gap="lg">
        <Text>{advice}</Text>
        {refusal.retryPath !== null && (
          <Button component="a" href={siteUrl(refusal.retryPath)}>
            Try again
          </Button>
        )}
        {refusal.passwordLoginPath !== null && (
          <Anchor href={siteUrl(refusal.passwordLoginPath)} ta="center">
            Sign in with a password
          </Anchor>
        )}
        <Stack gap="xs">
          <Text size="xs" c="dimmed">
            If this goes on, give your administrator this reference:
          </Text>
          <Group justify="space-between" wrap="nowrap">
            <Code fz="md">{refusal.reference}</Code>
            <CopyButton value={refusal.reference} />
          </Group>
        </Stack>
      </Stack>
    </CardPage>
  );
}
